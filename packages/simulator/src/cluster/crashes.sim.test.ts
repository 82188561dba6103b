import { describe, expect, it } from "vitest";
import { deterministically } from "../world/determinism-guard.ts";
import { Marks } from "../world/marks.ts";
import { TestClient } from "./testing/test-client.ts";
import { TestCluster } from "./testing/test-cluster.ts";

const TOPIC = "t";
const SMALL = { fileBytes: 4096, firstFileBytes: 4096, readyFilesMax: 2, reserveBytes: 512 };

/** Segments and journals that roll all the time. */
const KNOBS = {
  storage: {
    journal: SMALL,
    raftJournal: { ...SMALL, fileBytes: 8192, firstFileBytes: 8192 },
    raftFrameBytesMax: 4096,
    wal: { checkpointBytes: 8192, checkpointIntervalMs: 200 },
  },
  broker: {
    topicDefaults: {
      minInsyncReplicas: 2,
      segmentBytes: 256,
      segmentMs: 604_800_000,
      messageBytesMax: 1024,
      messageTimestampType: "CreateTime" as const,
    },
  },
};

/** A cluster of three; node `id` dies at an effect, comes back dying in its recovery, and comes back for good. */
function crashesAndRecovers(seed: number, crash: { id: number; effects: number; power: boolean }) {
  const death = crash.power ? ("powerCut" as const) : ("killed" as const);
  const world = new TestCluster({ seed, knobs: KNOBS });
  world.startAll();
  const client = new TestClient(world);
  client.createTopic(TOPIC);
  const machine = world.cluster.machine(crash.id);
  const acked: string[] = [];
  const produce = (count: number) => {
    for (let i = 0; i < count; i++) {
      const value = `v${acked.length}`;
      client.produceAcked(TOPIC, [value]);
      acked.push(value);
    }
  };
  produce(3);
  machine.crashAtEffect(crash.effects, death);
  produce(5);
  world.until(() => !machine.isUp);
  machine.crashNextLifeAtEffect(1 + (crash.effects % 13), death);
  machine.start();
  world.eventually(() => !machine.isUp);
  machine.start();
  world.until(() => world.cluster.readyNodes.length === 3);
  produce(2);
  const leader = client.leader(TOPIC, 0)!;
  world.until(() => world.isr(TOPIC, leader).length === 3);
  world.eventually(() => world.replica(crash.id, TOPIC)?.highWatermark === world.replica(leader, TOPIC)?.logEndOffset);
  return { world, acked, read: client.consume(TOPIC) };
}

describe("a node of three that dies at any effect, and again while it recovers", () => {
  it.each([1, 2])("keeps every acknowledged record, seed %i", (seed) => {
    for (let effects = 1; effects <= 40; effects += 3) {
      const crash = { id: 1 + (effects % 3), effects, power: effects % 2 === 0 };
      const { world, acked, read } = crashesAndRecovers(seed, crash);
      // A producer without an id that is not answered sends again, so that a record may be there twice.
      expect({ crash, read: [...new Set(read)] }).toEqual({ crash, read: acked });
      expect({ crash, fatal: world.fatal }).toEqual({ crash, fatal: [] });
    }
  });
});

describe("a run", () => {
  it("is decided by its seed alone, watched or not", () => {
    const hash = (seed: number) => {
      const crash = { id: 2, effects: 25, power: true };
      return deterministically(() => crashesAndRecovers(seed, crash).world.trace.hash());
    };
    const first = hash(7);
    const marks = new Marks();
    expect(marks.counting(() => hash(7))).toBe(first);
    expect(hash(8)).not.toBe(first);
    const reached = ["a checkpoint is durable", "a segment is full", "a journal file is recycled", "the ISR expands"];
    expect(marks.unreached(reached)).toEqual([]);
  });
});
