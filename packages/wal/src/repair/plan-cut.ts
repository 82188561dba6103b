import type { StoredLog } from "../inspect/folder.ts";
import { type CutPlace, inspectLog, type LogFinding } from "../inspect/log.ts";
import { segmentFileName } from "../log/kafka-files.ts";
import type { SegmentState } from "../log/segment-state.ts";
import type { BatchFraming, Disk } from "../ports.ts";

/** How a log can be put back in service: by keeping what comes before the first damage, since a log has no gaps. */
export interface CutPlan {
  readonly log: StoredLog;
  /** Where the log ends then. */
  readonly place: CutPlace;
  /** What is left of its segments. */
  readonly segments: readonly SegmentState[];
  /** What is lost: parts of files from a position on, in the order of the log. */
  readonly lost: readonly LostPart[];
  /** Offsets from {@link place} to the end of the log. */
  readonly lostOffsets: number;
  /** Batches among them that are undamaged. */
  readonly lostIntactBatches: number;
  readonly findings: readonly LogFinding[];
}

export interface LostPart {
  readonly file: string;
  readonly position: number;
  readonly sizeBytes: number;
}

/**
 * Finds out where a log has to be cut, and what that costs. Reads only.
 *
 * @param log Exact for one at rest: nobody has it open, and the journal holds nothing of it ({@link StoredLog.journaled} is false).
 *   Else what the journal holds is lost with it, and counts as offsets only.
 * @param endOffset The log shall end there at most, at the start of a batch. Default: at the first damage.
 */
export function planCut(
  { disk, framing }: { readonly disk: Disk; readonly framing: BatchFraming },
  log: StoredLog,
  endOffset: number = Number.POSITIVE_INFINITY,
): CutPlan {
  const findings: LogFinding[] = [];
  const kept = new KeptSegments();
  let lostIntactBatches = 0;
  const vouched = new Set(log.vouched.segments.map(({ baseOffset }) => baseOffset));
  let cut: CutPlace | null = null;
  inspectLog(
    { disk, framing, folder: log.folder, stored: log },
    {
      segment: ({ baseOffset }) => {
        if (cut === null && vouched.has(baseOffset)) kept.begin(baseOffset);
      },
      batch: (batch) => {
        if (!batch.vouched) return;
        if (batch.frame.lastOffset >= endOffset) cut ??= kept.end(log);
        if (cut === null) kept.add(batch.frame, batch.position + batch.frame.sizeBytes);
        else if (batch.intact) lostIntactBatches++;
      },
      finding: (finding) => {
        findings.push(finding);
        if (finding.severity === "damage") cut ??= kept.end(log);
      },
    },
  );
  const place = cut ?? kept.end(log);
  const segments = kept.segments(place);
  const lost = lostParts(disk, log, place);
  const lostOffsets = log.logEndOffset - place.offset;
  return { log, place, segments, lost, lostOffsets, lostIntactBatches, findings };
}

/** Measures segments while their batches go by. */
class KeptSegments {
  readonly #segments: SegmentState[] = [];

  begin(baseOffset: number): void {
    const empty = { baseOffset, endOffset: baseOffset, sizeBytes: 0, maxTimestamp: -1, maxTimestampOffset: -1 };
    this.#segments.push(empty);
  }

  add(batch: { readonly lastOffset: number; readonly maxTimestamp: number }, sizeBytes: number): void {
    const last = this.#segments.at(-1)!;
    const later = batch.maxTimestamp > last.maxTimestamp;
    this.#segments[this.#segments.length - 1] = {
      baseOffset: last.baseOffset,
      endOffset: batch.lastOffset + 1,
      sizeBytes,
      maxTimestamp: later ? batch.maxTimestamp : last.maxTimestamp,
      maxTimestampOffset: later ? batch.lastOffset : last.maxTimestampOffset,
    };
  }

  end(log: StoredLog): CutPlace {
    const last = this.#segments.at(-1);
    const first = log.vouched.segments[0]?.baseOffset ?? log.logStartOffset;
    if (!last) return { offset: first, baseOffset: first, position: 0 };
    return { offset: last.endOffset, baseOffset: last.baseOffset, position: last.sizeBytes };
  }

  /** A log has a segment at least. */
  segments(place: CutPlace): readonly SegmentState[] {
    if (this.#segments.length === 0) this.begin(place.baseOffset);
    return this.#segments.filter(({ sizeBytes }, at) => at === 0 || sizeBytes > 0);
  }
}

function lostParts(disk: Disk, log: StoredLog, place: CutPlace): LostPart[] {
  const parts: LostPart[] = [];
  for (const { baseOffset } of log.vouched.segments) {
    const file = `${log.folder}/${segmentFileName(baseOffset, "log")}`;
    if (baseOffset < place.baseOffset || !disk.exists(file)) continue;
    const position = baseOffset === place.baseOffset ? place.position : 0;
    const sizeBytes = sizeOf(disk, file) - position;
    if (sizeBytes > 0) parts.push({ file, position, sizeBytes });
  }
  return parts;
}

function sizeOf(disk: Disk, path: string): number {
  const file = disk.open(path, "read");
  try {
    return file.size();
  } finally {
    file.close();
  }
}
