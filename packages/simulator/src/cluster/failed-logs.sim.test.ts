import { SeededRandom } from "@chronik/wal/testing";
import { describe, expect, it } from "vitest";
import { damageSegment, type SegmentRot } from "../scenario/rot.ts";
import { TestClient } from "./testing/test-client.ts";
import { TestCluster } from "./testing/test-cluster.ts";

const TOPIC = "t";
const FOLDER = `/data/${TOPIC}-0`;
const SEGMENT = `${FOLDER}/00000000000000000000.log`;

/** Small segments, and checkpoints all the time: there is something that only segments hold. */
const KNOBS = {
  storage: {
    journal: { fileBytes: 16_384, firstFileBytes: 4096, readyFilesMax: 2, reserveBytes: 512 },
    raftJournal: { fileBytes: 65_536, firstFileBytes: 4096, readyFilesMax: 1 },
    raftFrameBytesMax: 16_384,
    wal: { checkpointBytes: 2048, checkpointIntervalMs: 100 },
  },
  broker: {
    topicDefaults: {
      minInsyncReplicas: 2,
      segmentBytes: 512,
      segmentMs: 604_800_000,
      messageBytesMax: 1024,
      messageTimestampType: "CreateTime" as const,
    },
  },
};

/** A cluster of three, with thirty records in a topic whose leader is `leader`. */
function setup(seed: number) {
  const world = new TestCluster({ seed, knobs: KNOBS });
  world.startAll();
  const client = new TestClient(world);
  client.createTopic(TOPIC);
  const acked: string[] = [];
  const produce = (count: number) => {
    for (; count > 0; count--) {
      acked.push(`v${acked.length}`);
      client.produceAcked(TOPIC, [acked.at(-1)!]);
    }
  };
  produce(30);
  world.queue.runFor(500);
  const leader = client.leader(TOPIC, 0)!;
  const whole = () => {
    // What is wrong is found soon after the start; before that everything seems to be well.
    world.queue.runFor(1000);
    world.until(() => world.cluster.readyNodes.length === 3);
    world.until(() => world.cluster.ids.every((id) => world.isr(TOPIC, id).length === 3));
    world.until(() => world.cluster.ids.every((id) => world.replica(id, TOPIC)!.highWatermark === acked.length));
    for (const id of world.cluster.ids) {
      expect(world.replica(id, TOPIC)).toMatchObject({ failed: [], logState: "online", logEndOffset: acked.length });
    }
    expect(client.consume(TOPIC)).toEqual(acked);
  };
  return { world, client, leader, machine: world.cluster.machine(leader), produce, whole };
}

describe("the leader's log", () => {
  it.each<[string, SegmentRot]>([
    ["has a bit that rotted", { path: SEGMENT, position: 100, mask: 4 }],
    ["has lost its end", { path: SEGMENT, lost: "end" }],
    ["has lost a file", { path: SEGMENT, lost: "all" }],
  ])("%s: it is not led any more, nobody gets what is wrong in it, and the others make it whole", (_, rot) => {
    const { world, client, machine, leader, whole } = setup(1);
    machine.kill();
    damageSegment(machine.disk, rot, new SeededRandom(1));
    machine.start();
    world.queue.runFor(1000);
    world.until(() => world.isr(TOPIC, leader).length === 3);
    // Rot below the producers' snapshot is found by whoever reads it first, and that is told as an error.
    if (client.leader(TOPIC, 0) === leader) expect(() => client.consume(TOPIC)).toThrow("fetch failed with error 56");
    whole();
    expect(world.replica(leader, TOPIC)!.leader).not.toBe(leader);
    expect(world.fatal).toEqual([]);
  });

  it("cannot be written: another node leads at once, and it is filled again when the disk is in order", () => {
    const { world, machine, leader, produce, whole } = setup(2);
    const lift = machine.disk.plant({ on: "write", path: `${FOLDER}/`, code: "EIO" });
    produce(10);
    world.until(() => world.isr(TOPIC, leader).length === 2);
    expect(world.replica(leader, TOPIC)!.failed).toEqual([leader]);
    lift();
    produce(5);
    whole();
    expect(world.fatal).toEqual([]);
  });

  it("has no room at the start: the node says so and ends, until there is room, and has lost nothing", () => {
    const { world, machine, produce, whole } = setup(3);
    // Nothing of this is in a checkpoint.
    produce(3);
    machine.kill();
    world.until(() => world.cluster.readyNodes.length === 2);
    const lift = machine.disk.plant({ on: "write", path: `${FOLDER}/`, code: "ENOSPC" });
    machine.start();
    world.until(() => world.fatal.length > 0);
    expect(world.fatal).toEqual([expect.objectContaining({ code: "diskFull", retriable: true })]);
    produce(5);
    lift();
    machine.start();
    whole();
  });
});
