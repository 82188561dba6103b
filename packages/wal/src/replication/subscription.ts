import { assert } from "../errors.ts";
import type { PartitionKey } from "./message.ts";

/** One message on its way: what the follower's acknowledgement must reach for its bytes to leave the window. */
interface Inflight {
  readonly endOffset: number;
  readonly sizeBytes: number;
}

/** How many acknowledged entries may lie at the front of the queue before it is cut. */
const INFLIGHT_SLACK = 64;

/**
 * What the leader knows of one follower of one partition, from the moment their logs agree.
 *
 * Invariants:
 * - `acknowledgedOffset` ≤ `nextOffset` ≤ the leader's log end: an acknowledgement beyond what was agreed on or sent is
 *   no acknowledgement.
 * - Both only grow. A follower that lost its place makes a new subscription.
 * - `inflightBytes` is the sum of the messages that are sent and not wholly acknowledged.
 */
export class Subscription implements PartitionKey {
  readonly topicId: string;
  readonly partition: number;
  readonly node: number;
  readonly session: number;
  readonly leaderEpoch: number;
  /** False once it is over: what still refers to it leaves it alone. */
  live = true;
  /** The follower has not been told yet that its subscription is taken up. */
  answerDue = true;
  highWatermarkSent = -1;
  logStartOffsetSent = -1;
  #nextOffset: number;
  #acknowledgedOffset: number;
  #inflight: Inflight[] = [];
  #inflightHead = 0;
  #inflightBytes = 0;

  constructor(options: {
    topicId: string;
    partition: number;
    node: number;
    session: number;
    leaderEpoch: number;
    logEndOffset: number;
    durableEndOffset: number;
  }) {
    this.topicId = options.topicId;
    this.partition = options.partition;
    this.node = options.node;
    this.session = options.session;
    this.leaderEpoch = options.leaderEpoch;
    this.#nextOffset = options.logEndOffset;
    this.#acknowledgedOffset = options.durableEndOffset;
  }

  /** The follower was sent, or had when it subscribed, everything below. */
  get nextOffset(): number {
    return this.#nextOffset;
  }

  /** Everything below is durable at the follower. */
  get acknowledgedOffset(): number {
    return this.#acknowledgedOffset;
  }

  get inflightBytes(): number {
    return this.#inflightBytes;
  }

  sent(run: { baseOffset: number; endOffset: number; payload: Uint8Array }): void {
    assert(run.baseOffset === this.#nextOffset, "a follower is sent its batches without gap or repetition");
    this.#nextOffset = run.endOffset;
    this.#inflightBytes += run.payload.byteLength;
    this.#inflight.push({ endOffset: run.endOffset, sizeBytes: run.payload.byteLength });
  }

  /** False, and nothing changed, for what was said before or cannot be true. */
  acknowledge(durableEndOffset: number): boolean {
    if (!(durableEndOffset > this.#acknowledgedOffset && durableEndOffset <= this.#nextOffset)) return false;
    this.#acknowledgedOffset = durableEndOffset;
    for (;;) {
      const first = this.#inflight[this.#inflightHead];
      if (first === undefined || first.endOffset > durableEndOffset) break;
      this.#inflightBytes -= first.sizeBytes;
      this.#inflightHead += 1;
    }
    if (this.#inflightHead >= INFLIGHT_SLACK && this.#inflightHead * 2 >= this.#inflight.length) {
      this.#inflight.splice(0, this.#inflightHead);
      this.#inflightHead = 0;
    }
    return true;
  }
}
