import { NODE_IDS } from "../cluster.ts";
import type { ClusterMetadata } from "../metadata.ts";
import { ms, type RunResult } from "../report.ts";
import { waitFor } from "../wait-for.ts";
import type { RunContext, Scenario } from "./scenario.ts";

/** A leader must be known everywhere within this time; longer, and the run has failed. */
export const ELECTION_MS_MAX = 5000;
/** How long to look for one nevertheless, so that a failed run says how late it was. */
const PATIENCE_MS = 30_000;
const ISR_MS_MAX = 10_000;

/**
 * Three nodes with nothing on their disks elect a leader of the metadata log, and have a topic's replicas in sync.
 *
 * The time runs from just before the third process is started: a majority of two could elect without it, but then its own
 * view comes late, and every node has to agree here.
 */
export const elections: Scenario = {
  name: "elections",
  stepCount: 3,
  measure: "start of the third process to a leader known on every node",
  run,
};

async function run({ cluster, client, steps, run: name, signal }: RunContext): Promise<RunResult> {
  const topic = `elections-${name}`;
  steps.step(`start three nodes: ${cluster.bootstrapServers.join(", ")}`);
  const [third, ...others] = [...NODE_IDS].reverse();
  const first = cluster.start(others);
  const startedMs = performance.now();
  const ready = Promise.all([first, cluster.start([third!])]);
  const wait = new AbortController();
  const limits = { timeoutMs: PATIENCE_MS, signal: AbortSignal.any([signal, wait.signal]) };
  const known = waitFor({ what: "every node to know one leader", ...limits }, async () =>
    agreedController(await cluster.views(), NODE_IDS),
  ).then((controllerId) => ({ controllerId, tookMs: performance.now() - startedMs }));
  // A node that ends before it is ready fails the run at once; nobody goes on asking the others for a leader then.
  const [{ controllerId, tookMs }] = await Promise.all([known, ready]).finally(() => wait.abort());
  steps.step(`node ${controllerId} leads, known on every node after ${ms(tookMs)}`);

  await client.createTopic(topic);
  const partition = await cluster.waitForPartition(topic, {
    what: `all three replicas of ${topic} to be in sync`,
    timeoutMs: ISR_MS_MAX,
    is: ({ leader, isr }) => leader > 0 && isSame(isr, NODE_IDS),
  });
  const isr = [...partition.isr].sort((a, b) => a - b);
  steps.step(`created ${topic}: node ${partition.leader} leads it, in sync: ${isr.join(", ")}`);

  const passed = tookMs <= ELECTION_MS_MAX;
  const late = passed ? "" : `, and ${ms(ELECTION_MS_MAX)} is allowed`;
  return {
    passed,
    summary: `node ${controllerId} leads after ${ms(tookMs)}${late}; in sync: ${isr.join(", ")}`,
    tookMs,
    details: { controllerId, partition },
  };
}

/** The leader of the metadata log, where all views name the same one and hold exactly these brokers; else undefined. */
export function agreedController(views: readonly ClusterMetadata[], brokerIds: readonly number[]): number | undefined {
  const controllerId = views[0]?.controllerId ?? -1;
  const agreed = views.every((view) => view.controllerId === controllerId && isSame(view.brokerIds, brokerIds));
  return agreed && controllerId >= 0 ? controllerId : undefined;
}

/** Whether these are the same ids, in whatever order. */
function isSame(ids: readonly number[], others: readonly number[]): boolean {
  return ids.length === others.length && others.every((id) => ids.includes(id));
}
