import { assert } from "../errors.ts";
import type { SegmentStore } from "./segment-store.ts";
import type { DerivedState, StateSnapshot } from "./types.ts";

/** The state that somebody derives from one log: captured for checkpoints, and given back after a start or a truncation. */
export class KeptState {
  readonly #onRefused: (path: string) => void;
  #owner: DerivedState | null = null;

  /** @param onRefused A snapshot was damaged, and is removed. */
  constructor(onRefused: (path: string) => void) {
    this.#onRefused = onRefused;
  }

  keep(owner: DerivedState): void {
    this.#owner = owner;
  }

  /** The state up to the end of the log; null where nobody has one, or the last snapshot is near enough. */
  capture(
    store: SegmentStore | null,
    log: { readonly logStartOffset: number; readonly logEndOffset: number },
    everyBytes: number,
  ): StateSnapshot | null {
    if (store === null || store.bytesSinceSnapshot < everyBytes) return null;
    const newest = store.snapshots.offsets.at(-1) ?? log.logStartOffset;
    const snapshot = log.logEndOffset > newest ? (this.#owner?.capture() ?? null) : null;
    if (snapshot === null) return null;
    assert(snapshot.endOffset === log.logEndOffset, "a derived state is captured up to the end of its log");
    store.bytesSinceSnapshot = 0;
    store.snapshots.announce(snapshot.endOffset);
    return snapshot;
  }

  /** See {@link PartitionLog.restoreState}. */
  restore(
    store: SegmentStore | null,
    log: { readonly logStartOffset: number; readonly readableEndOffset: number },
    taken: (snapshot: StateSnapshot) => boolean,
  ): number {
    const { logStartOffset, readableEndOffset } = log;
    if (store === null) return logStartOffset;
    const { snapshots } = store;
    for (const endOffset of snapshots.offsets.toReversed()) {
      if (endOffset < logStartOffset || endOffset > readableEndOffset) continue;
      if (taken(snapshots.read(endOffset))) return endOffset;
      this.#onRefused(snapshots.path(endOffset));
      snapshots.remove(endOffset);
      store.folderDirty = true;
    }
    return logStartOffset;
  }
}
