import type { KafkaMessage } from "kafkajs";
import { describe, expect, it } from "vitest";
import { makeRecord, readRecord } from "./record.ts";

function delivered(id: number, change: Partial<KafkaMessage> = {}): KafkaMessage {
  const { key, value, headers } = makeRecord(id, "r");
  return {
    key: typeof key === "string" ? Buffer.from(key) : null,
    value: Buffer.from(value),
    headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, text]) => [name, Buffer.from(String(text))])),
    timestamp: "0",
    attributes: 0,
    offset: "0",
    ...change,
  } as KafkaMessage;
}

describe("readRecord", () => {
  it("knows every record that makeRecord makes", () => {
    for (let id = 0; id < 20; id++) expect(readRecord(delivered(id), "r")).toEqual({ id, intact: true });
  });

  it("makes records with and without keys and headers", () => {
    const records = Array.from({ length: 12 }, (_, id) => makeRecord(id, "r"));
    expect(new Set(records.map(({ key, headers }) => `${key !== null} ${headers !== undefined}`)).size).toBe(4);
  });

  it("sees that a key or a header has changed", () => {
    expect(readRecord(delivered(6, { key: null }), "r")).toEqual({ id: 6, intact: false });
    expect(readRecord(delivered(6, { headers: {} }), "r")).toEqual({ id: 6, intact: false });
    expect(readRecord(delivered(1, { key: Buffer.from("k") }), "r")).toEqual({ id: 1, intact: false });
  });

  it("does not know what is not this run's", () => {
    expect(readRecord(delivered(1), "other")).toBeUndefined();
    expect(readRecord(delivered(1, { value: null }), "r")).toBeUndefined();
    expect(readRecord(delivered(1, { value: Buffer.from("record x") }), "r")).toBeUndefined();
  });
});
