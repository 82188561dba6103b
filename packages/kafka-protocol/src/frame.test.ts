import { describe, expect, test } from "vitest";
import { apis } from "./apis.ts";
import {
  decodeCorrelationId,
  decodeRequest,
  decodeRequestBody,
  decodeResponse,
  encodeRequest,
  encodeResponse,
} from "./frame.ts";
import { apiVersions } from "./messages/api-versions.ts";
import { fetch } from "./messages/fetch.ts";
import { heartbeat } from "./messages/heartbeat.ts";
import { metadata } from "./messages/metadata.ts";
import { produce } from "./messages/produce.ts";
import { saslHandshake } from "./messages/sasl-handshake.ts";

const code = (code: string) => expect.objectContaining({ name: "ProtocolError", code });

/** The chunks in one piece, without the length, which is checked. */
function payload(chunks: Uint8Array[]): Uint8Array {
  const whole = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
  expect(new DataView(whole.buffer).getInt32(0)).toBe(whole.length - 4);
  return whole.subarray(4);
}

describe("requests", () => {
  test("header version 1: the client id is a plain string, and no tags follow", () => {
    const frame = payload(
      encodeRequest({ api: heartbeat, version: 0, correlationId: 0x01020304, clientId: "me", body: { groupId: "g" } }),
    );
    expect([...frame.subarray(0, 12)]).toEqual([0, 12, 0, 0, 1, 2, 3, 4, 0, 2, 0x6d, 0x65]);
    const header = decodeRequest(frame);
    expect(header).toEqual({
      apiKey: 12,
      apiVersion: 0,
      correlationId: 0x01020304,
      clientId: "me",
      api: heartbeat,
      bodyOffset: 12,
    });
    expect(decodeRequestBody(heartbeat, frame, header).groupId).toBe("g");
  });

  test("header version 2: the client id is still a plain string, and tags follow", () => {
    const frame = payload(
      encodeRequest({ api: heartbeat, version: 4, correlationId: -1, clientId: "é", body: { memberId: "m" } }),
    );
    expect([...frame.subarray(0, 13)]).toEqual([0, 12, 0, 4, 255, 255, 255, 255, 0, 2, 0xc3, 0xa9, 0]);
    const header = decodeRequest(frame);
    expect(header).toMatchObject({ correlationId: -1, clientId: "é", bodyOffset: 13 });
    expect(decodeRequestBody(heartbeat, frame, header).memberId).toBe("m");
  });

  test("unknown tags in a header are skipped, and the client id may be null", () => {
    const body = heartbeat.request.encode({ groupId: "g" }, 4);
    const frame = Uint8Array.of(0, 12, 0, 4, 0, 0, 0, 9, 255, 255, 1, 5, 2, 1, 1, ...body);
    const header = decodeRequest(frame);
    expect(header).toMatchObject({ correlationId: 9, clientId: null, bodyOffset: 15 });
    expect(decodeRequestBody(heartbeat, frame, header).groupId).toBe("g");
  });

  test("an unknown key leaves the rest alone", () => {
    expect(decodeRequest(Uint8Array.of(3, 231, 0, 1, 0, 0, 0, 5))).toEqual({
      apiKey: 999,
      apiVersion: 1,
      correlationId: 5,
      clientId: null,
      api: null,
      bodyOffset: 8,
    });
  });

  test("an unknown version of ApiVersions has a header all the same, so that it can be answered", () => {
    const header = decodeRequest(Uint8Array.of(0, 18, 0, 99, 0, 0, 0, 5, 0, 1, 0x61, 0));
    expect(header).toMatchObject({ api: apiVersions, apiVersion: 99, correlationId: 5, clientId: "a" });
    expect(() => decodeRequestBody(apiVersions, new Uint8Array(20), header)).toThrow(code("UNSUPPORTED_VERSION"));
  });

  test("a header that is cut off is refused", () => {
    const frame = Uint8Array.of(0, 12, 0, 4, 0, 0, 0, 9, 0, 1, 0x61, 1, 5, 1, 1);
    for (let length = 0; length < frame.length; length++) {
      expect(() => decodeRequest(frame.subarray(0, length)), `${length}`).toThrow(code("TRUNCATED"));
    }
  });

  test("bytes behind a request's body are let pass, fewer than its body are not", () => {
    const body = { groupId: "g", generationId: 1, memberId: "m" };
    const frame = payload(encodeRequest({ api: heartbeat, version: 0, correlationId: 1, clientId: null, body }));
    const longer = Uint8Array.from([...frame, 1, 0, 0]);
    expect(decodeRequestBody(heartbeat, longer, decodeRequest(longer)).memberId).toBe("m");
    const shorter = frame.subarray(0, frame.length - 1);
    expect(() => decodeRequestBody(heartbeat, shorter, decodeRequest(shorter))).toThrow(/Heartbeat request v0/);
  });

  test("a request that cannot be encoded leaves nothing in the way of the next", () => {
    const bad = {
      api: heartbeat,
      version: 0,
      correlationId: 1,
      clientId: null,
      body: { groupInstanceId: "i" },
    } as const;
    expect(() => encodeRequest(bad)).toThrow(code("FIELD_NOT_IN_VERSION"));
    const frame = payload(encodeRequest({ ...bad, body: { groupId: "g" } }));
    expect(decodeRequestBody(heartbeat, frame, decodeRequest(frame)).groupId).toBe("g");
  });
});

