import { setTimeout as sleep } from "node:timers/promises";
import { AckedProducer } from "../acked-producer.ts";
import { NODE_IDS } from "../cluster.ts";
import { Load } from "../load.ts";
import { ms, type RunResult } from "../report.ts";
import { formatVerdict, judge } from "../verdict.ts";
import { waitFor } from "../wait-for.ts";
import { CommittingConsumer } from "./committing-consumer.ts";
import type { RunContext, Scenario } from "./scenario.ts";

/** So much is acknowledged, and so many offsets are committed, before the power goes. */
const ACKED_MIN = 200;
const COMMITS_MIN = 10;
const WARM_UP_MS_MAX = 60_000;
const LEADER_MS_MAX = 30_000;
/** The load goes on for a while after the restart, with the producer's sequence numbers from before. */
const AFTERGLOW_MS = 500;

/** All three nodes die by kill -9 at once under load: everything acknowledged is there when they are back. */
export const cold: Scenario = { name: "cold", stepCount: 6, measure: "restart to first new ack", run };

async function run({ cluster, client, steps, run: name, signal }: RunContext): Promise<RunResult> {
  const topic = `cold-${name}`;
  const groupId = `${topic}-group`;
  steps.step(`start three nodes: ${cluster.bootstrapServers.join(", ")}`);
  await cluster.start();
  await client.createTopic(topic);

  const producer = new AckedProducer(await client.producer(), { topic, run: name });
  const load = new Load(producer);
  const commits = await CommittingConsumer.start(await client.consumer(groupId), topic);
  const warm = { what: "records to be acknowledged and offsets to be committed", timeoutMs: WARM_UP_MS_MAX, signal };
  await waitFor(warm, async () => (load.countAcked() >= ACKED_MIN && commits.count >= COMMITS_MIN ? true : undefined));
  const termBefore = await largestTerm(cluster);
  const before = await cluster.waitForPartition(topic, leads(topic));
  steps.step(
    `${load.countAcked()} records acknowledged, offset ${commits.acknowledged} committed, and the load goes on`,
  );

  await cluster.kill();
  commits.freeze();
  const { acknowledged, attempted } = commits;
  const ackedBefore = load.countAcked();
  steps.step(`kill -9 of all three at once, with ${ackedBefore} records acknowledged`);

  const restartedMs = performance.now();
  await cluster.start();
  const readyMs = performance.now() - restartedMs;
  await waitFor({ what: "a new ack", timeoutMs: WARM_UP_MS_MAX, signal }, async () =>
    load.countAcked() > ackedBefore ? true : undefined,
  );
  const tookMs = performance.now() - restartedMs;
  steps.step(`started again: all ready after ${ms(readyMs)}, the first new ack after ${ms(tookMs)}`);

  const committed = await client.committedOffset(topic, groupId);
  const termAfter = await largestTerm(cluster);
  const after = await cluster.waitForPartition(topic, leads(topic));
  const problems = [
    ...(committed < acknowledged || committed > attempted
      ? [`the group's offset is ${committed}, and ${acknowledged} was committed`]
      : []),
    ...(termAfter < termBefore ? [`the term went back from ${termBefore} to ${termAfter}`] : []),
    ...(after.leaderEpoch <= before.leaderEpoch
      ? [`the leader epoch went from ${before.leaderEpoch} to ${after.leaderEpoch}`]
      : []),
  ];
  const kept = `committed offset ${committed}, term ${termBefore} → ${termAfter}, leader epoch ${before.leaderEpoch} → ${after.leaderEpoch}`;
  steps.step(problems.length === 0 ? `kept: ${kept}` : `NOT kept: ${problems.join("; ")}`);

  await sleep(AFTERGLOW_MS, undefined, { signal });
  await load.stop();
  const verdict = judge(producer.acked, await client.consumeAll(topic, name));
  steps.step(`consumed all: ${formatVerdict(verdict)}`);
  return {
    passed: verdict.passed && problems.length === 0,
    summary: [formatVerdict(verdict), ...problems].join("; "),
    tookMs,
    details: {
      readyMs,
      ackedBefore,
      acknowledged,
      attempted,
      committed,
      termBefore,
      termAfter,
      before,
      after,
      verdict,
    },
  };
}

function leads(topic: string) {
  return {
    what: `a leader of ${topic}`,
    timeoutMs: LEADER_MS_MAX,
    is: ({ leader }: { leader: number }) => leader > 0,
  };
}

async function largestTerm(cluster: RunContext["cluster"]): Promise<number> {
  return Math.max(...(await Promise.all(NODE_IDS.map((nodeId) => cluster.raftTerm(nodeId)))));
}
