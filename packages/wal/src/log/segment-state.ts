import type { SegmentContext } from "./segment-context.ts";
import type { LogSettings, SegmentInfo } from "./types.ts";

/** What a checkpoint remembers of a segment. */
export interface SegmentState extends SegmentInfo {
  /** The last offset of the first batch that has `maxTimestamp`; −1 where none has a timestamp. */
  readonly maxTimestampOffset: number;
}

/** What the segments of one log share. */
export interface SegmentHome {
  readonly context: SegmentContext;
  readonly folder: string;
  /** The log's own, which may change. */
  readonly settings: LogSettings;
}
