import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import { type PartitionKey, WalError } from "@chronik/wal";
import type { PartitionImage } from "../metadata/image.ts";
import { AppendWaiters } from "./append-waiters.ts";
import { FetchWaiters } from "./fetch-waiters.ts";
import { InSyncReplicas } from "./in-sync-replicas.ts";
import { isPassing } from "./log-failure.ts";
import type { PartitionConfig, PartitionHost } from "./partition-host.ts";
import type { SequenceVerdict } from "./producer-state.ts";
import type { LeaderBatch, ReplicaState } from "./replica-state.ts";

export type AppendOutcome =
  | { readonly kind: "appended"; readonly baseOffset: number; readonly endOffset: number }
  | { readonly kind: "duplicate"; readonly baseOffset: number; readonly endOffset: number }
  | { readonly kind: "refused"; readonly error: number };

interface Leadership {
  readonly epoch: number;
  /** The log's end when this epoch began: who lacks something below it does not hold all that may be committed. */
  readonly startOffset: number;
  readonly inSync: InSyncReplicas;
}

/**
 * One replica of one partition on this node.
 *
 * Invariants:
 * - It leads exactly while the metadata image says so, under the epoch that the image says.
 * - The high watermark never falls while the process lives. As leader it is derived from durable end offsets of the maximal
 *   ISR; as follower it is what the leader said, once the logs agree, never beyond the own log's end.
 * - The high watermark does not move while the ISR has fewer than `min.insync.replicas` members (KIP-966).
 * - An acks=all append is answered with success only when the high watermark covers it, and this node led all the time in
 *   between.
 * - Whoever waits is answered when leadership ends: nobody waits on a partition that does not lead.
 * - A log that has failed is neither led nor followed from, whatever the image says, and raises no high watermark.
 */
export class Partition {
  readonly key: PartitionKey;
  readonly topic: string;
  readonly replica: ReplicaState;
  #config: PartitionConfig;
  readonly #host: PartitionHost;
  readonly #appendWaiters = new AppendWaiters();
  readonly #fetchWaiters = new FetchWaiters();
  #image: PartitionImage;
  #leadership: Leadership | null = null;
  #highWatermark: number;
  #fault: Error | null = null;

  constructor(options: {
    key: PartitionKey;
    topic: string;
    replica: ReplicaState;
    config: PartitionConfig;
    image: PartitionImage;
    host: PartitionHost;
  }) {
    this.key = options.key;
    this.topic = options.topic;
    this.replica = options.replica;
    this.#config = options.config;
    this.#image = options.image;
    this.#host = options.host;
    this.#highWatermark = options.replica.logStartOffset;
  }

  get config(): PartitionConfig {
    return this.#config;
  }

  get image(): PartitionImage {
    return this.#image;
  }

  get highWatermark(): number {
    return this.#highWatermark;
  }

  /** The epoch that this node leads in; undefined where it does not lead, or cannot because its log failed. */
  get leadingEpoch(): number | undefined {
    return this.#leadership?.epoch;
  }

  /** Why the log cannot be used; null where it can. Where such a log ends means nothing. */
  get fault(): Error | null {
    return this.#fault;
  }

  get isr(): readonly NodeId[] {
    return this.#leadership?.inSync.committed ?? this.#image.isr;
  }

  /** The log's end when this node began to lead; undefined where it does not. */
  get epochStartOffset(): number | undefined {
    return this.#leadership?.startOffset;
  }

  /** Takes over the topic's configuration. */
  configure(config: PartitionConfig): void {
    this.#config = config;
    this.replica.log.configure({ segmentBytesMax: config.segmentBytes, segmentAgeMsMax: config.segmentMs });
    this.#advanceHighWatermark();
  }

  /** The registrations of nodes have changed. */
  nodesChanged(): void {
    this.#advanceHighWatermark();
    this.#expandIsr();
  }

