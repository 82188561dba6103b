import { metadata } from "@chronik/kafka-protocol";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { expect, it } from "vitest";
import type { MetadataCommand } from "../metadata/command.ts";
import { SimClient } from "../testing/sim-client.ts";
import { SimNode } from "../testing/sim-node.ts";
import { storeMetadata } from "../testing/store-metadata.ts";
import { storedReplicas } from "./stored-replicas.ts";

it("says who holds a partition, and changes nothing", () => {
  const sim = new SimNode({ seed: 1 });
  sim.start();
  const client = new SimClient(sim);
  client.createTopic("t");
  const { topicId } = client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!;
  sim.cutPower();
  const before = sim.disk.operations;
  expect(storedReplicas(sim.disk, "/data", { topicId, partition: 0 })).toEqual({ replicas: [1], maybeInSync: [1] });
  expect(storedReplicas(sim.disk, "/data", { topicId, partition: 1 })).toBeNull();
  expect(storedReplicas(sim.disk, "/data", { topicId: "0".repeat(32), partition: 0 })).toBeNull();
  expect(sim.disk.operations).toBe(before);
});

it("reports damage of the Raft log", () => {
  const sim = new SimNode({ seed: 1 });
  sim.start();
  new SimClient(sim).createTopic("t");
  sim.cutPower();
  sim.disk.rot("/data/raft/00000000000000000001.journal", 60);
  expect(() => storedReplicas(sim.disk, "/data", { topicId: "0".repeat(32), partition: 0 })).toThrow(
    expect.objectContaining({ code: "journalDamaged" }),
  );
});

const TOPIC_ID = "1".repeat(32);

/** Node 1 to 3 hold the topic, and then node 1 is fenced. */
const HISTORY: readonly MetadataCommand[] = [
  ...[1, 2, 3].map((nodeId): MetadataCommand => {
    const identity = { nodeId, incarnation: `life ${nodeId}`, directoryId: `folder ${nodeId}`, previousNodeEpoch: 0 };
    return { kind: "registerNode", ...identity, endpoints: [], rack: null, failed: [] };
  }),
  {
    kind: "createTopic",
    name: "t",
    topicId: TOPIC_ID,
    partitionCount: -1,
    replicationFactor: -1,
    placementSeed: 0,
    assignments: [[1, 2, 3]],
    configs: [],
  },
  { kind: "fenceNode", nodeId: 1, nodeEpoch: 1 },
];

/** A disk with a Raft log of these commands, of which so many are known to be committed. */
function diskWith(commands: readonly MetadataCommand[], commit: number): SimDisk {
  const scheduler = new SimScheduler(new SeededRandom(1));
  const disk = new SimDisk(scheduler);
  disk.makeFolder("/data");
  disk.syncFolderNow("/");
  let stored = false;
  const { defer, timers } = scheduler;
  storeMetadata({ disk, dataFolder: "/data", defer, timers }, { commands, commit }, (error) => {
    expect(error).toBeNull();
    stored = true;
  });
  scheduler.drain();
  expect(stored).toBe(true);
  return disk;
}

it.each([
  ["committed: it counts", 5, [2, 3]],
  ["not known to be committed: it may count or not", 4, [1, 2, 3]],
  ["behind a commit index that is older than the topic", 2, [1, 2, 3]],
])("a change of the ISR that is %s", (_, commit, maybeInSync) => {
  const key = { topicId: TOPIC_ID, partition: 0 };
  expect(storedReplicas(diskWith(HISTORY, commit), "/data", key)).toEqual({ replicas: [1, 2, 3], maybeInSync });
});
