import { describe, expect, test } from "vitest";
import { advertisedVersions, isClientSoftwareText, unsupportedApiVersions } from "./api-versions.ts";
import { apis } from "./apis.ts";
import { decodeResponse, encodeResponse } from "./frame.ts";
import { apiVersions } from "./messages/api-versions.ts";
import { joinGroup } from "./messages/join-group.ts";
import { produce } from "./messages/produce.ts";

describe("the table of versions", () => {
  test("is sorted by key, and claims what is declared", () => {
    expect(advertisedVersions([joinGroup, apiVersions])).toEqual([
      { apiKey: 11, minVersion: 0, maxVersion: 9 },
      { apiKey: 18, minVersion: 0, maxVersion: 4 },
    ]);
  });

  test("claims Produce from 0 on, which no codec implements", () => {
    expect(advertisedVersions([produce])).toEqual([{ apiKey: 0, minVersion: 0, maxVersion: 13 }]);
    expect(() => produce.request.decode(new Uint8Array(20), 2)).toThrow("no version 2");
  });

  test("travels in every version of the response", () => {
    const apiKeys = advertisedVersions(apis.values());
    for (let version = 0; version <= 4; version++) {
      const chunks = encodeResponse({ api: apiVersions, version, correlationId: 1, body: { apiKeys } });
      const frame = Uint8Array.from(chunks.flatMap((chunk) => [...chunk])).subarray(4);
      expect(decodeResponse({ api: apiVersions, version, frame }).body.apiKeys).toEqual(apiKeys);
    }
  });
});

test("an unknown version of ApiVersions is answered in version 0, with its own range alone", () => {
  const bytes = apiVersions.response.encode(unsupportedApiVersions(), 0);
  expect([...bytes]).toEqual([0, 35, 0, 0, 0, 1, 0, 18, 0, 0, 0, 4]);
});

test.each([
  ["apache-kafka-java", true],
  ["4.2.0", true],
  ["a", true],
  ["librdkafka", true],
  ["", false],
  ["-a", false],
  ["a.", false],
  ["a b", false],
  ["a_b", false],
  ["a\n", false],
  ["é", false],
])("client software %j: %s", (text, valid) => {
  expect(isClientSoftwareText(text)).toBe(valid);
});