  /** Takes over what the metadata image says now. The owner (un)subscribes this replica as follower. */
  update(image: PartitionImage): void {
    const before = this.#image;
    this.#image = image;
    const leads = image.leader === this.#host.self && this.#fault === null;
    if (this.#leadership !== null && (!leads || image.leaderEpoch !== this.#leadership.epoch)) this.#resign();
    if (leads && this.#leadership === null) this.#lead();
    else if (this.#leadership !== null && image.partitionEpoch > before.partitionEpoch) {
      this.#leadership.inSync.commit(image.isr);
    }
    this.#advanceHighWatermark();
  }

  /**
   * Appends one checked batch as leader. Synchronous: the batch is in the log, and its offsets are taken, when this returns.
   * `onCommitted` is called once, with 0 or an error, where the outcome is not `refused`; before this returns where the batch is a
   * duplicate of one that is committed. For acks=1 it is called when the batch is durable on this node.
   */
  append(
    batch: LeaderBatch,
    wait: { acks: "leader" | "all"; deadlineMs: number },
    onCommitted: (error: number) => void,
  ): AppendOutcome {
    if (this.#fault !== null) return { kind: "refused", error: errorCodes.KAFKA_STORAGE_ERROR };
    const leadership = this.#leadership;
    if (leadership === null) return { kind: "refused", error: errorCodes.NOT_LEADER_OR_FOLLOWER };
    if (wait.acks === "all" && this.#underMinIsr()) {
      SIMULATION: globalThis.chronikSometimes?.("a batch is refused for want of in-sync replicas");
      return { kind: "refused", error: errorCodes.NOT_ENOUGH_REPLICAS };
    }
    const verdict = this.#checkSequence(batch);
    if (verdict.kind === "refused") return verdict;
    if (verdict.kind === "duplicate") {
      SIMULATION: globalThis.chronikSometimes?.("a duplicate batch is answered");
      const endOffset = verdict.baseOffset + batch.recordCount;
      this.#await(endOffset, wait, onCommitted);
      // It may be committed already, and then nothing else would answer.
      this.#answerWaiters();
      return { kind: "duplicate", baseOffset: verdict.baseOffset, endOffset };
    }
    const baseOffset = this.replica.logEndOffset;
    const endOffset = baseOffset + batch.recordCount;
    try {
      this.replica.appendAsLeader(batch, leadership.epoch, (error) => this.#onDurable(error));
    } catch (error) {
      return this.#appendRefused(error);
    }
    this.#await(endOffset, wait, onCommitted);
    this.#host.appended(this.key, { baseOffset, endOffset, payload: batch.bytes });
    return { kind: "appended", baseOffset, endOffset };
  }

  /**
   * `done(0)` once the high watermark covers all that the log holds now; an error code where this node no longer leads in that
   * epoch, or its log has failed. May call back at once.
   */
  whenCommitted(leaderEpoch: number, done: (error: number) => void): void {
    if (this.leadingEpoch !== leaderEpoch) return done(errorCodes.NOT_LEADER_OR_FOLLOWER);
    this.#appendWaiters.add({ requiredOffset: this.replica.logEndOffset, deadlineMs: Number.POSITIVE_INFINITY, done });
    this.#advanceHighWatermark();
  }

  /** A follower of this epoch, whose log agrees with ours, has everything below the offset on its disk. */
  followerDurable(node: NodeId, durableEndOffset: number): void {
    const leadership = this.#leadership;
    const incarnation = this.#host.connectedIncarnation(node);
    if (leadership === null || incarnation === undefined) return;
    leadership.inSync.followerDurable({
      node,
      incarnation,
      durableEndOffset,
      logEndOffset: this.replica.logEndOffset,
      nowMs: this.#host.monotonicMs(),
    });
    this.#advanceHighWatermark();
    this.#expandIsr();
  }

  /** What was appended here as a follower is durable now: as leader this replica waits for that like for the others. */
  durableAdvanced(): void {
    if (this.#leadership === null) return;
    this.#advanceHighWatermark();
    this.#answerWaiters();
  }

  /** The replication connection to a follower is gone. */
  followerGone(node: NodeId): void {
    this.#leadership?.inSync.forget(node);
  }

  /** As follower: what the leader's high watermark is, once the logs agree. */
  leaderProgress(highWatermark: number): void {
    if (this.#leadership !== null || this.#fault !== null) return;
    this.#raiseHighWatermark(Math.min(highWatermark, this.replica.logEndOffset));
  }

  /** Regular work: late producers are answered, followers that lag leave the ISR, others join. */
  tick(nowMs: number): void {
    for (const waiters of [this.#appendWaiters, this.#leaderWaiters])
      waiters.expire(nowMs, errorCodes.REQUEST_TIMED_OUT);
    if (this.#leadership === null) return;
    this.#shrinkIsr(nowMs);
    this.#expandIsr();
  }

  addFetchWaiter(waiter: Parameters<FetchWaiters["add"]>[0]): void {
    this.#fetchWaiters.add(waiter);
  }

  removeFetchWaiter(waiter: Parameters<FetchWaiters["add"]>[0]): void {
    this.#fetchWaiters.remove(waiter);
  }

  /**
   * The log cannot be read or written any more, unless it is for the moment only. The replica is out of service until it begins a
   * new life: it neither leads nor follows.
   *
   * @param how `told`: the metadata knows of it. Default false.
   */
  fail(error: Error, { told }: { readonly told: boolean } = { told: false }): void {
    if (this.#fault !== null || isPassing(error)) return;
    const led = this.#leadership !== null;
    this.#fault = error;
    this.#leadership = null;
    this.#answerAll(errorCodes.KAFKA_STORAGE_ERROR);
    const { key, topic, replica } = this;
    this.#host.failed({ key, topic, replica, error, led, told });
  }

  /** The topic is deleted, or the node stops. */
  close(): void {
    this.#leadership = null;
    this.#answerAll(errorCodes.NOT_LEADER_OR_FOLLOWER);
  }

  // acks=1: waits for the local disk only.
  readonly #leaderWaiters = new AppendWaiters();

  #await(requiredOffset: number, wait: { acks: "leader" | "all"; deadlineMs: number }, done: (error: number) => void) {
    const waiters = wait.acks === "all" ? this.#appendWaiters : this.#leaderWaiters;
    waiters.add({ requiredOffset, deadlineMs: wait.deadlineMs, done });
  }

  #checkSequence(batch: LeaderBatch): SequenceVerdict {
    try {
      return this.replica.checkSequence(batch);
    } catch (error) {
      this.fail(error as Error);
      return { kind: "refused", error: errorCodes.KAFKA_STORAGE_ERROR };
    }
  }

  /** The log has not changed. A full or overloaded disk heals; anything else takes the replica out of service. */
  #appendRefused(error: unknown): AppendOutcome {
    // `max.message.bytes` may allow more than a journal file holds.
    if (error instanceof WalError && error.code === "appendTooLarge") {
      return { kind: "refused", error: errorCodes.MESSAGE_TOO_LARGE };
    }
    this.fail(error as Error);
    return { kind: "refused", error: errorCodes.KAFKA_STORAGE_ERROR };
  }

  #onDurable(error: Error | null): void {
    if (error !== null) return this.fail(error);
    if (this.#leadership === null) return this.#host.durableAdvanced(this.key);
    this.durableAdvanced();
  }

  #answerWaiters(): void {
    this.#leaderWaiters.committed(this.replica.durableEndOffset);
    this.#appendWaiters.committed(this.#highWatermark);
  }

  #lead(): void {
    if (this.replica.logEndOffset > this.#highWatermark) {
      SIMULATION: globalThis.chronikSometimes?.("a new leader does not know what of its log is committed");
    }
    const { self } = this.#host;
    this.#leadership = {
      epoch: this.#image.leaderEpoch,
      startOffset: this.replica.logEndOffset,
      inSync: new InSyncReplicas({ self, isr: this.#image.isr, nowMs: this.#host.monotonicMs() }),
    };
  }

  #resign(): void {
    if (this.#appendWaiters.count > 0) {
      SIMULATION: globalThis.chronikSometimes?.("a leader resigns while producers wait");
    }
    this.#leadership = null;
    this.#answerAll(errorCodes.NOT_LEADER_OR_FOLLOWER);
  }

  #answerAll(error: number): void {
    this.#appendWaiters.failAll(error);
    this.#leaderWaiters.failAll(error);
    this.#fetchWaiters.wakeAll();
  }

  #advanceHighWatermark(): void {
    const leadership = this.#leadership;
    if (leadership === null) return;
    if (this.#underMinIsr()) {
      // KIP-966: what fewer than min.insync.replicas hold is not committed, and not shown to consumers.
      this.#appendWaiters.failBounded(errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
      return;
    }
    const least = leadership.inSync.leastDurable(this.replica.durableEndOffset, this.#incarnationOf);
    if (this.#raiseHighWatermark(least)) this.#host.highWatermarkAdvanced(this.key);
    this.#appendWaiters.committed(this.#highWatermark);
  }

  /** A topic with fewer replicas than `min.insync.replicas` asks for can at best have them all. */
  #underMinIsr(): boolean {
    const needed = Math.min(this.#config.minInsyncReplicas, this.#image.replicas.length);
    return this.isr.length < needed;
  }

  #raiseHighWatermark(to: number): boolean {
    if (to <= this.#highWatermark) return false;
    this.#highWatermark = to;
    this.#fetchWaiters.wakeAll();
    return true;
  }

  #expandIsr(): void {
    const leadership = this.#leadership;
    if (leadership === null || leadership.inSync.pending !== null) return;
    const floor = Math.max(this.#highWatermark, leadership.startOffset);
    const joining = leadership.inSync.readyToJoin(floor, this.#incarnationOf);
    if (joining.length === 0) return;
    SIMULATION: globalThis.chronikSometimes?.("the ISR expands");
    this.#propose([...leadership.inSync.committed, ...joining]);
  }

  #shrinkIsr(nowMs: number): void {
    const inSync = this.#leadership?.inSync;
    if (inSync === undefined || inSync.pending !== null) return;
    const { lagMaxMs } = this.#host;
    const lagging = inSync.lagging({ nowMs, lagMaxMs, logEndOffset: this.replica.logEndOffset });
    if (lagging.length === 0) return;
    SIMULATION: globalThis.chronikSometimes?.("the ISR shrinks");
    this.#propose(inSync.committed.filter((node) => !lagging.includes(node)));
  }

  /** Asks the metadata log for a new ISR, which stays pending until that has decided. */
  #propose(isr: readonly NodeId[]): void {
    const leadership = this.#leadership!;
    const { partitionEpoch } = this.#image;
    const isrBefore = leadership.inSync.committed;
    leadership.inSync.propose(isr);
    const change = { key: this.key, leaderEpoch: leadership.epoch, partitionEpoch, isr, isrBefore };
    this.#host.proposeIsr(change, (result) => {
      const overtaken = this.#leadership !== leadership || this.#image.partitionEpoch !== partitionEpoch;
      if (overtaken || result.error === errorCodes.NONE) return;
      SIMULATION: globalThis.chronikSometimes?.("an ISR change is refused");
      leadership.inSync.refuse();
      this.#advanceHighWatermark();
    });
  }

  readonly #incarnationOf = (node: NodeId): number | undefined => this.#host.liveIncarnation(node);
}
