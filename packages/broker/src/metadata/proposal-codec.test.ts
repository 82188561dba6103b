import { describe, expect, it } from "vitest";
import type { MetadataCommand } from "./command.ts";
import { decodeProposal, encodeProposal, PROPOSAL_BYTES_MAX, type Proposal } from "./proposal-codec.ts";
import { createTopic, FIRST_PARTITION, registerNode } from "./testing/cluster.ts";
import { FEATURE_LEVEL, wire } from "./wire.ts";

const requestId = { proposer: 1, incarnation: "life", sequence: 7 };

function proposal(command: MetadataCommand, overrides: Partial<Proposal> = {}): Proposal {
  return { requestId, basisIndex: 3, command, ...overrides };
}

/** Encodes fields that `encodeProposal` would not. */
function bytesOf(fields: object): Uint8Array {
  const envelope = { featureLevel: FEATURE_LEVEL, proposer: 1, incarnation: "life", sequence: 7, basisIndex: 3 };
  return wire.Proposal.encode({ ...envelope, ...fields }).finish();
}

const fence = { fenceNode: { nodeId: 1, nodeEpoch: 1 } };

describe("decodeProposal", () => {
  it("keeps 64-bit numbers exact up to 2^53 − 1, and absent ones zero", () => {
    const large = proposal({ kind: "fenceNode", nodeId: 1, nodeEpoch: Number.MAX_SAFE_INTEGER });
    expect(decodeProposal(encodeProposal(large))).toEqual(large);
    const zero = { requestId: { ...requestId, sequence: 0 }, basisIndex: 0 };
    const small = proposal({ kind: "fenceNode", nodeId: 1, nodeEpoch: 0 }, zero);
    expect(decodeProposal(encodeProposal(small))).toEqual(small);
  });

  it("needs the newest feature level only for failed replicas", () => {
    const levelOf = (command: MetadataCommand) => wire.Proposal.decode(encodeProposal(proposal(command))).featureLevel;
    expect(levelOf(registerNode(1))).toBe(1);
    expect(levelOf({ kind: "fenceNode", nodeId: 1, nodeEpoch: 1 })).toBe(1);
    expect(levelOf(registerNode(1, { failed: FIRST_PARTITION }))).toBe(2);
    expect(levelOf({ kind: "failReplicas", nodeId: 1, nodeEpoch: 1, failed: [] })).toBe(2);
  });

  it("tells a command of a newer version from garbage", () => {
    const newer = bytesOf({ featureLevel: FEATURE_LEVEL + 1 });
    expect(() => decodeProposal(newer)).toThrow(expect.objectContaining({ code: "METADATA_UNSUPPORTED" }));
    const withUnknownCommand = Uint8Array.from([...newer, 0xfa, 0x07, 0x01, 0x00]);
    expect(() => decodeProposal(withUnknownCommand)).toThrow(expect.objectContaining({ code: "METADATA_UNSUPPORTED" }));
  });

  it.each<[string, Uint8Array]>([
    ["nothing", new Uint8Array()],
    ["a message cut short", encodeProposal(proposal(registerNode(1))).subarray(0, 20)],
    ["no feature level", bytesOf({ featureLevel: 0, ...fence })],
    ["no command", bytesOf({})],
    ["an unknown field", Uint8Array.from([...bytesOf(fence), 0xfa, 0x07, 0x01, 0x00])],
    ["an unknown field in a command", Uint8Array.from([...bytesOf({}), 0x8a, 0x01, 0x04, 0x08, 0x01, 0x78, 0x01])],
    ["no proposer", bytesOf({ proposer: 0, ...fence })],
    ["no incarnation", bytesOf({ incarnation: "", ...fence })],
    ["a number beyond 2^53", bytesOf({ sequence: 2 ** 60, ...fence })],
    ["a node id of zero", bytesOf({ fenceNode: { nodeEpoch: 1 } })],
    ["a topic id of 15 bytes", bytesOf({ deleteTopic: { topicId: new Uint8Array(15) } })],
    ["text that is not UTF-8", Uint8Array.from([...bytesOf(fence), 0x1a, 0x02, 0xc3, 0x28])],
  ])("refuses %s as corrupt", (_, bytes) => {
    expect(() => decodeProposal(bytes)).toThrow(
      expect.objectContaining({ code: "METADATA_CORRUPT", retriable: false }),
    );
  });
});

describe("encodeProposal refuses what could not be decoded", () => {
  it.each<[string, Proposal]>([
    ["a negative node epoch", proposal({ kind: "fenceNode", nodeId: 1, nodeEpoch: -1 })],
    ["a fraction", proposal({ kind: "allocateProducerIds", count: 1.5 })],
    ["an integer beyond 32 bits", proposal({ kind: "allocateProducerIds", count: 2 ** 32 })],
    ["a partition count beyond 32 bits", proposal(createTopic({ partitionCount: 2 ** 31 }))],
    ["a topic id that is not hexadecimal", proposal(createTopic({ topicId: "z".repeat(32) }))],
    ["a node id of zero", proposal(registerNode(0))],
    ["half a surrogate pair", proposal(registerNode(1, { incarnation: "\ud800" }))],
    ["more bytes than an entry may have", proposal(createTopic({ name: "x".repeat(PROPOSAL_BYTES_MAX) }))],
  ])("%s", (_, unencodable) => {
    const refusal = expect.objectContaining({ code: "METADATA_UNENCODABLE" });
    expect(() => encodeProposal(unencodable)).toThrow(refusal);
  });
});
