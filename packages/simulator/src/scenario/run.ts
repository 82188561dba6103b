import { Admin, LogReader, OffsetsReader } from "../client/index.ts";
import { checkHistory, type FinalLog } from "../history/index.ts";
import { demand, Violation } from "../invariants/index.ts";
import { ClusterView } from "./cluster-view.ts";
import { FaultInjector } from "./fault-injector.ts";
import type { RunStats } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { SimWorld } from "./sim-world.ts";
import { WatchedHistory } from "./watched-history.ts";
import { groupName, TOPIC, Workload } from "./workload.ts";

/** A fault before the cluster serves clients happens so long after the start, less what its time is below 0. */
const START_MS = 1000;
/** How often a condition is looked at that takes time to look at. */
const LOOK_INTERVAL_MS = 25;
/** What a client that has given up had sent may be under way for so long still, where TCP sends it again. */
const LATE_BYTES_MS = 3000;
/** Without a simulated millisecond in between: the run goes in circles. */
const EVENTS_PER_MS_MAX = 200_000;

/**
 * One run of a plan: the cluster starts; clients work under faults for a while, and nothing they see may contradict anything else; then
 * all faults end, and within a bound everything has to be well again: leaders, replicas, clients and what they read.
 */
export class Run {
  readonly world: SimWorld;
  readonly history: WatchedHistory;
  readonly #plan: Plan;
  readonly #view: ClusterView;
  readonly #workload: Workload;
  readonly #injector: FaultInjector;
  /** Of the clients' topic; null until it is there. */
  #topicId: string | null = null;
  #lookedAtMs = -1;
  #eventsAtMs = 0;

