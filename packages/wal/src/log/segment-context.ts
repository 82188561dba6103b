import type { BatchFraming, Defer, Disk, WallClock } from "../ports.ts";
import type { BatchWalk } from "./batch-walk.ts";
import type { FilePool } from "./file-pool.ts";

/** What all segments of a node share. */
export interface SegmentContext {
  readonly disk: Disk;
  readonly framing: BatchFraming;
  readonly pool: FilePool;
  /** For one operation at a time. */
  readonly walk: BatchWalk;
  readonly wallClock: WallClock;
  readonly defer: Defer;
  /** A buffer that nobody else has; its contents may be anything. */
  readonly allocate: (sizeBytes: number) => Uint8Array;
}
