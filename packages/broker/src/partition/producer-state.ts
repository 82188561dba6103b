import {
  decodeProducerSnapshot,
  encodeProducerSnapshot,
  errorCodes,
  type ProducerSnapshotEntryInput,
  ProtocolError,
} from "@chronik/kafka-protocol";

/** What a batch header says about its producer (KIP-98). Sequences count records, per producer id and partition. */
export interface ProducerBatch {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly recordCount: number;
  readonly baseOffset: number;
  /** As stored in the log; −1 where none. */
  readonly maxTimestamp: number;
}

export type SequenceVerdict =
  | { readonly kind: "append" }
  /** Exactly this batch is in the log already, at `baseOffset`. */
  | { readonly kind: "duplicate"; readonly baseOffset: number }
  | { readonly kind: "refused"; readonly error: number };

/** How many batches a producer may have in flight (`max.in.flight.requests.per.connection` of an idempotent producer). */
const BATCHES_REMEMBERED = 5;
const SEQUENCE_MODULUS = 2 ** 31;

interface RememberedBatch {
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
  readonly lastOffset: number;
  readonly maxTimestamp: number;
}

interface Producer {
  epoch: number;
  /** Oldest first, at most {@link BATCHES_REMEMBERED}, all of `epoch`. */
  readonly batches: RememberedBatch[];
}

/**
 * Which batches of which producers a partition's log holds: what makes a retried Produce a no-op.
 *
 * Invariant: this is a function of the log's batch headers alone, in log order. A leader and its followers feed it the
 * same batches and so come to the same answers; after a truncation it is made anew from the log.
 */
export class ProducerStates {
  readonly #producers = new Map<number, Producer>();

  get producerCount(): number {
    return this.#producers.size;
  }

  /** Whether a leader may append this batch. `baseOffset` of the argument is not looked at. */
  check(batch: ProducerBatch): SequenceVerdict {
    const producer = this.#producers.get(batch.producerId);
    // Otherwise a batch could overtake an earlier one of its producer that was refused, and will be sent again (ADR 12).
    if (producer === undefined) {
      return batch.baseSequence === 0 ? { kind: "append" } : refused(errorCodes.UNKNOWN_PRODUCER_ID);
    }
    if (batch.producerEpoch < producer.epoch) return refused(errorCodes.INVALID_PRODUCER_EPOCH);
    if (batch.producerEpoch > producer.epoch) {
      return batch.baseSequence === 0 ? { kind: "append" } : refused(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
    }
    const lastSequence = sequenceAfter(batch.baseSequence, batch.recordCount - 1);
    const twin = producer.batches.find(
      (known) => known.baseSequence === batch.baseSequence && known.lastSequence === lastSequence,
    );
    if (twin !== undefined) return { kind: "duplicate", baseOffset: twin.baseOffset };
    const newest = producer.batches.at(-1);
    if (newest === undefined || batch.baseSequence === sequenceAfter(newest.lastSequence, 1)) return { kind: "append" };
    SIMULATION: globalThis.chronikSometimes?.("a sequence out of order is refused");
    return refused(errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
  }

  /** Takes note of a batch that is in the log now. */
  appended(batch: ProducerBatch): void {
    let producer = this.#producers.get(batch.producerId);
    if (producer === undefined) {
      producer = { epoch: batch.producerEpoch, batches: [] };
      this.#producers.set(batch.producerId, producer);
    }
    if (producer.epoch !== batch.producerEpoch) {
      producer.epoch = batch.producerEpoch;
      producer.batches.length = 0;
    }
    producer.batches.push({
      baseSequence: batch.baseSequence,
      lastSequence: sequenceAfter(batch.baseSequence, batch.recordCount - 1),
      baseOffset: batch.baseOffset,
      lastOffset: batch.baseOffset + batch.recordCount - 1,
      maxTimestamp: batch.maxTimestamp,
    });
    if (producer.batches.length > BATCHES_REMEMBERED) producer.batches.shift();
  }

  clear(): void {
    this.#producers.clear();
  }

  /** All of it, in the format of Kafka's producer snapshots. */
  encode(): Uint8Array {
    let count = 0;
    for (const { batches } of this.#producers.values()) count += batches.length;
    return encodeProducerSnapshot(this.#entries(), count);
  }

  *#entries(): Generator<ProducerSnapshotEntryInput> {
    for (const [producerId, { epoch: producerEpoch, batches }] of this.#producers) {
      for (const { lastSequence, baseOffset, lastOffset, maxTimestamp: timestamp } of batches) {
        const offsetDelta = lastOffset - baseOffset;
        yield { producerId, producerEpoch, lastSequence, lastOffset, offsetDelta, timestamp };
      }
    }
  }

  /**
   * Takes over what {@link encode} returned when the log ended at `endOffset`; false where the bytes are not that, and then nothing has
   * changed.
   */
  restore({ endOffset, bytes }: { readonly endOffset: number; readonly bytes: Uint8Array }): boolean {
    try {
      const entries = decodeProducerSnapshot(bytes);
      if (entries.some(({ lastOffset }) => lastOffset >= endOffset)) return false;
      this.clear();
      for (const { producerId, producerEpoch, lastSequence, lastOffset, offsetDelta, timestamp } of entries) {
        this.appended({
          producerId,
          producerEpoch,
          baseSequence: sequenceAfter(lastSequence, -offsetDelta),
          recordCount: offsetDelta + 1,
          baseOffset: lastOffset - offsetDelta,
          maxTimestamp: timestamp,
        });
      }
      return true;
    } catch (error) {
      if (error instanceof ProtocolError) return false;
      throw error;
    }
  }
}

/** Sequences run from 0 to 2^31 − 1 and start again at 0, in both directions. */
function sequenceAfter(sequence: number, by: number): number {
  return (sequence + by + SEQUENCE_MODULUS) % SEQUENCE_MODULUS;
}

function refused(error: number): SequenceVerdict {
  return { kind: "refused", error };
}
