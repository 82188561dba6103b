import type { Snapshot } from "./entry.ts";
import type { InstallSnapshotRequest } from "./message.ts";
import { withoutData } from "./witness.ts";

/**
 * Puts the pieces of one snapshot together. What a peer says about the size is a bound and no reason to allocate: the buffer
 * holds at most twice what has arrived, and never more than that bound.
 */
export class SnapshotReceiver {
  readonly #first: InstallSnapshotRequest;
  #data = new Uint8Array(0);
  #offset = 0;

  constructor(first: InstallSnapshotRequest) {
    this.#first = first;
  }

  /** How many bytes have arrived without a gap. */
  get offset(): number {
    return this.#offset;
  }

  /** What is allocated, in bytes. */
  get capacityBytes(): number {
    return this.#data.length;
  }

  /**
   * Replicas' snapshots at one index need not have equal bytes: pieces of two leaders are never mixed, nor are those of
   * two sizes, of which only the newer one can still become whole.
   */
  belongsTo(message: InstallSnapshotRequest): boolean {
    const first = this.#first;
    return (
      message.snapshotIndex === first.snapshotIndex &&
      message.snapshotTerm === first.snapshotTerm &&
      message.term === first.term &&
      message.totalBytes === first.totalBytes
    );
  }

  /** Takes the piece if it is the next one; one that came twice or early changes nothing. */
  take(message: InstallSnapshotRequest): void {
    if (message.offset !== this.#offset) return;
    const end = this.#offset + message.data.length;
    if (end > this.#data.length) this.#grow(end);
    this.#data.set(message.data, this.#offset);
    this.#offset = end;
  }

  /** The whole snapshot once every byte is there. */
  get complete(): Snapshot | undefined {
    const { snapshotIndex: index, snapshotTerm: term, configuration, totalBytes, dataOmitted } = this.#first;
    if (this.#offset < totalBytes) return undefined;
    const snapshot = { index, term, configuration, data: this.#data };
    return dataOmitted === true ? withoutData(snapshot) : snapshot;
  }

  /** By doubling, so that each byte is copied twice at most on average. Ends at exactly the size of the whole. */
  #grow(atLeast: number): void {
    const grown = new Uint8Array(Math.min(Math.max(atLeast, 2 * this.#data.length), this.#first.totalBytes));
    grown.set(this.#data);
    this.#data = grown;
  }
}