describe("responses", () => {
  test("header version 0 is the correlation id alone", () => {
    const frame = payload(encodeResponse({ api: heartbeat, version: 0, correlationId: 7, body: { errorCode: 27 } }));
    expect([...frame]).toEqual([0, 0, 0, 7, 0, 27]);
  });

  test("header version 1 has tags", () => {
    const frame = payload(encodeResponse({ api: heartbeat, version: 4, correlationId: 7, body: { errorCode: 27 } }));
    expect([...frame]).toEqual([0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 27, 0]);
  });

  test("ApiVersions keeps header version 0 in its flexible versions", () => {
    const frame = payload(encodeResponse({ api: apiVersions, version: 4, correlationId: 7, body: { errorCode: 35 } }));
    expect([...frame]).toEqual([0, 0, 0, 7, 0, 35, 1, 0, 0, 0, 0, 0]);
    expect(decodeResponse({ api: apiVersions, version: 4, frame }).body.errorCode).toBe(35);
  });

  test("large records are among the chunks by reference", () => {
    const records = new Uint8Array(100_000).fill(5);
    const chunks = encodeResponse({
      api: fetch,
      version: 17,
      correlationId: 1,
      body: {
        responses: [
          {
            partitions: [
              { partitionIndex: 4, records },
              { partitionIndex: 5, records },
            ],
          },
        ],
      },
    });
    expect(chunks.filter((chunk) => chunk === records)).toHaveLength(2);
    const { body } = decodeResponse({ api: fetch, version: 17, frame: payload(chunks) });
    expect(body.responses[0]!.partitions.map((partition) => partition.records?.length)).toEqual([100_000, 100_000]);
  });

  test("chunks of one response are not touched by the next", () => {
    const encode = (errorCode: number) =>
      encodeResponse({ api: heartbeat, version: 1, correlationId: 1, body: { errorCode } });
    const first = encode(1);
    const second = encode(2);
    expect(payload(first).at(-1)).toBe(1);
    expect(payload(second).at(-1)).toBe(2);
  });
});

describe("both ends", () => {
  test.each([...apis.values()].map((api) => [api.name, api] as const))(
    "%s travels in all its versions",
    (_name, api) => {
      for (let version = api.versionMin; version <= api.versionMax; version++) {
        const frame = payload(encodeRequest({ api, version, correlationId: 3, clientId: "c", body: {} }));
        const header = decodeRequest(frame);
        expect(header.api).toBe(api);
        expect(decodeRequestBody(api, frame, header)).toEqual(
          api.request.decode(api.request.encode({}, version), version),
        );

        const answer = payload(encodeResponse({ api, version, correlationId: 3, body: {} }));
        expect(decodeCorrelationId(answer)).toBe(3);
        expect(decodeResponse({ api, version, frame: answer }).correlationId).toBe(3);
      }
    },
  );

  test("the versions are those of Kafka 4.2", () => {
    const rangeOf = (api: { versionMin: number; versionMax: number; flexibleFrom: number }) => [
      api.versionMin,
      api.versionMax,
      api.flexibleFrom,
    ];
    expect(rangeOf(produce)).toEqual([3, 13, 9]);
    expect(rangeOf(fetch)).toEqual([4, 18, 12]);
    expect(rangeOf(metadata)).toEqual([0, 13, 9]);
    expect(rangeOf(saslHandshake)).toEqual([0, 1, Number.POSITIVE_INFINITY]);
  });
});
