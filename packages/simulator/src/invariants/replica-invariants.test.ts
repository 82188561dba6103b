import { encodeProducerSnapshot, type ProducerSnapshotEntryInput } from "@chronik/kafka-protocol";
import { beforeEach, describe, expect, test } from "vitest";
import { ReplicaInvariants } from "./replica-invariants.ts";
import { batchOf, FakeReplica, TOPIC_ID } from "./testing/fake-log.ts";

let invariants: ReplicaInvariants;
let replicas: Map<number, FakeReplica>;

const nodes = new Map([1, 2, 3].map((node) => [node, { nodeEpoch: node, fenced: false, directoryId: `d${node}` }]));
const replica = (node: number) => replicas.get(node)!;
const look = (...ids: number[]) => {
  for (const node of ids) invariants.afterStep(node, [replica(node)], nodes);
};

/** Node 1 leads in epoch 1, everybody has a, b and c on disk, and b is committed everywhere. */
beforeEach(() => {
  invariants = new ReplicaInvariants();
  replicas = new Map([1, 2, 3].map((node) => [node, new FakeReplica()]));
  look(1, 2, 3);
  for (const node of [3, 2, 1]) {
    const one = replica(node);
    if (node === 1) one.leadingEpoch = 1;
    one.fake.append(1, "a", "b", "c");
    one.durableEndOffset = 3;
    one.highWatermark = 2;
    look(node);
  }
});

describe("replicas that keep the rules", () => {
  test("raise no alarm: more is committed, the leader fails, the rest is truncated and written anew", () => {
    replica(1).highWatermark = 3;
    look(1);
    expect(invariants.committedEndOffset({ topicId: TOPIC_ID, partition: 0 })).toBe(3);
    replica(2).leadingEpoch = 2;
    replica(2).fake.append(2, "d");
    look(2);
    replica(3).fake.append(1, "lost");
    look(3);
    replica(3).fake.truncateTo(3, () => {});
    look(3);
  });

  test("may come back with more than was durable, and read what they had", () => {
    const [before] = [replica(3)];
    invariants.stopped([before]);
    const after = new FakeReplica();
    after.fake.batches = [...before.fake.batches];
    replicas.set(3, after);
    invariants.recovered(3, [after.fake.asLog]);
    after.fake.asLog.read({ offset: 0, bytesMax: 1e6 });
    look(3);
    after.highWatermark = 3;
    look(3);
  });
});

/** A replica that comes back with the log that node 3 had, as its disk shows it. */
function restarted(producers: ProducerSnapshotEntryInput[], others: Record<string, Uint8Array> = {}): FakeReplica {
  const before = replica(3);
  const after = new FakeReplica();
  after.fake.batches = [
    ...before.fake.batches.slice(0, 3),
    batchOf(3, "d", 1, { producerId: 7, producerEpoch: 0, baseSequence: 4 }),
  ];
  after.producers = { bytes: encodeProducerSnapshot(producers, producers.length) };
  invariants.stopped([before]);
  const files = new Map([["00000000000000000000.log", after.fake.read({ offset: 0 })], ...Object.entries(others)]);
  const contents = (path: string) => files.get(path.slice("/data/t-0/".length))!;
  invariants.recovered(3, [after.fake.asLog], { list: () => [...files.keys()], contents });
  return after;
}

test("snapshots that a recovered log may believe are compared with it", () => {
  const known = { producerId: 7, producerEpoch: 0, lastSequence: 4, lastOffset: 3, offsetDelta: 0, timestamp: 0 };
  const [right, wrong] = [
    encodeProducerSnapshot([known], 1),
    encodeProducerSnapshot([{ ...known, lastSequence: 5 }], 1),
  ];
  const damaged = right.subarray(1);
  const beyond = "00000000000000000005.snapshot";
  restarted([], { "00000000000000000004.snapshot": right, "00000000000000000003.snapshot": damaged, [beyond]: wrong });
  expect(() => restarted([], { "00000000000000000004.snapshot": wrong })).toThrow("a snapshot is not of its log");
  expect(() => restarted([], { "00000000000000000003.snapshot": right })).toThrow("a snapshot is not of its log");
});

test("what a replica knows of its producers after a start is compared with its log", () => {
  const known = { producerId: 7, producerEpoch: 0, lastSequence: 4, lastOffset: 3, offsetDelta: 0, timestamp: 0 };
  replicas.set(3, restarted([known]));
  look(3);
  replicas.set(3, restarted([]));
  expect(() => look(3)).toThrow("a replica knows other producers than its log has");
});

test.each([true, false])("after a truncation as well, where it says that it knows: %s", (knows) => {
  const known = { producerId: 7, producerEpoch: 0, lastSequence: 4, lastOffset: 3, offsetDelta: 0, timestamp: 0 };
  replicas.set(3, restarted([known]));
  look(3);
  replica(3).fake.truncateTo(3, () => {});
  if (!knows) replica(3).producers = null;
  const looked = expect(() => look(3));
  if (knows) looked.toThrow("a replica knows other producers than its log has");
  else looked.not.toThrow();
});

