import { errorCodes } from "@chronik/kafka-protocol";
import type { History } from "../history/history.ts";
import type { SendOperation } from "../history/operation.ts";
import { errorName, isRefusal, isRetriable } from "./produce-errors.ts";
import { ProducerBatch } from "./producer-batch.ts";
import type { ProducerIdentities, ProducerIdentity } from "./producer-identity.ts";

export interface PartitionQueueOptions {
  readonly partition: number;
  readonly history: History;
  /** Null where the producer is not idempotent. */
  readonly identities: ProducerIdentities | null;
  readonly inFlightMax: number;
  readonly batchRecords: number;
  readonly valueBytes: number;
  readonly lingerMs: number;
  readonly deliveryTimeoutMs: number;
  readonly retryBackoffMs: number;
}

/** What came back for a batch: an error code and where it was written, or null where no answer came. */
export interface ProduceResult {
  readonly errorCode: number;
  readonly baseOffset: number;
}

const SEQUENCE_MODULUS = 2 ** 31;
/** Brokers recognise a batch that was sent again among the last so many of its producer. */
const BATCHES_REMEMBERED = 5;

/**
 * The batches of one partition, in order, with their sequences.
 *
 * Invariants:
 * - A batch is never overtaken by one behind it that has not been handed out yet.
 * - A batch keeps identity and sequence as long as an attempt of it may have been written: so however often it is sent it is in the
 *   log once. Under a new identity go only batches that are certainly not in the log; whatever is uncertain then is
 *   told to be so and not sent again. Kafka's own producer is laxer there, and may write twice.
 * - No more batches follow one whose end is not known than brokers remember, so that they still recognise it.
 * - When sequences cannot go on (a batch was given up between others, or the broker says that one is missing), nothing
 *   is sent until all that is under way is answered; then a new epoch begins at 0 (KIP-360).
 */
export class PartitionQueue {
  readonly partition: number;
  readonly #options: PartitionQueueOptions;
  #batches: ProducerBatch[] = [];
  #inFlightCount = 0;
  #identity: ProducerIdentity | null = null;
  #nextSequence = 0;
  #nextOrdinal = 0;
  #lastAckedSequence = -1;
  #gap = false;

  constructor(options: PartitionQueueOptions) {
    this.partition = options.partition;
    this.#options = options;
  }

  /** Records whose outcome is not told yet. */
  get recordCount(): number {
    return this.#batches.reduce((count, batch) => count + batch.sends.length, 0);
  }

  get idle(): boolean {
    return this.#batches.length === 0 && this.#inFlightCount === 0;
  }

  /** There is a batch that is not under way. */
  get hasWaiting(): boolean {
    return this.#batches.some((batch) => !batch.inFlight);
  }

  /** Adds a record. Returns its batch if that is new. */
  add(send: SendOperation, nowMs: number): ProducerBatch | null {
    const last = this.#batches.at(-1);
    const isOpen = last !== undefined && !last.full && !last.inFlight && last.retryAtMs === 0 && last.baseSequence < 0;
    if (isOpen && !last.uncertain) {
      last.sends.push(send);
      return null;
    }
    const { partition, batchRecords: recordsMax, valueBytes } = this.#options;
    const batch = new ProducerBatch({ partition, createdAtMs: nowMs, recordsMax, valueBytes });
    batch.sends.push(send);
    this.#batches.push(batch);
    return batch;
  }

