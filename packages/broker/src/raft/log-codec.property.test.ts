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
        kind: fc.constantFrom<EntryKind>("command", "noop", "configuration"),
        data: bytes,
      }),
      { maxLength: 8 },
    ),
  })
  .map(({ firstIndex, rest }) => rest.map((entry, place): Entry => ({ index: firstIndex + place, ...entry })));

const writes = fc.oneof(fc.record({ entries }), fc.record({ hardState, entries }));
const checkpoints = fc.record({
  hardState,
  snapshot: fc.record({ index: uint53, term: uint53, configuration: bytes, data: bytes }),
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
