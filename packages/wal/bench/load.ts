import type { PartitionLog, Wal } from "@chronik/wal";
import { makeBatch } from "../test/kafka-batch.ts";
import type { Run } from "./run.ts";
import type { TurnClock } from "./turn-clock.ts";

const HEADER_BYTES = 61;

export interface LoadShape {
  readonly batchBytes: number;
  readonly inFlight: number;
  readonly partitions: number;
}

/**
 * A closed loop of producers: `inFlight` batches, each an append of its own, are under way at any time, to one partition after
 * the other. A producer has one batch, which gets a new offset before it goes out again.
 */
export class Load {
  readonly logs: readonly PartitionLog[];
  readonly #clock: TurnClock;
  readonly #producers: readonly Producer[];
  #nextLog = 0;
  #left = 0;
  #underWay = 0;
  #latenciesMs: number[] = [];
  #onEnd: () => void = () => {};
  #failure: Error | null = null;

  constructor(wal: Wal, clock: TurnClock, shape: LoadShape) {
    this.#clock = clock;
    this.logs = Array.from({ length: shape.partitions }, (_, partition) =>
      wal.createPartition({ topicId: "00112233445566778899aabbccddeeff", topic: "bench", partition }),
    );
    this.#producers = Array.from({ length: shape.inFlight }, () => new Producer(this, shape.batchBytes));
  }

  /** The buffers of all batches that are under way at one time. */
  get group(): readonly Uint8Array[] {
    return this.#producers.map(({ bytes }) => bytes);
  }

  /** Until `appends` more are durable. */
  async run(appends: number): Promise<Run> {
    this.#left = appends;
    this.#latenciesMs = [];
    const startMs = performance.now();
    await new Promise<void>((resolve) => {
      this.#onEnd = resolve;
      this.#clock.turn(() => {
        for (const producer of this.#producers) this.#next(producer);
      });
    });
    const ms = performance.now() - startMs;
    if (this.#failure !== null) throw this.#failure;
    return { ms, appends, bytes: appends * this.#producers[0]!.bytes.length, latenciesMs: this.#latenciesMs };
  }

  /** @internal */
  durable(producer: Producer, error: Error | null): void {
    this.#underWay--;
    this.#failure ??= error;
    this.#latenciesMs.push(performance.now() - producer.sentMs);
    this.#next(producer);
    if (this.#underWay === 0) this.#onEnd();
  }

  #next(producer: Producer): void {
    if (this.#left === 0 || this.#failure !== null) return;
    this.#left--;
    this.#underWay++;
    producer.send(this.logs[this.#nextLog++ % this.logs.length]!);
  }
}

class Producer {
  readonly bytes: Uint8Array;
  sentMs = 0;
  readonly #view: DataView;
  readonly #done: (error: Error | null) => void;

  constructor(load: Load, batchBytes: number) {
    this.bytes = makeBatch({ baseOffset: 0, payloadBytes: batchBytes - HEADER_BYTES, fill: 42, maxTimestamp: 1 }).bytes;
    this.#view = new DataView(this.bytes.buffer);
    this.#done = (error) => load.durable(this, error);
  }

  send(log: PartitionLog): void {
    const { bytes } = this;
    const baseOffset = log.logEndOffset;
    // Outside of what the batch's checksum covers.
    this.#view.setBigInt64(0, BigInt(baseOffset));
    this.sentMs = performance.now();
    log.appendAsLeader([{ bytes, baseOffset, lastOffset: baseOffset, leaderEpoch: 0, maxTimestamp: 1 }], this.#done);
  }
}