  /** The batch to send now, if there is one. */
  next(nowMs: number): ProducerBatch | null {
    if (this.#gap && !this.#closeGap()) return null;
    if (this.#inFlightCount >= this.#options.inFlightMax) return null;
    const batch = this.#batches.find((candidate) => !candidate.inFlight);
    if (batch === undefined || batch.retryAtMs > nowMs) return null;
    if (!batch.full && batch.createdAtMs + this.#options.lingerMs > nowMs) return null;
    if (this.#options.identities === null || batch.identity !== null) return batch;
    return this.#hasIdentity() && this.#isRemembered() ? batch : null;
  }

  /** The batch that {@link next} gave goes out. */
  sent(batch: ProducerBatch): void {
    batch.inFlight = true;
    this.#inFlightCount++;
    for (const send of batch.sends) send.attempts = (send.attempts ?? 0) + 1;
    if (this.#options.identities === null || batch.identity !== null) return;
    batch.identity = this.#identity;
    batch.baseSequence = this.#nextSequence;
    batch.ordinal = this.#nextOrdinal++;
    this.#nextSequence = (this.#nextSequence + batch.sends.length) % SEQUENCE_MODULUS;
  }

  /** An attempt did not go out after all, or (`sent`) nothing is known of it. */
  failed(batch: ProducerBatch, options: { sent: boolean; nowMs: number }): void {
    this.#ended(batch);
    if (options.sent) batch.uncertain = true;
    this.#retry(batch, options.nowMs);
  }

  /** An attempt was answered. */
  answered(batch: ProducerBatch, { errorCode, baseOffset }: ProduceResult, nowMs: number): void {
    this.#ended(batch);
    if (batch.settled) return;
    // DUPLICATE_SEQUENCE_NUMBER: it is in the log, but the broker does not remember where.
    if (errorCode === errorCodes.NONE || errorCode === errorCodes.DUPLICATE_SEQUENCE_NUMBER) {
      return this.#acked(batch, baseOffset);
    }
    if (!isRefusal(errorCode)) batch.uncertain = true;
    if (batch.identity !== null && this.#breaksSequence(batch, errorCode)) this.#gap = true;
    const goesOn = this.#gap || errorCode === errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER || isRetriable(errorCode);
    if (goesOn) this.#retry(batch, nowMs);
    else this.#giveUp(batch, errorName(errorCode));
  }

  /** Gives up what has waited for too long. */
  expire(nowMs: number): void {
    for (let first = this.#batches[0]; first !== undefined; first = this.#batches[0]) {
      if (first.createdAtMs + this.#options.deliveryTimeoutMs > nowMs) return;
      this.#giveUp(first, "not delivered in time");
    }
  }

  /** The producer dies: tells what is known. */
  abandon(): void {
    for (const batch of [...this.#batches]) this.#giveUp(batch, "the producer died");
  }

  #ended(batch: ProducerBatch): void {
    batch.inFlight = false;
    this.#inFlightCount--;
  }

  #retry(batch: ProducerBatch, nowMs: number): void {
    batch.retryAtMs = nowMs + this.#options.retryBackoffMs;
  }

  #acked(batch: ProducerBatch, baseOffset: number): void {
    const { history } = this.#options;
    if (batch.identity !== null && batch.identity === this.#identity) {
      const last = batch.baseSequence + batch.sends.length - 1;
      this.#lastAckedSequence = Math.max(this.#lastAckedSequence, last);
    }
    this.#settle(batch);
    batch.sends.forEach((send, delta) => {
      history.ok(send, { offset: baseOffset < 0 ? null : baseOffset + delta });
    });
  }

  #giveUp(batch: ProducerBatch, reason: string): void {
    const { history } = this.#options;
    const indefinite = batch.uncertain || batch.inFlight;
    if (batch.identity !== null) this.#gap = true;
    this.#settle(batch);
    for (const send of batch.sends) {
      if (indefinite) history.info(send, reason);
      else history.fail(send, reason);
    }
  }

  #settle(batch: ProducerBatch): void {
    batch.settled = true;
    batch.expiry?.cancel();
    this.#batches.splice(this.#batches.indexOf(batch), 1);
  }

  /** OUT_OF_ORDER_SEQUENCE_NUMBER for the very next sequence: nothing that is under way could come before it. */
  #breaksSequence(batch: ProducerBatch, errorCode: number): boolean {
    if (errorCode === errorCodes.INVALID_PRODUCER_EPOCH || errorCode === errorCodes.UNKNOWN_PRODUCER_ID) return true;
    return errorCode === errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER && batch.baseSequence === this.#lastAckedSequence + 1;
  }

  /** Starts over under a new identity, when nothing is under way. */
  #closeGap(): boolean {
    if (this.#inFlightCount > 0) return false;
    for (const batch of [...this.#batches]) {
      if (batch.uncertain) this.#giveUp(batch, "its sequence cannot follow any more");
      batch.identity = null;
      batch.baseSequence = -1;
    }
    if (this.#identity !== null) this.#options.identities?.giveUp(this.#identity);
    this.#identity = null;
    this.#gap = false;
    return true;
  }

  /** Whether one more batch leaves the brokers knowing the oldest that may have to be sent again. */
  #isRemembered(): boolean {
    const oldest = this.#batches[0]!;
    return oldest.identity === null || this.#nextOrdinal - oldest.ordinal < BATCHES_REMEMBERED;
  }

  /** Takes over the producer's identity; not while there are batches of an older one. */
  #hasIdentity(): boolean {
    const current = this.#options.identities!.current();
    if (current === null) return false;
    if (current === this.#identity) return true;
    if (this.#identity !== null && this.#batches.some((batch) => batch.identity !== null)) return false;
    if (this.#inFlightCount > 0) return false;
    this.#identity = current;
    this.#nextSequence = 0;
    this.#nextOrdinal = 0;
    this.#lastAckedSequence = -1;
    return true;
  }
}