describe("an alarm is raised where", () => {
  const raises = (rule: string, ...nodes: number[]) => expect(() => look(...nodes)).toThrow(rule);

  test("a log that has failed is led", () => {
    replica(2).fake.state = "offline";
    replica(2).leadingEpoch = 2;
    raises("a log that has failed is led", 2);
  });

  test("the metadata counts on a log that could not be recovered, and not where it knows", () => {
    for (const failed of [[], [2]]) {
      invariants.stopped([replica(2)]);
      replicas.set(2, new FakeReplica());
      replica(2).fake.state = "quarantined";
      replica(2).failed = failed;
      invariants.recovered(2, [replica(2).fake.asLog]);
      if (failed.length === 0) raises("the metadata counts on a log that could not be recovered", 2);
      else look(2);
    }
  });

  test("the high watermark falls", () => {
    replica(2).highWatermark = 1;
    raises("the high watermark falls", 2);
  });

  test("a log is truncated below its high watermark", () => {
    replica(2).fake.truncateTo(1, () => {});
    raises("the log ends below its high watermark", 2);
  });

  test("the high watermark covers what a member of the ISR does not have on disk", () => {
    for (const node of [1, 3]) {
      replica(node).fake.append(1, "d");
      replica(node).durableEndOffset = 4;
      look(node);
    }
    replica(1).highWatermark = 4;
    raises("the high watermark is beyond what the ISR has on disk", 1);
  });

  test("the high watermark moves under min.insync.replicas", () => {
    replica(1).isr = [1];
    look(1);
    replica(1).highWatermark = 3;
    raises("the high watermark moves under min.insync.replicas", 1);
  });

  test("a replica joins the ISR without what is committed", () => {
    replica(1).isr = [1, 2];
    look(1);
    for (const node of [1, 2]) {
      replica(node).fake.append(1, "d");
      replica(node).durableEndOffset = 4;
      look(node);
    }
    replica(1).highWatermark = 4;
    look(1);
    replica(1).isr = [1, 2, 3];
    raises("a replica joins the ISR without what is committed", 1);
  });

  test("what a lost disk had still counts while it is on its way to the leader", () => {
    replica(1).isr = [1, 2, 3];
    look(1);
    for (const node of [1, 2]) {
      replica(node).fake.append(1, "d");
      replica(node).durableEndOffset = 4;
      look(node);
    }
    invariants.forget(3, "d3");
    replica(1).highWatermark = 4;
    look(1);
    expect(invariants.committedEndOffset({ topicId: TOPIC_ID, partition: 0 })).toBe(4);
  });

  test("that had been on a disk that is gone is none: until it is registered anew it cannot lead", () => {
    replica(1).isr = [1, 2];
    look(1);
    invariants.forget(3, "d3");
    replica(1).isr = [1, 2, 3];
    look(1);
    replica(1).isr = [1, 2];
    look(1);
    invariants.forget(3, "of another life");
    nodes.set(3, { nodeEpoch: 4, fenced: false, directoryId: "another" });
    replica(1).isr = [1, 2, 3];
    raises("a replica joins the ISR without what is committed", 1);
    nodes.set(3, { nodeEpoch: 3, fenced: false, directoryId: "d3" });
  });

  test("two nodes lead in one epoch", () => {
    replica(2).leadingEpoch = 1;
    raises("two leaders in a leader epoch", 2);
  });

  test("a new leader lacks committed records, or has others", () => {
    replica(1).highWatermark = 3;
    look(1);
    replica(2).fake.truncateTo(2, () => {});
    replica(2).leadingEpoch = 2;
    raises("a leader lacks committed records", 2);
    replica(3).fake.truncateTo(2, () => {});
    replica(3).fake.append(1, "other");
    replica(3).leadingEpoch = 3;
    raises("a leader lacks committed records", 3);
  });

  test("a replica shows other records as committed than others did", () => {
    replica(1).highWatermark = 3;
    look(1);
    replica(2).fake.truncateTo(2, () => {});
    replica(2).fake.append(1, "other");
    look(2);
    replica(2).highWatermark = 3;
    raises("committed records change", 2);
  });

  test("durable records are gone after a restart", () => {
    invariants.stopped([replica(2)]);
    const after = new FakeReplica();
    after.fake.batches = replica(2).fake.batches.slice(0, 2);
    expect(() => invariants.recovered(2, [after.fake.asLog])).toThrow("recovery loses durable records");
    invariants.forget(2);
    invariants.recovered(2, [after.fake.asLog]);
  });

  test("a read returns what was not appended", () => {
    replica(2).fake.batches[1] = batchOf(1, "rotten");
    replica(2).replica.log.read({ offset: 0, bytesMax: 1e6 });
    replica(2).highWatermark = 3;
    raises("a read returns what was not appended", 2);
  });
});
