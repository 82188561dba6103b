import fc from "fast-check";
import type { MetadataCommand } from "../command.ts";
import type { Proposal } from "../proposal-codec.ts";

const UINT32_MAX = 0xffff_ffff;

const nodeId = fc.integer({ min: 1, max: UINT32_MAX });
const uint32 = fc.integer({ min: 0, max: UINT32_MAX });
const int32 = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
const uint64 = fc.maxSafeNat();
const text = fc.string({ unit: "grapheme" });
const name = fc.string({ unit: "grapheme", minLength: 1 });
const topicId = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => Buffer.from(bytes).toString("hex"));

const failed = fc.array(fc.record({ topicId, partitions: fc.array(uint32) }));

const command: fc.Arbitrary<MetadataCommand> = fc.oneof(
  fc.record({
    kind: fc.constant("registerNode" as const),
    nodeId,
    incarnation: name,
    directoryId: name,
    previousNodeEpoch: uint64,
    endpoints: fc.array(fc.record({ listener: text, host: text, port: uint32 })),
    rack: fc.option(text),
    failed,
  }),
  fc.record({ kind: fc.constant("failReplicas" as const), nodeId, nodeEpoch: uint64, failed }),
  fc.record({ kind: fc.constantFrom("fenceNode" as const, "unfenceNode" as const), nodeId, nodeEpoch: uint64 }),
  fc.record({
    kind: fc.constant("createTopic" as const),
    name: text,
    topicId,
    partitionCount: int32,
    replicationFactor: int32,
    placementSeed: uint32,
    assignments: fc.option(fc.array(fc.array(int32))),
    configs: fc.array(fc.record({ name: text, value: text })),
  }),
  fc.record({ kind: fc.constant("deleteTopic" as const), topicId }),
  fc.record({
    kind: fc.constant("createPartitions" as const),
    topicId,
    partitionCount: int32,
    placementSeed: uint32,
    assignments: fc.option(fc.array(fc.array(int32))),
  }),
  fc.record({ kind: fc.constant("electLeaders" as const), partitions: failed }),
  fc.record({
    kind: fc.constant("changeIsr" as const),
    topicId,
    partition: uint32,
    leader: nodeId,
    leaderEpoch: uint32,
    partitionEpoch: uint32,
    isr: fc.array(fc.record({ nodeId, nodeEpoch: uint64 })),
  }),
  fc.record({ kind: fc.constant("allocateProducerIds" as const), count: uint32 }),
);

/** Any proposal that can be encoded. */
export const proposals: fc.Arbitrary<Proposal> = fc.record({
  requestId: fc.record({ proposer: nodeId, incarnation: name, sequence: uint64 }),
  basisIndex: uint64,
  command,
});
