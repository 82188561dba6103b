import type { Snapshot } from "./entry.ts";
import type { InstallSnapshotRequest } from "./message.ts";

/** Puts the pieces of one snapshot together. The buffer is allocated once, for a size that was checked before. */
export class SnapshotReceiver {
  readonly #index: number;
  readonly #term: number;
  readonly #leaderTerm: number;
  readonly #configuration: Uint8Array;
  readonly #data: Uint8Array;
  #offset = 0;

  constructor(first: InstallSnapshotRequest) {
    this.#index = first.snapshotIndex;
    this.#term = first.snapshotTerm;
    this.#leaderTerm = first.term;
    this.#configuration = first.configuration;
    this.#data = new Uint8Array(first.totalBytes);
  }

  /** How many bytes have arrived without a gap. */
  get offset(): number {
    return this.#offset;
  }

  /** Replicas' snapshots at one index need not have equal bytes: pieces of two leaders are never mixed. */
  belongsTo(message: InstallSnapshotRequest): boolean {
    return (
      message.snapshotIndex === this.#index &&
      message.snapshotTerm === this.#term &&
      message.term === this.#leaderTerm &&
      message.totalBytes === this.#data.length
    );
  }

  /** Takes the piece if it is the next one; one that came twice or early changes nothing. */
  take(message: InstallSnapshotRequest): void {
    if (message.offset !== this.#offset) return;
    this.#data.set(message.data, this.#offset);
    this.#offset += message.data.length;
  }

  /** The whole snapshot once every byte is there. */
  get complete(): Snapshot | undefined {
    if (this.#offset < this.#data.length) return undefined;
    return { index: this.#index, term: this.#term, configuration: this.#configuration, data: this.#data };
  }
}
