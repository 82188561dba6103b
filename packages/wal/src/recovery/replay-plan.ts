import type { Checkpoint, CheckpointEntry } from "../checkpoint/checkpoint.ts";
import {
  FRAME_CREATE,
  FRAME_DELETE,
  FRAME_QUARANTINE,
  FRAME_RESET,
  FRAME_START,
  FRAME_TRUNCATE,
  type LogIdentity,
  readCreatePayload,
  readOffsetPayload,
  readQuarantinePayload,
} from "../frames.ts";
import type { JournalFrame } from "../journal/scan.ts";
import type { LogFault } from "../log/types.ts";

/** How one log is recovered. */
export interface LogPlan {
  readonly identity: LogIdentity;
  readonly stream: number;
  /** What the checkpoint says of it; null where the log was made after that. */
  readonly entry: CheckpointEntry | null;
  /** The sequence number of the first frame that may change it. */
  neededFrom: number;
  /** Frames below are not applied: they are in the checkpoint, or what they did was dropped later. */
  applyFrom: number;
  /** Whether everything in the folder is dropped first, and the log starts again, empty, at `stableOffset`. */
  wipe: boolean;
  /** Below this the segments on disk are what they were at the checkpoint, and stay so. All beyond comes from the journal. */
  stableOffset: number;
  logStartOffset: number;
  fault: LogFault | null;
  /** Whether the journal has anything to apply. */
  touched: boolean;
}

/**
 * The first of two passes over the journal.
 *
 * The files of a log hold the state at the checkpoint and, beyond it, whatever of the later writes reached the disk,
 * in any order. A truncation that came after the checkpoint may have been overwritten in place already. So before
 * anything is applied, this pass finds the lowest point that any truncation went down to. Below it nothing has been touched since
 * the checkpoint; from there on the second pass writes everything again.
 */
export class ReplayPlan {
  readonly logs = new Map<number, LogPlan>();
  /** Logs whose deletion is in the journal; their folders may still be there. */
  readonly deleted: LogIdentity[] = [];
  /** The first sequence number that any log needs. */
  readonly from: number;
  nextStream: number;

  constructor(checkpoint: Checkpoint) {
    this.from = checkpoint.replayFrom;
    this.nextStream = checkpoint.nextStream;
    for (const entry of checkpoint.entries) {
      const { topicId, topic, partition, stream } = entry;
      this.logs.set(stream, {
        identity: { topicId, topic, partition },
        stream,
        entry,
        neededFrom: entry.sequence,
        applyFrom: entry.sequence,
        wipe: false,
        stableOffset: entry.logEndOffset,
        logStartOffset: entry.logStartOffset,
        fault: entry.fault,
        touched: false,
      });
    }
  }

  see(frame: JournalFrame): void {
    if (frame.kind === FRAME_CREATE) {
      this.#create(frame);
      return;
    }
    const plan = this.logs.get(frame.stream);
    // Frames of a log that was deleted before the checkpoint, kept because another log still needs their file.
    if (plan === undefined || frame.sequence < plan.applyFrom) return;
    plan.touched = true;
    if (frame.kind === FRAME_DELETE) {
      this.logs.delete(frame.stream);
      this.deleted.push(plan.identity);
    } else if (frame.kind === FRAME_TRUNCATE) {
      const offset = readOffsetPayload(frame.payload);
      plan.stableOffset = Math.min(plan.stableOffset, offset);
      plan.logStartOffset = Math.min(plan.logStartOffset, offset);
    } else if (frame.kind === FRAME_RESET) {
      startOver(plan, readOffsetPayload(frame.payload), frame.sequence + 1);
    } else if (frame.kind === FRAME_START) {
      plan.logStartOffset = Math.max(plan.logStartOffset, readOffsetPayload(frame.payload));
    } else if (frame.kind === FRAME_QUARANTINE) {
      plan.fault = readQuarantinePayload(frame.payload);
    }
  }

  #create(frame: JournalFrame): void {
    const { startOffset, ...identity } = readCreatePayload(frame.payload);
    const { stream, sequence } = frame;
    this.nextStream = Math.max(this.nextStream, stream + 1);
    if (this.logs.has(stream)) return; // In the checkpoint already.
    const plan: LogPlan = {
      identity,
      stream,
      entry: null,
      neededFrom: sequence,
      applyFrom: sequence + 1,
      wipe: true,
      stableOffset: startOffset,
      logStartOffset: startOffset,
      fault: null,
      touched: true,
    };
    this.logs.set(stream, plan);
  }
}

function startOver(plan: LogPlan, offset: number, sequence: number): void {
  plan.wipe = true;
  plan.applyFrom = sequence;
  plan.stableOffset = offset;
  plan.logStartOffset = offset;
  plan.fault = null;
}
