import type { Entry, EntryKind } from "@chronik/raft-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCheckpoint, decodeWrite, encodeCheckpoint, encodeWrite } from "./log-codec.ts";
import { RaftLogError } from "./raft-log-error.ts";

const uint53 = fc.maxSafeNat();
const bytes = fc.uint8Array({ maxLength: 40 });
const hardState = fc.record({ term: uint53, vote: uint53, commit: uint53 });
const entries = fc
  .record({
    firstIndex: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER - 100 }),
    rest: fc.array(
      fc.record({
        term: uint53,
        kind: fc.constantFrom<EntryKind>("command", "noop", "configuration", "omitted"),
        data: bytes,
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ firstIndex, rest }) => rest.map((entry, place): Entry => ({ index: firstIndex + place, ...entry })));

const writes = fc.oneof(fc.record({ entries }), fc.record({ hardState, entries }));
const checkpoints = fc.record({
  hardState,
  snapshot: fc.record(
    { index: uint53, term: uint53, configuration: bytes, data: bytes, dataOmitted: fc.constant(true as const) },
    { requiredKeys: ["index", "term", "configuration", "data"] },
  ),
  base: fc.record({ index: uint53, term: uint53 }),
  entries,
});

const whole = (pieces: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(pieces));

describe("the codec of the Raft log", () => {
  it("brings writes back as they were", () => {
    fc.assert(
      fc.property(writes, (write) => {
        expect(decodeWrite(whole(encodeWrite(write)))).toEqual(write);
      }),
    );
  });

  it("brings checkpoints back as they were", () => {
    fc.assert(
      fc.property(checkpoints, (checkpoint) => {
        expect(decodeCheckpoint(whole(encodeCheckpoint(checkpoint)))).toEqual(checkpoint);
      }),
    );
  });

  it("writes what has nothing omitted as it always did, and takes no other flags", () => {
    const entry: Entry = { index: 9, term: 2, kind: "configuration", data: Uint8Array.of(6) };
    const snapshot = { index: 8, term: 2, configuration: Uint8Array.of(5), data: new Uint8Array(0) };
    const checkpoint = {
      hardState: { term: 3, vote: 1, commit: 8 },
      snapshot,
      base: { index: 8, term: 2 },
      entries: [entry],
    };
    const encoded = whole(encodeCheckpoint(checkpoint));
    const numbers = [3, 1, 8, 8, 2].map((value) => value.toString(16).padStart(16, "0")).join("");
    const base = "00000000000000080000000000000002";
    const entries = "00000001000000000000000900000000000000020200000001" + "06";
    expect(Buffer.from(encoded).toString("hex")).toBe(`${numbers}0000000105${"00000000"}${base}${entries}`);
    expect(whole(encodeCheckpoint({ ...checkpoint, snapshot: { ...snapshot, dataOmitted: true } }))).toEqual(
      Uint8Array.from([...encoded, 1]),
    );
    for (const flags of [0, 2, 255]) {
      expect(() => decodeCheckpoint(Uint8Array.from([...encoded, flags]))).toThrow(RaftLogError);
    }
    expect(() => decodeCheckpoint(Uint8Array.from([...encoded, 1, 1]))).toThrow(RaftLogError);
  });

  it("does not copy data when it encodes, and does when it decodes", () => {
    const data = Uint8Array.of(1, 2, 3);
    const pieces = encodeWrite({ entries: [{ index: 1, term: 1, kind: "command", data }] });
    expect(pieces).toContain(data);
    const encoded = whole(pieces);
    const [entry] = decodeWrite(encoded).entries;
    encoded.fill(0);
    expect(entry?.data).toEqual(data);
  });

  it.each([
    ["write", decodeWrite],
    ["checkpoint", decodeCheckpoint],
  ])("refuses what is no %s with a RaftLogError", (_, decode) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 120, size: "max" }), (garbage) => {
        try {
          decode(garbage);
        } catch (error) {
          expect(error).toBeInstanceOf(RaftLogError);
        }
      }),
    );
  });

  it("refuses a write that is cut short, or too long", () => {
    fc.assert(
      fc.property(writes, fc.nat(), (write, place) => {
        const encoded = whole(encodeWrite(write));
        expect(() => decodeWrite(encoded.subarray(0, place % encoded.length))).toThrow(RaftLogError);
        expect(() => decodeWrite(Uint8Array.from([...encoded, 0]))).toThrow(RaftLogError);
      }),
    );
  });
});
