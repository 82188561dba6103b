import { AckedProducer } from "../acked-producer.ts";
import type { PartitionMetadata } from "../metadata.ts";
import { ms, type RunResult } from "../report.ts";
import { formatVerdict, judge } from "../verdict.ts";
import type { RunContext, Scenario } from "./scenario.ts";

const RECORDS_BEFORE = 50;
const RECORDS_AFTER = 50;
const LEADER_MS_MAX = 30_000;

/** The leader of a topic dies by kill -9: nothing that was acknowledged may be lost, doubled or reordered. */
export const failover: Scenario = { name: "failover", stepCount: 7, measure: "kill to first new ack", run };

async function run({ cluster, client, steps, run: name }: RunContext): Promise<RunResult> {
  const topic = `failover-${name}`;
  steps.step(`start three nodes: ${cluster.bootstrapServers.join(", ")}`);
  await cluster.start();

  await client.createTopic(topic);
  const before = await cluster.waitForPartition(topic, {
    what: `a leader of ${topic} with three replicas in sync`,
    timeoutMs: LEADER_MS_MAX,
    is: ({ leader, isr }) => leader > 0 && isr.length === 3,
  });
  steps.step(
    `node ${before.leader} leads ${topic}, leader epoch ${before.leaderEpoch}, in sync: ${before.isr.join(", ")}`,
  );

  const producer = new AckedProducer(await client.producer(), { topic, run: name });
  for (let sent = 0; sent < RECORDS_BEFORE; sent += 5) await producer.send(5);
  steps.step(`produced ${RECORDS_BEFORE} records to it, each acknowledged by all in sync`);

  const early = judge(producer.acked, await client.consumeAll(topic, name));
  steps.step(`consumed them: ${formatVerdict(early)}`);

  const killedMs = performance.now();
  const gone = cluster.kill([before.leader]);
  steps.step(`kill -9 of node ${before.leader}`);
  const acked = producer.send(1).then(() => performance.now() - killedMs);
  const [after, electedMs] = await awaitSuccessor(cluster, { topic, before, killedMs });
  const tookMs = await acked;
  await gone;
  const election = `node ${after.leader} leads now, leader epoch ${after.leaderEpoch}, seen after ${ms(electedMs)}`;
  steps.step(`${election}; first new ack after ${ms(tookMs)}`);

  for (let sent = 1; sent < RECORDS_AFTER; sent += 7) await producer.send(7);
  const late = judge(producer.acked, await client.consumeAll(topic, name));
  steps.step(`produced ${RECORDS_AFTER} more, consumed all: ${formatVerdict(late)}`);

  const complete = late.acked === RECORDS_BEFORE + RECORDS_AFTER;
  return {
    passed: early.passed && late.passed && complete,
    summary: `${formatVerdict(late)}, first new ack ${ms(tookMs)} after the kill`,
    tookMs,
    details: { electedMs, before, after, early, late },
  };
}

/** What the others say once one of them leads, and how long that took. */
async function awaitSuccessor(
  cluster: RunContext["cluster"],
  { topic, before, killedMs }: { topic: string; before: PartitionMetadata; killedMs: number },
): Promise<[PartitionMetadata, electedMs: number]> {
  const after = await cluster.waitForPartition(topic, {
    what: `another leader of ${topic} than node ${before.leader}, of a later epoch`,
    timeoutMs: LEADER_MS_MAX,
    is: ({ leader, leaderEpoch }) => leader > 0 && leader !== before.leader && leaderEpoch > before.leaderEpoch,
  });
  return [after, performance.now() - killedMs];
}
