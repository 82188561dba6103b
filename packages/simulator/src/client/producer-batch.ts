import { encodeBatch } from "@chronik/kafka-protocol";
import type { SendOperation } from "../history/operation.ts";
import type { ProducerIdentity } from "./producer-identity.ts";
import { recordBytes } from "./record-text.ts";

/** Records of one partition that are sent together. */
export class ProducerBatch {
  readonly partition: number;
  readonly sends: SendOperation[] = [];
  readonly createdAtMs: number;
  readonly #recordsMax: number;
  readonly #valueBytes: number;
  /** Who sends it, and the sequence of its first record: from its first attempt on, where the producer is idempotent. */
  identity: ProducerIdentity | null = null;
  baseSequence = -1;
  /** Counts the batches of its partition and identity. */
  ordinal = -1;
  /** Handed out to be sent; no answer yet. */
  inFlight = false;
  /** An attempt that has ended may have written it, or may still. */
  uncertain = false;
  /** Its outcome is told; an answer that comes yet changes nothing. */
  settled = false;
  retryAtMs = 0;
  expiry: { cancel(): void } | null = null;

  constructor(options: { partition: number; createdAtMs: number; recordsMax: number; valueBytes: number }) {
    this.partition = options.partition;
    this.createdAtMs = options.createdAtMs;
    this.#recordsMax = options.recordsMax;
    this.#valueBytes = options.valueBytes;
  }

  get full(): boolean {
    return this.sends.length >= this.#recordsMax;
  }

  /** The bytes for one attempt: made anew each time, since the receiver may write into them. */
  encode(timestamp: number): Uint8Array {
    const records = this.sends.map(({ key, value }) => ({
      timestamp,
      key: key === null ? null : recordBytes(key, 0),
      value: recordBytes(value, this.#valueBytes),
    }));
    const { identity, baseSequence } = this;
    return encodeBatch(identity === null ? { records } : { records, ...identity, baseSequence });
  }
}
