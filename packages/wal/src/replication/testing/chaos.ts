import { SeededRandom } from "../../testing/random.ts";
import type { PartitionKey } from "../message.ts";
import { ModelCluster } from "./model-cluster.ts";
import type { Plants } from "./model-controller.ts";

const CHAOS_MS = 1_000;
/** Far above what a healed cluster needs to come to rest. */
const REST_EVENTS_MAX = 200_000;

/**
 * One run: producers, failing links, dying nodes and moving leaders for a while; then everything heals, and the cluster must
 * come to rest with all replicas equal. Throws where an invariant breaks on the way or at the end.
 */
export function runChaos(seed: number, plants: Plants = {}): ModelCluster {
  const cluster = new ModelCluster({ seed, nodeCount: 3 + (seed % 2), partitionCount: 2, plants });
  const random = new SeededRandom(seed ^ 0x5eed);
  for (const act of [produce, produce, produce, moveLeader, breakLink, killNode, retain, shrink]) {
    repeat(cluster, random, act);
  }
  cluster.loop.runUntil(CHAOS_MS);
  for (const node of cluster.nodes) if (cluster.node(node) === undefined) cluster.restart(node);
  cluster.loop.runToRest(REST_EVENTS_MAX);
  for (const key of cluster.keys) {
    const { leader } = cluster.controller.of(key);
    cluster.loop.turn(() => {
      if (leader !== null) cluster.node(leader)?.produce(key, { recordCount: 1, sizeBytes: 20, handOver: true });
    });
  }
  cluster.loop.runToRest(REST_EVENTS_MAX);
  cluster.checkConverged();
  return cluster;
}

/** Does something, and returns after how many milliseconds it wants to do so again. */
type Act = (cluster: ModelCluster, random: SeededRandom) => number;

function repeat(cluster: ModelCluster, random: SeededRandom, act: Act): void {
  const again = (): void => {
    if (cluster.loop.nowMs < CHAOS_MS) cluster.loop.set(act(cluster, random), again);
  };
  cluster.loop.set(random.below(50), again);
}

function anyKey(cluster: ModelCluster, random: SeededRandom): PartitionKey {
  return random.pick(cluster.keys);
}

const produce: Act = (cluster, random) => {
  const key = anyKey(cluster, random);
  for (let count = random.below(4); count >= 0; count -= 1) {
    const batch = { recordCount: 1 + random.below(3), sizeBytes: 20 + random.below(150), handOver: random.chance(0.5) };
    for (const node of cluster.nodes) cluster.node(node)?.produce(key, batch);
  }
  return random.chance(0.1) ? 100 : random.below(25);
};

const moveLeader: Act = (cluster, random) => {
  const key = anyKey(cluster, random);
  cluster.controller.elect(key);
  // A second one before anybody can have caught up under the first (KIP-279).
  if (random.chance(0.4)) cluster.loop.set(random.below(20), () => cluster.controller.elect(key));
  return 20 + random.below(200);
};

const breakLink: Act = (cluster, random) => {
  const from = random.pick(cluster.nodes);
  const to = random.pick(cluster.nodes.filter((node) => node !== from));
  const told = random.pick(["sender", "receiver", "both"] as const);
  cluster.network.break(from, to, { downMs: 1 + random.below(random.chance(0.2) ? 200 : 20), told });
  return 10 + random.below(120);
};

const killNode: Act = (cluster, random) => {
  const node = random.pick(cluster.nodes);
  const isAlive = cluster.node(node) !== undefined;
  if (!isAlive) cluster.restart(node);
  else if (random.chance(0.5)) cluster.crash(node);
  return 20 + random.below(200);
};

const retain: Act = (cluster, random) => {
  const key = anyKey(cluster, random);
  for (const node of cluster.nodes) {
    const log = cluster.log(node, key);
    const kept = random.chance(0.3) ? 0 : 20;
    if (log.logEndOffset - log.logStartOffset > 40) {
      cluster.node(node)?.deleteBefore(key, log.logEndOffset - kept);
    }
  }
  return 50 + random.below(300);
};

const shrink: Act = (cluster) => {
  for (const node of cluster.nodes) cluster.node(node)?.shrinkIsrs();
  return 20;
};
