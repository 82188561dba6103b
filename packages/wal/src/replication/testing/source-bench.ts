import type { SourceLimits } from "../limits.ts";
import type { Acknowledge, PartitionKey, Subscribe } from "../message.ts";
import { PartitionMap } from "../partition-map.ts";
import type { Leading, SourceHost } from "../ports.ts";
import { ReplicationSource } from "../source.ts";
import { EventLoop } from "./event-loop.ts";
import { modelBatch, modelFraming } from "./model-batch.ts";
import { ModelLog } from "./model-log.ts";
import { RecordingNetwork } from "./recording-network.ts";

export const partitionKey = (partition = 0): PartitionKey => ({
  topicId: "0123456789abcdef0123456789abcdef",
  partition,
});

/** A leader's side whose followers are played by a test. It leads partition 0 in epoch 5, unless told otherwise. */
export class SourceBench {
  readonly loop = new EventLoop();
  readonly network = new RecordingNetwork();
  readonly led = new PartitionMap<Leading | "notLeader" | "logError">();
  /** What the owner was told is durable: node, partition, offset. */
  readonly durable: [node: number, partition: number, offset: number][] = [];
  readonly readFailures: [partition: number, message: string][] = [];
  readonly source: ReplicationSource;
  #value = 0;

  constructor(limits: Partial<SourceLimits> = {}) {
    const host: SourceHost = {
      leading: (key) => this.led.get(key) ?? "unknown",
      followerDurable: (node, { partition }, offset) => this.durable.push([node, partition, offset]),
      readFailed: ({ partition }, error) => this.readFailures.push([partition, error.message]),
    };
    this.source = new ReplicationSource({
      network: this.network,
      host,
      timers: this.loop,
      framing: modelFraming,
      limits,
    });
    this.lead();
  }

  lead(options: { partition?: number; log?: ModelLog; leaderEpoch?: number; highWatermark?: number } = {}): ModelLog {
    const { partition = 0, log = new ModelLog(), leaderEpoch = 5, highWatermark = 0 } = options;
    this.led.set(partitionKey(partition), { log, leaderEpoch, highWatermark });
    return log;
  }

  log(partition = 0): ModelLog {
    return (this.led.get(partitionKey(partition)) as Leading).log as ModelLog;
  }

  /** Appends batches of one record, in the leader's epoch; they are durable at once. */
  fill(options: { partition?: number; count: number; sizeBytes?: number; leaderEpoch?: number }): void {
    const { partition = 0, count, sizeBytes = 20, leaderEpoch = 5 } = options;
    const log = this.log(partition);
    for (let index = 0; index < count; index += 1) {
      this.#value += 1;
      log.append([modelBatch({ baseOffset: log.logEndOffset, leaderEpoch, value: this.#value, sizeBytes })]);
    }
    log.sync();
  }

  subscribe(fields: Partial<Subscribe> & { node?: number } = {}): void {
    const { node = 2, ...rest } = fields;
    const ends = { logEndOffset: 0, lastEpoch: -1, durableEndOffset: 0 };
    const message: Subscribe = { kind: "subscribe", ...partitionKey(), leaderEpoch: 5, session: 1, ...ends, ...rest };
    this.loop.turn(() => this.source.receive(node, message));
  }

  acknowledge(durableEndOffset: number, fields: Partial<Acknowledge> & { node?: number } = {}): void {
    const { node = 2, ...rest } = fields;
    const envelope = { ...partitionKey(), leaderEpoch: 5, session: 1 };
    const message: Acknowledge = { kind: "acknowledge", ...envelope, durableEndOffset, ...rest };
    this.loop.turn(() => this.source.receive(node, message));
  }
}
