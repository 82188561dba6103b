import type { SinkDelays } from "../limits.ts";
import type { Batches, Diverged, PartitionKey, Refused, ToFollower } from "../message.ts";
import type { LeaderOf } from "../sink.ts";
import { ReplicationSink } from "../sink.ts";
import { EventLoop } from "./event-loop.ts";
import { encodeBatches, modelBatch } from "./model-batch.ts";
import { ModelLog } from "./model-log.ts";
import { RecordingNetwork } from "./recording-network.ts";
import { partitionKey } from "./source-bench.ts";

/** A follower's side whose leader is played by a test: node 1, in epoch 5. */
export class SinkBench {
  readonly loop = new EventLoop();
  readonly network = new RecordingNetwork();
  readonly log = new ModelLog();
  readonly progress: { partition: number; highWatermark: number; logStartOffset: number }[] = [];
  /** Partitions that are followed no more. */
  readonly durable: number[] = [];
  readonly failures: [partition: number, message: string][] = [];
  readonly refusals: [partition: number, message: string][] = [];
  readonly sink: ReplicationSink;

  constructor(delays: Partial<SinkDelays> = {}) {
    this.sink = new ReplicationSink({
      network: this.network,
      timers: this.loop,
      firstSession: 100,
      delays,
      host: {
        leaderProgress: ({ partition }, progress) => this.progress.push({ partition, ...progress }),
        durableAdvanced: ({ partition }) => this.durable.push(partition),
        followFailed: ({ partition }, error) => this.failures.push([partition, error.message]),
        batchesRefused: ({ partition }, error) => this.refusals.push([partition, error.message]),
      },
    });
  }

  follow(options: Partial<LeaderOf> & { partition?: number } = {}): void {
    const { partition = 0, ...rest } = options;
    const leader = { leader: 1, leaderEpoch: 5, log: this.log, ...rest };
    this.loop.turn(() => this.sink.follow(partitionKey(partition), leader));
  }

  unfollow(key: PartitionKey = partitionKey()): void {
    this.loop.turn(() => this.sink.unfollow(key));
  }

  /** Appends batches of one record to the follower's log, durably: what it had before. */
  fill(count: number, leaderEpoch: number): void {
    for (let index = 0; index < count; index += 1) {
      const baseOffset = this.log.logEndOffset;
      this.log.append([modelBatch({ baseOffset, leaderEpoch, value: 1_000 * leaderEpoch + baseOffset })]);
    }
    this.log.sync();
  }

  /** `count` batches of one record from `baseOffset` on; 0 for none. */
  batches(session: number, baseOffset: number, count: number, fields: Partial<Batches> = {}): void {
    const all = Array.from({ length: count }, (_, index) => {
      const offset = baseOffset + index;
      return modelBatch({ baseOffset: offset, leaderEpoch: 5, value: 5_000 + offset });
    });
    const { highWatermark = 0, logStartOffset = 0 } = fields;
    const payload = encodeBatches(all);
    const message = { kind: "batches", session, baseOffset, highWatermark, logStartOffset, payload } as const;
    this.receive({ ...partitionKey(), leaderEpoch: 5, ...message, ...fields });
  }

  diverged(session: number, point: { epoch: number; endOffset: number; logStartOffset?: number }): void {
    const message: Diverged = {
      kind: "diverged",
      ...partitionKey(),
      leaderEpoch: 5,
      session,
      logStartOffset: 0,
      ...point,
    };
    this.receive(message);
  }

  refused(session: number, reason: Refused["reason"]): void {
    this.receive({ kind: "refused", ...partitionKey(), leaderEpoch: 5, session, reason });
  }

  receive(message: ToFollower, node = 1): void {
    this.loop.turn(() => this.sink.receive(node, message));
  }

  sync(): void {
    this.loop.turn(() => this.log.sync());
  }

  /** Follows, and is taken up: the session. */
  followed(highWatermark = 0): number {
    this.follow();
    const { session, logEndOffset } = this.network.takeOne("subscribe");
    this.batches(session, logEndOffset, 0, { highWatermark });
    return session;
  }
}