  constructor(plan: Plan, options: { trace: boolean }) {
    this.#plan = plan;
    this.world = new SimWorld(plan, options);
    const { queue } = this.world;
    this.history = new WatchedHistory(queue, (partition) => this.#committedEndOffset(partition));
    this.#view = new ClusterView(this.world, { topic: TOPIC, groupId: groupName(0) });
    const { knobs, clients } = plan;
    this.#workload = new Workload({ world: this.world, history: this.history, knobs, clients });
    const clientHosts = () => this.#workload.hosts;
    this.#injector = new FaultInjector({ world: this.world, view: this.#view, clientHosts });
  }

  get stats(): RunStats {
    const { recordsAcked, recordsConsumed } = this.history;
    const { begun: faultsBegun, skipped: faultsSkipped } = this.#injector;
    return { events: this.world.queue.executed, faultsBegun, faultsSkipped, recordsAcked, recordsConsumed };
  }

  /** @throws {Violation} */
  execute(): void {
    this.#start();
    this.#underFaults();
    this.#heal();
    this.#check();
  }

  #start(): void {
    const { cluster, queue } = this.world;
    for (const fault of this.#plan.faults) {
      if (fault.atMs < 0) queue.at(START_MS + fault.atMs, () => this.#injector.begin(fault));
    }
    cluster.startAll();
    this.#until("the cluster does not start", () => (this.#view.allServing ? null : this.#view.whyNotWhole()));
    this.#createTopic();
    this.#until("the cluster does not start", () => this.#view.whyNotWhole());
    // While a client is answered nobody may be up who could say.
    this.#topicId = this.#view.image!.topicIdByName.get(TOPIC)!;
  }

  #createTopic(): void {
    const { partitionCount: partitions, replicationFactor } = this.#plan.knobs;
    const admin = new Admin({ ...this.#workload.clientOptions("setup"), timeoutMs: this.#plan.healMs });
    let created = false;
    admin.start();
    const create = () =>
      admin.createTopic({ name: TOPIC, partitions, replicationFactor }, (is) => {
        created = is;
        // While nodes are away there are too few for that many replicas.
        if (is) admin.stop();
        else this.world.queue.after(LOOK_INTERVAL_MS, create);
      });
    create();
    this.#until("no topic can be created", () => (created ? null : "the topic is not there"));
  }

  #underFaults(): void {
    const { queue } = this.world;
    const startMs = queue.nowMs;
    for (const fault of this.#plan.faults) {
      if (fault.atMs >= 0) queue.at(startMs + fault.atMs, () => this.#injector.begin(fault));
    }
    this.#workload.start();
    queue.runUntil(() => this.#circling(), this.#plan.safetyMs);
  }

  #heal(): void {
    this.#injector.heal();
    this.#until("the cluster does not become whole again", () => this.#view.whyNotWhole());
    this.#workload.calm();
    const { producers, admins, groups, consumers } = this.#workload;
    this.#until("a client waits for an answer for ever", () => {
      const waiting = [...producers, ...admins].find((client) => !client.idle);
      return waiting === undefined ? null : `${waiting.id} waits`;
    });
    this.world.queue.runUntil(() => this.#circling(), LATE_BYTES_MS);
    const { partitionCount } = this.#plan.knobs;
    this.#until("a group does not become stable", () => {
      const unstable = groups.find((group) => !group.isStable(partitionCount));
      return unstable === undefined ? null : `${unstable.groupId} is not stable`;
    });
    this.#until("a consumer does not reach the end", () => {
      for (let partition = 0; partition < partitionCount; partition++) {
        const endOffset = this.#committedEndOffset(partition);
        const behind = consumers.find((consumer) => (consumer.position(partition) ?? 0) < endOffset);
        if (behind !== undefined) {
          return `${behind.id} is at ${behind.position(partition)} of ${endOffset} in partition ${partition}`;
        }
      }
      return null;
    });
    this.#until("replicas stay different", () => this.#whyReplicasDiffer());
  }

  /** What clients saw must fit together, and fit what is in the logs now. */
  #check(): void {
    const logs = this.#readLogs();
    this.#readCommitted();
    const topics = [...this.#view.image!.topics.values()];
    const topicsAtEnd = new Map(topics.map(({ name, partitions }) => [name, partitions.length]));
    const anomalies = checkHistory({ history: this.history, logs, topicsAtEnd });
    const [first] = anomalies;
    if (first === undefined) return;
    const { operations } = first;
    const shown = operations.slice(0, 6).map((operation) => JSON.stringify(operation));
    throw new Violation(first.name, [first.detail, ...shown].join("\n    "));
  }

  #readLogs(): readonly FinalLog[] {
    let logs: readonly FinalLog[] | null = null;
    const reader = new LogReader({
      ...this.#workload.clientOptions("reader"),
      topic: TOPIC,
      partitions: this.#plan.knobs.partitionCount,
      onDone: (done) => {
        logs = done;
      },
    });
    reader.start();
    this.#until("the logs cannot be read to their ends", () => (logs === null ? "the reader is not done" : null));
    return logs!;
  }

  #readCommitted(): void {
    for (const group of this.#workload.groupIds) {
      let done = false;
      const reader = new OffsetsReader({
        ...this.#workload.clientOptions(`offsets of ${group}`),
        group,
        topic: TOPIC,
        partitions: this.#plan.knobs.partitionCount,
        onDone: () => {
          done = true;
        },
      });
      reader.start();
      this.#until("committed offsets cannot be read", () => (done ? null : `those of ${group}`));
    }
  }

  /** Every replica holds the same, all of it committed. */
  #whyReplicasDiffer(): string | null {
    const { cluster } = this.world;
    const ends = new Map<string, number>();
    for (const id of cluster.ids) {
      const node = cluster.inspect(id);
      if (node === null) return `node ${id} is down`;
      for (const { key, topic, highWatermark, replica } of node.replicas.all()) {
        const name = `${topic}-${key.partition}`;
        const endOffset = ends.get(name) ?? replica.logEndOffset;
        ends.set(name, endOffset);
        if (replica.logEndOffset !== endOffset) return `${name} ends at ${endOffset} and at ${replica.logEndOffset}`;
        if (highWatermark !== endOffset) return `${name} on node ${id}: ${highWatermark} of ${endOffset} are committed`;
      }
    }
    return null;
  }

  #committedEndOffset(partition: number): number {
    const { replicas } = this.world.invariants;
    return this.#topicId === null ? 0 : replicas.committedEndOffset({ topicId: this.#topicId, partition });
  }

  /** Lets time pass until nothing is missing any more. */
  #until(rule: string, missing: () => string | null): void {
    const { queue } = this.world;
    let why: string | null = "";
    let lookAtMs = 0;
    const isSo = () => {
      this.#circling();
      if (queue.nowMs < lookAtMs) return false;
      lookAtMs = queue.nowMs + LOOK_INTERVAL_MS;
      why = missing();
      return why === null;
    };
    const { healMs } = this.#plan;
    const reached = queue.runUntil(isSo, healMs);
    demand(reached, rule, () => `after ${healMs} ms: ${why}`);
  }

  /** Never true. */
  #circling(): boolean {
    const { nowMs, executed } = this.world.queue;
    if (nowMs >= this.#lookedAtMs + 1) {
      this.#lookedAtMs = nowMs;
      this.#eventsAtMs = executed;
    }
    const events = executed - this.#eventsAtMs;
    demand(events < EVENTS_PER_MS_MAX, "the run goes in circles", () => `${events} events in a millisecond`);
    return false;
  }
}
