import { setTimeout as sleep } from "node:timers/promises";
import { AckedProducer } from "../acked-producer.ts";
import { NODE_IDS } from "../cluster.ts";
import { Load } from "../load.ts";
import { ms, type RunResult } from "../report.ts";
import { formatVerdict, judge } from "../verdict.ts";
import type { RunContext, Scenario } from "./scenario.ts";

const ISR_MS_MAX = 60_000;

/** A follower is down for a while under load, comes back, catches up and is in sync again. */
export function catchUp(downSeconds: number): Scenario {
  return {
    name: "catch-up",
    stepCount: 6,
    measure: "restart to back in sync",
    run: (context) => run(context, downSeconds),
  };
}

async function run(context: RunContext, downSeconds: number): Promise<RunResult> {
  const { cluster, client, steps, run: name, signal } = context;
  const topic = `catch-up-${name}`;
  const inSync = (what: string, is: (isr: readonly number[]) => boolean) =>
    cluster.waitForPartition(topic, { what, timeoutMs: ISR_MS_MAX, is: ({ leader, isr }) => leader > 0 && is(isr) });
  steps.step(`start three nodes: ${cluster.bootstrapServers.join(", ")}`);
  await cluster.start();
  await client.createTopic(topic);
  const { leader } = await inSync("three replicas in sync", (isr) => isr.length === 3);
  const follower = NODE_IDS.find((nodeId) => nodeId !== leader)!;

  const producer = new AckedProducer(await client.producer(), { topic, run: name });
  const load = new Load(producer);
  await cluster.kill([follower]);
  steps.step(`node ${leader} leads; kill -9 of its follower node ${follower}, under load`);

  await inSync(`node ${follower} to leave the ISR`, (isr) => !isr.includes(follower));
  await sleep(downSeconds * 1000, undefined, { signal });
  steps.step(`${load.countAcked()} records acknowledged while it is down, for ${downSeconds} s`);

  const restartedMs = performance.now();
  await cluster.start([follower]);
  steps.step(`node ${follower} is ready again after ${ms(performance.now() - restartedMs)}`);

  const rejoined = await inSync(`node ${follower} to be in the ISR again`, (isr) => isr.includes(follower));
  const tookMs = performance.now() - restartedMs;
  steps.step(`it is in sync again after ${ms(tookMs)}, with ${load.countAcked()} records acknowledged`);

  await load.stop();
  const verdict = judge(producer.acked, await client.consumeAll(topic, name));
  steps.step(`consumed all: ${formatVerdict(verdict)}`);
  const summary = `${formatVerdict(verdict)}, in sync again ${ms(tookMs)} after the restart`;
  return { passed: verdict.passed, summary, tookMs, details: { follower, downSeconds, rejoined, verdict } };
}
