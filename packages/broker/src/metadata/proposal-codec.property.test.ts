import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MetadataError } from "./metadata-error.ts";
import { decodeProposal, encodeProposal } from "./proposal-codec.ts";
import { proposals } from "./testing/arbitraries.ts";

function errorOf(action: () => unknown): unknown {
  try {
    action();
    return null;
  } catch (error) {
    return error;
  }
}

describe("a proposal", () => {
  it("comes back as it was", () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(proposals, (proposal) => {
        kinds.add(proposal.command.kind);
        expect(decodeProposal(encodeProposal(proposal))).toEqual(proposal);
      }),
      { numRuns: 500 },
    );
    expect(kinds.size).toBe(10);
  });

  it("is decoded, or refused with a MetadataError, whatever bytes there are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200, size: "max" }), (bytes) => {
        const error = errorOf(() => decodeProposal(bytes));
        expect(error === null || error instanceof MetadataError).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it("is decoded, or refused with a MetadataError, where bytes of a good one were changed or lost", () => {
    const damages = fc.record({ at: fc.nat(), value: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(proposals, damages, (proposal, { at, value, cut }) => {
        const bytes = Uint8Array.from(encodeProposal(proposal));
        const position = at % bytes.length;
        bytes[position] = value;
        const error = errorOf(() => decodeProposal(cut ? bytes.subarray(0, position) : bytes));
        expect(error === null || error instanceof MetadataError).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
