import type { PartitionStatus } from "@chronik/broker";
import { SimNetwork } from "../../network/index.ts";
import { EventQueue } from "../../world/event-queue.ts";
import { RandomStreams } from "../../world/random-streams.ts";
import { Trace } from "../../world/trace.ts";
import type { ClusterKnobs } from "../knobs.ts";
import { type ClusterHooks, SimCluster } from "../sim-cluster.ts";

/** A cluster with its world, for tests that say step by step what happens. */
export class TestCluster {
  readonly queue = new EventQueue();
  readonly streams: RandomStreams;
  readonly trace: Trace;
  readonly network: SimNetwork;
  readonly cluster: SimCluster;
  /** Why nodes ended that could not go on. */
  readonly fatal: Error[] = [];
  onStopped: (id: number, error: Error | null) => void = () => {};

  constructor(options: { seed: number; knobs?: ClusterKnobs; keepTrace?: boolean; hooks?: ClusterHooks }) {
    const { queue } = this;
    this.streams = new RandomStreams(options.seed);
    this.trace = new Trace({ clock: queue, keep: options.keepTrace ?? false });
    this.network = new SimNetwork({
      queue,
      streams: this.streams,
      onDelivered: (host, byteCount) => this.trace.event(0, "delivered", byteCount, 0, () => host),
    });
    this.cluster = new SimCluster({
      queue,
      streams: this.streams,
      network: this.network,
      trace: this.trace,
      knobs: options.knobs ?? {},
      hooks: {
        onFatal: (_, error) => this.fatal.push(error),
        onStopped: (id, error) => this.onStopped(id, error),
        ...options.hooks,
      },
    });
  }

  /** Starts all nodes, and waits until all of them serve clients. */
  startAll(): void {
    this.cluster.startAll();
    this.until(() => this.cluster.readyNodes.length === this.cluster.ids.length);
  }

  /** Lets the simulation run until the condition holds, which must only look. */
  until(condition: () => boolean, withinMs = 30_000): void {
    if (!this.queue.runUntil(condition, withinMs)) {
      throw new Error(`not within ${withinMs} ms of simulated time: ${condition}`);
    }
  }

  /** Tries an action, which may take simulated time itself, every 20 ms until it returns true. */
  eventually(action: () => boolean, withinMs = 30_000): void {
    const deadlineMs = this.queue.nowMs + withinMs;
    while (!action()) {
      if (this.queue.nowMs > deadlineMs) throw new Error(`not within ${withinMs} ms of simulated time: ${action}`);
      this.queue.runFor(20);
    }
  }

  /** A replica, as its node shows it; undefined while the node does not know it. */
  replica(node: number, topic: string, partition = 0): PartitionStatus | undefined {
    const { partitions } = this.cluster.node(node)?.status() ?? { partitions: [] };
    return partitions.find((each) => each.topic === topic && each.partition === partition);
  }

  /** The ISR that a node knows of. */
  isr(topic: string, node: number): readonly number[] {
    return this.replica(node, topic)?.isr ?? [];
  }
}
