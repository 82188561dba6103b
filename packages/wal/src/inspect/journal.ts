import { DamageError } from "../errors.ts";
import {
  alignedToSector,
  CONTROL_CLOSE,
  CONTROL_RELEASE,
  CONTROL_RESUME,
  FRAME_HEADER_BYTES,
  GROUP_HEADER_BYTES,
  getUint53,
  journalFileName,
  journalFileNumber,
  ORIGIN_JOURNAL,
  readFrameHeader,
  UNFINISHED_FILE_NAME,
} from "../journal/layout.ts";
import { type JournalGroup, type JournalScan, scanJournal } from "../journal/scan.ts";
import type { Disk } from "../ports.ts";

/**
 * - `active`: where the journal goes on. `filled`: full, and needed. `ready`: empty, for later.
 * - `released`: older than what is needed, to be used again.
 * - `torn`: begun by a group that was not acknowledged, and cut by the next start. `unfinished`: being made.
 * - `unknown`: the journal is damaged, so it cannot be said.
 */
export type JournalFileRole = "filled" | "active" | "ready" | "released" | "torn" | "unfinished" | "unknown";

export interface JournalFileReport {
  readonly file: string;
  readonly sizeBytes: number;
  readonly role: JournalFileRole;
  /** Of the first frame in it; null where there is none that can be read. */
  readonly firstSequence: number | null;
}

/** What one datasync made durable. */
export interface JournalGroupReport {
  readonly file: string;
  readonly position: number;
  /** With header and padding. */
  readonly sizeBytes: number;
  readonly firstSequence: number;
  readonly frameCount: number;
  /** Everything up to and with this was durable when the group was written. */
  readonly durableSequence: number;
  /** Counts the openings of the journal. */
  readonly incarnation: number;
}

/** What the journal wrote for itself: it was opened again, everything below `sequence` was given free, or it was closed. */
export type JournalControl =
  | { readonly kind: "resume" | "close" }
  | { readonly kind: "release"; readonly sequence: number };

export interface JournalFrameReport {
  readonly file: string;
  /** Of the frame's header. */
  readonly position: number;
  readonly sequence: number;
  readonly stream: number;
  readonly kind: number;
  /** Null for a frame of the journal's owner. */
  readonly control: JournalControl | null;
  /** Valid during the call only. */
  readonly payload: Uint8Array;
}

/** How the journal ends: closed in order; open (in use, or killed) after a whole group; or with a part of one. */
export type JournalEnd =
  | { readonly kind: "closed" | "open" }
  | {
      readonly kind: "torn";
      readonly file: string;
      readonly position: number;
      readonly firstSequence: number;
      readonly frameCount: number;
    };

export interface JournalReport {
  readonly files: readonly JournalFileReport[];
  readonly groups: number;
  readonly frames: number;
  /** 0 where there is none. */
  readonly lastSequence: number;
  /** Null where the journal is damaged. */
  readonly end: JournalEnd | null;
  /** Why a start would refuse this journal; null where it would not. */
  readonly damage: DamageError | null;
}

export interface JournalVisitor {
  group?(group: JournalGroupReport): void;
  frame?(frame: JournalFrameReport): void;
}

export interface JournalInspection {
  readonly disk: Disk;
  /** That of the journal. */
  readonly folder: string;
  /** The first sequence number that its owner needs; files that only hold what is below are not read. Default: all are. */
  readonly from?: number | undefined;
}

/**
 * Reads a journal as a start would, and changes nothing. Every checksum is compared. Damage ends the reading and is reported,
 * not thrown.
 *
 * While somebody appends to the journal, its last group may look torn, and damage may seem to be there: look again.
 *
 * @throws The disk's error where a file cannot be read, one that was renamed meanwhile (`ENOENT`) included.
 */
