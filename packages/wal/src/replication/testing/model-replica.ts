import type { PartitionKey } from "../message.ts";
import type { Ledger } from "./ledger.ts";
import type { ModelController, PartitionMetadata } from "./model-controller.ts";
import type { ModelLog } from "./model-log.ts";

/** What a replica asks of the process that it lives in. */
export interface ReplicaOwner {
  readonly node: number;
  nowMs(): number;
  /** A node's log of the partition, for the checks: no process could look there. */
  logOf(node: number, key: PartitionKey): ModelLog;
  highWatermarkAdvanced(key: PartitionKey): void;
}

interface Leadership {
  readonly epoch: number;
  readonly startOffset: number;
  readonly beganAtMs: number;
  /** Members of the ISR proposed and not yet heard of: they count as if they were in it. */
  pending: { version: number; isr: readonly number[] } | null;
  readonly durable: Map<number, { offset: number; atMs: number }>;
}

const MIN_IN_SYNC = 2;
const LAG_MS_MAX = 80;

/** One replica, its rules about high watermark and ISR reduced to what the protocol's safety needs. */
export class ModelReplica {
  readonly key: PartitionKey;
  readonly log: ModelLog;
  metadata: PartitionMetadata;
  highWatermark: number;
  leadership: Leadership | null = null;
  readonly #owner: ReplicaOwner;
  readonly #controller: ModelController;
  readonly #ledger: Ledger;
  #followedEpoch = -1;
  #toldHighWatermark = -1;

  constructor(options: {
    log: ModelLog;
    metadata: PartitionMetadata;
    owner: ReplicaOwner;
    controller: ModelController;
    ledger: Ledger;
  }) {
    this.key = options.metadata.key;
    this.log = options.log;
    this.metadata = options.metadata;
    this.#owner = options.owner;
    this.#controller = options.controller;
    this.#ledger = options.ledger;
    this.highWatermark = options.log.logStartOffset;
  }

  get leads(): boolean {
    return this.leadership !== null;
  }

  lead(metadata: PartitionMetadata): void {
    this.metadata = metadata;
    if (this.leadership?.epoch !== metadata.epoch) {
      const { epoch } = metadata;
      this.leadership = {
        epoch,
        startOffset: this.log.logEndOffset,
        beganAtMs: this.#owner.nowMs(),
        pending: null,
        durable: new Map(),
      };
      this.#ledger.holds(`node ${this.#owner.node} leads in epoch ${epoch}`, this.key, this.log);
    }
    const { pending } = this.leadership;
    if (pending !== null && metadata.version > pending.version) this.leadership.pending = null;
    this.advance();
    this.#considerAll();
  }

  resign(metadata: PartitionMetadata): void {
    this.metadata = metadata;
    this.leadership = null;
  }

  followerDurable(node: number, offset: number): void {
    this.leadership?.durable.set(node, { offset, atMs: this.#owner.nowMs() });
    this.advance();
    this.#considerAll();
  }

  /** As follower: what the sink tells. */
  leaderProgress(progress: { highWatermark: number; logStartOffset: number }): void {
    const where = `node ${this.#owner.node} follows in epoch ${this.metadata.epoch}`;
    if (this.#followedEpoch !== this.metadata.epoch) this.#toldHighWatermark = -1;
    this.#followedEpoch = this.metadata.epoch;
    if (progress.highWatermark < this.#toldHighWatermark) throw new Error(`${where}: the high watermark went back`);
    if (progress.highWatermark > this.log.durableEndOffset) throw new Error(`${where}: high watermark beyond the log`);
    this.#toldHighWatermark = progress.highWatermark;
    this.#serve(where, progress.highWatermark);
    this.log.deleteBefore(progress.logStartOffset);
  }

  /** As leader: the least durable end offset of the maximal ISR, if that is large enough to commit. */
  advance(): void {
    const { leadership } = this;
    if (leadership === null || this.metadata.isr.length < MIN_IN_SYNC) return;
    let least = this.log.durableEndOffset;
    for (const node of this.#maximalIsr()) {
      if (node !== this.#owner.node) least = Math.min(least, leadership.durable.get(node)?.offset ?? -1);
    }
    if (least <= this.highWatermark) return;
    this.#checkInSync(least);
    this.#serve(`node ${this.#owner.node} leads in epoch ${leadership.epoch}`, least);
    this.#owner.highWatermarkAdvanced(this.key);
  }

  /** Followers that lack something for too long leave the ISR. */
  shrink(): void {
    if (this.leadership === null || this.leadership.pending !== null) return;
    const { durable, beganAtMs } = this.leadership;
    const isr = this.metadata.isr.filter((node) => {
      if (node === this.#owner.node) return true;
      const known = durable.get(node) ?? { offset: -1, atMs: beganAtMs };
      return known.offset >= this.log.logEndOffset || this.#owner.nowMs() - known.atMs < LAG_MS_MAX;
    });
    if (isr.length < this.metadata.isr.length) this.#propose(isr);
  }

  #considerAll(): void {
    const { leadership } = this;
    if (leadership === null || leadership.pending !== null) return;
    for (const [node, { offset }] of leadership.durable) {
      if (this.metadata.isr.includes(node)) continue;
      if (offset < this.highWatermark || offset < leadership.startOffset) continue;
      this.#propose([...this.metadata.isr, node]);
      return;
    }
  }

  #propose(isr: readonly number[]): void {
    const { leadership, metadata } = this;
    if (leadership === null) return;
    const pending = { version: metadata.version, isr };
    leadership.pending = pending;
    this.#controller.alterIsr({ key: this.key, epoch: leadership.epoch, ...pending }, () => {
      if (leadership.pending === pending) leadership.pending = null;
    });
  }

  #maximalIsr(): Set<number> {
    return new Set([...this.metadata.isr, ...(this.leadership?.pending?.isr ?? [])]);
  }

  #serve(where: string, highWatermark: number): void {
    const fromOffset = this.highWatermark;
    this.highWatermark = Math.max(this.highWatermark, highWatermark);
    this.#ledger.served(where, this.key, { batches: this.log.batches, fromOffset, highWatermark: this.highWatermark });
  }

  /** What is about to be served is on the disks of all that the controller could make leader in this epoch's wake. */
  #checkInSync(highWatermark: number): void {
    const { isr, epoch } = this.#controller.of(this.key);
    if (epoch !== this.leadership?.epoch) return;
    const own = this.log.batches.findLast((batch) => batch.lastOffset < highWatermark);
    for (const node of isr) {
      const log = this.#owner.logOf(node, this.key);
      if (own === undefined || own.lastOffset < log.durableStartOffset) continue;
      const last = log.durableBatches.findLast((batch) => batch.lastOffset < highWatermark);
      if (last?.value !== own.value) {
        throw new Error(
          `node ${node} is in sync, and lacks offset ${own.baseOffset} below ${highWatermark} on its disk`,
        );
      }
    }
  }
}
