import { describe, expect, it } from "vitest";
import { hostOf } from "../cluster/index.ts";
import { describe as line } from "../history/index.ts";
import { split } from "../network/index.ts";
import { Consumer, GroupMember, Producer } from "./index.ts";
import { ClientWorld, TOPIC } from "./testing/client-world.ts";

const SEEDS = [1, 2];

function everyone(seed: number) {
  const clients = new ClientWorld({ seed, partitions: 3 });
  const common = { topic: TOPIC, partitions: 3 };
  const producers = [
    { id: "idempotent", idempotent: true, batchRecords: 5, lingerMs: 5 },
    { id: "broker-epochs", idempotent: true, epochBump: "broker" as const, versionMax: { Produce: 9, Metadata: 9 } },
    { id: "plain", inFlightMax: 1 },
    { id: "hasty", batchRecords: 3, lingerMs: 20, valueBytes: 200 },
    { id: "leader-only", acks: 1 as const },
    { id: "careless", acks: 0 as const },
  ].map((options) => clients.add(new Producer({ ...clients.client(options.id), ...common, ratePerS: 15, ...options })));
  const consumers = [
    { id: "newest" },
    { id: "old", versionMax: { Fetch: 8, Metadata: 6, ListOffsets: 1, OffsetForLeaderEpoch: 2 }, maxWaitMs: 50 },
    { id: "sparing", readCommitted: true, partitionMaxBytes: 100, pollIntervalMs: 5 },
  ].map((options) => clients.add(new Consumer({ ...clients.client(options.id), ...common, ...options })));
  const member = (id: string, groupInstanceId: string | null = null) =>
    clients.add(new GroupMember({ ...clients.client(id), topic: TOPIC, group: "readers", groupInstanceId }));
  const members = [member("m1"), member("m2"), member("m3", "static")];
  return { clients, producers, consumers, members, member };
}

/** Stops everybody, reads what is there, and looks for what must not be. */
function conclude({ clients, producers, consumers, members }: ReturnType<typeof everyone>): {
  anomalies: string[];
  acked: number;
} {
  for (const producer of producers) producer.stop();
  clients.world.until(() => producers.every((producer) => producer.idle), 60_000);
  const logs = clients.readLogs();
  const ends = logs.map(({ endOffset }) => endOffset);
  clients.world.until(
    () => consumers.every((consumer) => ends.every((end, partition) => (consumer.position(partition) ?? -1) >= end)),
    60_000,
  );
  const live = members.filter((member) => !member.idle);
  const position = (partition: number) =>
    live.find(({ assigned }) => assigned.includes(partition))?.position(partition);
  clients.world.until(() => ends.every((end, partition) => (position(partition) ?? -1) >= end), 60_000);
  clients.stopClients();
  expect([...clients.readCommitted("readers").values()]).toEqual(ends);
  const sends = clients.history.of("send");
  expect(sends.filter(({ type }) => type === "open")).toEqual([]);
  return { anomalies: clients.anomalies(logs), acked: sends.filter(({ type }) => type === "ok").length };
}

describe.each(SEEDS)("clients, seed %i", (seed) => {
  it("produce, consume and commit in a cluster in which nothing happens", () => {
    const all = everyone(seed);
    all.clients.world.queue.runFor(3000);
    const { anomalies, acked } = conclude(all);
    expect(anomalies).toEqual([]);
    expect(acked).toBe(all.clients.history.of("send").length);
    expect(acked).toBeGreaterThan(150);
  });

  it("go on after nodes lose power and are cut off, and after they themselves die and stand still", () => {
    const all = everyone(seed);
    const { world, cluster } = all.clients;
    const [first, second, third] = cluster.ids as [number, number, number];
    const hosts = cluster.ids.map(hostOf);
    world.queue.runFor(1500);
    cluster.machine(first).powerCut();
    all.members[0]!.kill();
    world.queue.runFor(2000);
    cluster.machine(first).start();
    all.members[2]!.kill();
    all.members.push(all.member("m4"), all.member("m5", "static"));
    all.members[1]!.pause();
    all.producers[0]!.pause();
    world.queue.runFor(2000);
    const heal = world.network.block(split([hostOf(second)], hosts));
    world.queue.runFor(4000);
    heal();
    all.members[1]!.resume();
    all.producers[0]!.resume();
    world.queue.runFor(1500);
    cluster.machine(third).kill();
    world.queue.runFor(500);
    cluster.machine(third).start();
    world.network.reset(hostOf(first), hostOf(second));
    world.until(() => cluster.readyNodes.length === 3);
    const { anomalies, acked } = conclude(all);
    expect(anomalies).toEqual([]);
    expect(acked).toBeGreaterThan(300);
  });
});

it("clients do the same again from the same seed", () => {
  const run = () => {
    const all = everyone(7);
    all.clients.world.queue.runFor(500);
    all.clients.cluster.machine(2).kill();
    all.clients.world.queue.runFor(1500);
    return all.clients.history.operations.map(line);
  };
  const first = run();
  expect(first.length).toBeGreaterThan(200);
  expect(run()).toEqual(first);
});