export function inspectJournal({ disk, folder, from }: JournalInspection, visitor: JournalVisitor = {}): JournalReport {
  let groups = 0;
  let frames = 0;
  let lastSequence = 0;
  const onGroup = (group: JournalGroup): void => {
    const { header } = group;
    groups++;
    frames += header.frameCount;
    lastSequence = header.firstSequence + header.frameCount - 1;
    visitor.group?.(groupReport(folder, group));
    if (visitor.frame) visitFrames(folder, group, (frame) => visitor.frame!(frame));
  };
  let scan: JournalScan | null = null;
  let damage: DamageError | null = null;
  try {
    scan = scanJournal({ disk, folder, from, onGroup }, () => {});
  } catch (error) {
    if (!(error instanceof DamageError)) throw error;
    damage = error;
  }
  const end = scan && endOf(folder, scan);
  return { files: filesOf(disk, folder, scan), groups, frames, lastSequence, end, damage };
}

function groupReport(folder: string, { fileNumber, position, header }: JournalGroup): JournalGroupReport {
  const { firstSequence, frameCount, durableSequence, incarnation } = header;
  const file = `${folder}/${journalFileName(fileNumber)}`;
  const sizeBytes = alignedToSector(GROUP_HEADER_BYTES + header.frameBytes);
  return { file, position, sizeBytes, firstSequence, frameCount, durableSequence, incarnation };
}

function visitFrames(folder: string, group: JournalGroup, visit: (frame: JournalFrameReport) => void): void {
  const { bytes, header } = group;
  const file = `${folder}/${journalFileName(group.fileNumber)}`;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = GROUP_HEADER_BYTES;
  for (let count = 0; count < header.frameCount; count++) {
    const { sequence, stream, kind, origin, payloadBytes } = readFrameHeader(view, at);
    const payload = bytes.subarray(at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + payloadBytes);
    const control = origin === ORIGIN_JOURNAL ? controlOf(kind, payload) : null;
    visit({ file, position: group.position + at, sequence, stream, kind, control, payload });
    at += FRAME_HEADER_BYTES + payloadBytes;
  }
}

function controlOf(kind: number, payload: Uint8Array): JournalControl | null {
  if (kind === CONTROL_RESUME) return { kind: "resume" };
  if (kind === CONTROL_CLOSE) return { kind: "close" };
  if (kind !== CONTROL_RELEASE) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  return { kind: "release", sequence: getUint53(view, 0) };
}

function endOf(folder: string, { closed, torn }: JournalScan): JournalEnd {
  if (torn === null) return { kind: closed ? "closed" : "open" };
  const { firstSequence, frameCount } = torn.header;
  const file = `${folder}/${journalFileName(torn.fileNumber)}`;
  return { kind: "torn", file, position: torn.position, firstSequence, frameCount };
}

function filesOf(disk: Disk, folder: string, scan: JournalScan | null): JournalFileReport[] {
  const files: JournalFileReport[] = [];
  for (const name of disk.list(folder)) {
    const number = journalFileNumber(name);
    if (number === null && name !== UNFINISHED_FILE_NAME) continue;
    const file = `${folder}/${name}`;
    const role = number === null ? "unfinished" : roleOf(number, scan);
    const firstSequence = (number !== null && scan?.firsts.get(number)?.firstSequence) || null;
    files.push({ file, sizeBytes: sizeOf(disk, file), role, firstSequence });
  }
  return files;
}

function roleOf(number: number, scan: JournalScan | null): JournalFileRole {
  if (scan === null) return "unknown";
  if (number === scan.files.at(-1)?.number) return "active";
  if (scan.files.some((file) => file.number === number)) return "filled";
  if (scan.olderFiles.includes(number)) return "released";
  if (scan.tornFiles.includes(number)) return "torn";
  // One that was made while this was read is as empty as those that were there.
  return "ready";
}

function sizeOf(disk: Disk, path: string): number {
  const file = disk.open(path, "read");
  try {
    return file.size();
  } finally {
    file.close();
  }
}
