import { type Checkpoint, EMPTY_CHECKPOINT, readCheckpoint } from "../checkpoint/checkpoint.ts";
import { DamageError } from "../errors.ts";
import type { LogIdentity } from "../frames.ts";
import { type JournalFrame, scanJournal } from "../journal/scan.ts";
import { partitionFolderName } from "../log/kafka-files.ts";
import { LeaderEpochs } from "../log/leader-epochs.ts";
import type { SegmentState } from "../log/segment-state.ts";
import type { EpochStart, LogFault } from "../log/types.ts";
import type { BatchFraming, Disk } from "../ports.ts";
import { type LogPlan, ReplayPlan } from "../recovery/replay-plan.ts";
import { WalFrameReader } from "./wal-frames.ts";

/**
 * What must be on the disk below `endOffset`, since a checkpoint made it durable and nothing has touched it since. What lies
 * beyond may be anything: a start writes it again from the journal.
 */
export interface VouchedLog {
  readonly endOffset: number;
  /** Oldest first. The last may reach beyond `endOffset`. */
  readonly segments: readonly SegmentState[];
  readonly epochs: readonly EpochStart[];
}

/** A log as the checkpoint and the journal describe it. */
export interface StoredLog extends LogIdentity {
  /** Absolute. */
  readonly folder: string;
  readonly logStartOffset: number;
  /** With everything that the journal holds. */
  readonly logEndOffset: number;
  readonly vouched: VouchedLog;
  /** Whether the journal holds anything that came after the checkpoint. */
  readonly journaled: boolean;
  /** Damage that a node has found: the log is in quarantine. */
  readonly fault: LogFault | null;
}

export interface StoredWal {
  /** In the order of their folders' names. Not to be relied on where there is damage. */
  readonly logs: readonly StoredLog[];
  /** Where a start begins to read the journal. */
  readonly replayFrom: number;
  /** By the stream of their frames: the logs that the checkpoint knows. */
  readonly names: ReadonlyMap<number, LogIdentity>;
  /** Of the checkpoint, or of the journal: why no start would open this folder. */
  readonly damage: DamageError | null;
}

/**
 * Reads the checkpoint and the journal of a WAL, and changes nothing. Damage is reported, not thrown.
 *
 * @throws The disk's error where a file cannot be read, one that was renamed meanwhile (`ENOENT`) included.
 */
export function inspectWal(disk: Disk, folder: string, framing: BatchFraming): StoredWal {
  let checkpoint: Checkpoint = EMPTY_CHECKPOINT;
  let damage: DamageError | null = null;
  try {
    checkpoint = readCheckpoint(disk, folder);
  } catch (error) {
    damage = damageOf(error);
  }
  const { replayFrom } = checkpoint;
  const names = new Map<number, LogIdentity>(
    checkpoint.entries.map(({ stream, topicId, topic, partition }) => [stream, { topicId, topic, partition }]),
  );
  const plan = new ReplayPlan(checkpoint);
  const ends = new Map(checkpoint.entries.map(({ stream, logEndOffset }) => [stream, logEndOffset]));
  const reader = new WalFrameReader(framing, names);
  const onFrame = (frame: JournalFrame): void => {
    plan.see(frame);
    moveEnd(ends, frame, { plan, reader });
  };
  try {
    if (damage === null) scanJournal({ disk, folder: `${folder}/journal`, from: replayFrom }, onFrame);
  } catch (error) {
    damage = damageOf(error);
  }
  const logs = [...plan.logs.values()].map((log) => storedLog(log, { folder, endOffset: ends.get(log.stream)! }));
  logs.sort((a, b) => (a.folder < b.folder ? -1 : 1));
  return { logs, replayFrom, names, damage };
}

function damageOf(error: unknown): DamageError {
  if (error instanceof DamageError) return error;
  throw error;
}

/** Where a log ends when the journal has been replayed up to this frame. */
function moveEnd(
  ends: Map<number, number>,
  frame: JournalFrame,
  { plan, reader }: { plan: ReplayPlan; reader: WalFrameReader },
): void {
  const { stream, sequence } = frame;
  const { frame: meaning } = reader.read(frame);
  const log = plan.logs.get(stream);
  if (log === undefined) return;
  if (meaning.kind === "create" && !ends.has(stream)) ends.set(stream, meaning.startOffset);
  if (meaning.kind === "reset" && sequence + 1 === log.applyFrom) ends.set(stream, meaning.offset);
  if (sequence < log.applyFrom) return;
  if (meaning.kind === "append") ends.set(stream, meaning.lastOffset + 1);
  else if (meaning.kind === "truncate") ends.set(stream, Math.min(ends.get(stream)!, meaning.offset));
}

function storedLog(plan: LogPlan, { folder, endOffset }: { folder: string; endOffset: number }): StoredLog {
  const { identity, logStartOffset, touched, fault } = plan;
  const { topic, partition } = identity;
  return {
    ...identity,
    folder: `${folder}/${partitionFolderName(topic, partition)}`,
    logStartOffset,
    logEndOffset: endOffset,
    vouched: vouchedOf(plan),
    journaled: touched,
    fault,
  };
}

/** What recovery keeps of the segments that the checkpoint knows. */
function vouchedOf({ entry, wipe, touched, stableOffset, logStartOffset }: LogPlan): VouchedLog {
  if (entry === null || wipe || (touched && stableOffset <= logStartOffset)) {
    return { endOffset: stableOffset, segments: [], epochs: [] };
  }
  const last = entry.segments.length - 1;
  const segments = entry.segments
    .filter((segment, at) => segment.endOffset > logStartOffset || at === last)
    .filter(({ baseOffset }, at) => baseOffset < stableOffset || at === 0);
  const epochs = new LeaderEpochs(entry.epochs);
  if (stableOffset < entry.logEndOffset) epochs.truncateEnd(stableOffset);
  return { endOffset: stableOffset, segments, epochs: epochs.entries };
}
