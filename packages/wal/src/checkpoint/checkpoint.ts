import { crc32c } from "@chronik/crc32c";
import { ByteReader, ByteWriter } from "../bytes.ts";
import { DamageError } from "../errors.ts";
import type { LogIdentity } from "../frames.ts";
import type { LogContents } from "../log/log-owner.ts";
import type { SegmentState } from "../log/segment-state.ts";
import type { EpochStart, LogFault } from "../log/types.ts";
import type { Disk } from "../ports.ts";
import { asciiJson, asciiText } from "../text.ts";

/** One log as it was when all frames below `sequence` had been applied to it; its files hold all that this says. */
export interface CheckpointEntry extends LogIdentity, LogContents {
  readonly stream: number;
  readonly sequence: number;
}

/** What the journal need not be replayed for. */
export interface Checkpoint {
  /** The least sequence number that is still needed. */
  readonly replayFrom: number;
  /** No log has a stream as large as this. */
  readonly nextStream: number;
  readonly entries: readonly CheckpointEntry[];
}

export const CHECKPOINT_FILE = "checkpoint";
/** The next checkpoint is written here. The file is made before it is needed, so that a full disk cannot prevent it. */
export const NEXT_CHECKPOINT_FILE = "checkpoint.next";

/** "CHKP" in little-endian order. */
const MAGIC = 0x504b4843;
const VERSION = 1;
/** Magic, version, checksum, and the size of the rest. */
const HEADER_BYTES = 16;

export const EMPTY_CHECKPOINT: Checkpoint = { replayFrom: 1, nextStream: 1, entries: [] };

/** Encodes a checkpoint entry by entry, so that many need not be encoded on one turn of the event loop. */
export class CheckpointEncoder {
  readonly #entries = new ByteWriter();
  #entryCount = 0;

  add(entry: CheckpointEntry): void {
    writeEntry(this.#entries, entry);
    this.#entryCount++;
  }

  /** The file's contents. */
  finish({ replayFrom, nextStream }: Omit<Checkpoint, "entries">): Uint8Array {
    const head = new ByteWriter();
    head.uint53(replayFrom);
    head.uint32(nextStream);
    head.uint32(this.#entryCount);
    const bodyBytes = head.bytes.length + this.#entries.bytes.length;
    const bytes = new Uint8Array(HEADER_BYTES + bodyBytes);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, MAGIC, true);
    view.setUint32(4, VERSION, true);
    view.setUint32(12, bodyBytes, true);
    bytes.set(head.bytes, HEADER_BYTES);
    bytes.set(this.#entries.bytes, HEADER_BYTES + head.bytes.length);
    view.setUint32(8, crc32c(bytes.subarray(12)), true);
    return bytes;
  }
}

export function encodeCheckpoint({ entries, ...rest }: Checkpoint): Uint8Array {
  const encoder = new CheckpointEncoder();
  for (const entry of entries) encoder.add(entry);
  return encoder.finish(rest);
}

/** Reads the checkpoint of a folder; an empty one where there is none yet. @throws DamageError `checkpointDamaged`. */
export function readCheckpoint(disk: Disk, folder: string): Checkpoint {
  const path = `${folder}/${CHECKPOINT_FILE}`;
  if (!disk.exists(path)) return EMPTY_CHECKPOINT;
  const file = disk.open(path, "read");
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(file.size());
    bytes = bytes.subarray(0, file.read(bytes, 0));
  } finally {
    file.close();
  }
  return decodeCheckpoint(bytes, path);
}

export function decodeCheckpoint(bytes: Uint8Array, path: string): Checkpoint {
  const damaged = (what: string) => new DamageError("checkpointDamaged", { file: path, position: 0 }, what);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < HEADER_BYTES || view.getUint32(0, true) !== MAGIC) throw damaged("it is not a checkpoint");
  if (view.getUint32(4, true) !== VERSION) throw damaged(`its format ${view.getUint32(4, true)} is not known`);
  const end = HEADER_BYTES + view.getUint32(12, true);
  if (end > bytes.length) throw damaged("it ends too early");
  if (crc32c(bytes.subarray(12, end)) !== view.getUint32(8, true)) throw damaged("its checksum does not match");
  const body = new ByteReader(bytes.subarray(HEADER_BYTES, end));
  const replayFrom = body.uint53();
  const nextStream = body.uint32();
  const entries: CheckpointEntry[] = [];
  for (let left = body.uint32(); left > 0; left--) entries.push(readEntry(body));
  return { replayFrom, nextStream, entries };
}

function writeEntry(body: ByteWriter, entry: CheckpointEntry): void {
  body.uint32(entry.stream);
  body.uint53(entry.sequence);
  body.ascii(entry.topicId);
  body.ascii(entry.topic);
  body.uint32(entry.partition);
  body.uint53(entry.logStartOffset);
  body.uint53(entry.logEndOffset);
  body.uint32(entry.epochs.length);
  for (const { epoch, startOffset } of entry.epochs) {
    body.uint32(epoch);
    body.uint53(startOffset);
  }
  body.uint32(entry.segments.length);
  for (const segment of entry.segments) {
    body.uint53(segment.baseOffset);
    body.uint53(segment.endOffset);
    body.uint53(segment.sizeBytes);
    body.uint53OrNone(segment.maxTimestamp);
    body.uint53OrNone(segment.maxTimestampOffset);
  }
  body.ascii(entry.fault === null ? "" : asciiText(asciiJson(entry.fault)));
}

function readEntry(body: ByteReader): CheckpointEntry {
  const stream = body.uint32();
  const sequence = body.uint53();
  const topicId = body.ascii();
  const topic = body.ascii();
  const partition = body.uint32();
  const logStartOffset = body.uint53();
  const logEndOffset = body.uint53();
  const epochs: EpochStart[] = [];
  for (let left = body.uint32(); left > 0; left--) epochs.push({ epoch: body.uint32(), startOffset: body.uint53() });
  const segments: SegmentState[] = [];
  for (let left = body.uint32(); left > 0; left--) {
    segments.push({
      baseOffset: body.uint53(),
      endOffset: body.uint53(),
      sizeBytes: body.uint53(),
      maxTimestamp: body.uint53OrNone(),
      maxTimestampOffset: body.uint53OrNone(),
    });
  }
  const fault = body.ascii();
  const known = { stream, sequence, topicId, topic, partition, logStartOffset, logEndOffset, epochs, segments };
  return { ...known, fault: fault === "" ? null : (JSON.parse(fault) as LogFault) };
}
