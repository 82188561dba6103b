/**
 * What the journal of the Raft log holds, by the kind of frame:
 *
 *     write       what one `LogWrite` without compaction says: hard state, entries
 *     checkpoint  the whole log as of one moment; nothing before it is needed any more
 *
 * Numbers are big-endian; an integer of up to 53 bits takes eight bytes.
 *
 *     write       1 flags (bit 0: hard state follows) | hard state | entries
 *     checkpoint  hard state | snapshot index, term | configuration | data | base index, base term | entries
 *                 | 1 flags (bit 0: the snapshot's data is omitted), which are there only where one is set
 *     hard state  8 term | 8 vote | 8 commit
 *     entries     4 count | 8 index of the first | per entry: 8 term, 1 kind, bytes
 *     bytes       4 length | so many bytes
 *
 * Entries of a checkpoint begin behind its base, which may lie before the snapshot.
 */
import type { Entry, EntryKind, HardState, Snapshot } from "@chronik/raft-core";
import { RaftLogError } from "./raft-log-error.ts";

/** Kinds of frames. A write or checkpoint ends with a frame of its own kind; pieces of it may come before. */
export const FRAME = { piece: 1, write: 2, checkpoint: 3 } as const;

const HAS_HARD_STATE = 1;
const DATA_OMITTED = 1;

/** By the number that stands for them: new ones come last. */
const ENTRY_KINDS = ["command", "noop", "configuration", "omitted"] as const satisfies readonly EntryKind[];

const UINT32 = 4;
const UINT53 = 8;
const HARD_STATE_BYTES = 3 * UINT53;
const ENTRIES_HEADER_BYTES = UINT32 + UINT53;
const ENTRY_HEADER_BYTES = UINT53 + 1 + UINT32;

/** {@link LogWrite} without compaction. */
export interface Write {
  readonly hardState?: HardState;
  readonly entries: readonly Entry[];
}

export interface Checkpoint {
  readonly hardState: HardState;
  readonly snapshot: Snapshot;
  /** Index and term before the first of `entries`. */
  readonly base: { readonly index: number; readonly term: number };
  readonly entries: readonly Entry[];
}

/** The bytes in pieces, with the entries' data by reference. */
export function encodeWrite(write: Write): Uint8Array[] {
  const entriesBytes = ENTRIES_HEADER_BYTES + write.entries.length * ENTRY_HEADER_BYTES;
  const encoder = new Encoder(1 + (write.hardState === undefined ? 0 : HARD_STATE_BYTES) + entriesBytes);
  encoder.uint8(write.hardState === undefined ? 0 : HAS_HARD_STATE);
  if (write.hardState !== undefined) encodeHardState(encoder, write.hardState);
  encodeEntries(encoder, write.entries);
  return encoder.finish();
}

export function encodeCheckpoint({ hardState, snapshot, base, entries }: Checkpoint): Uint8Array[] {
  const entriesBytes = ENTRIES_HEADER_BYTES + entries.length * ENTRY_HEADER_BYTES;
  const encoder = new Encoder(HARD_STATE_BYTES + 4 * UINT53 + 2 * UINT32 + entriesBytes + 1);
  encodeHardState(encoder, hardState);
  encoder.uint53(snapshot.index);
  encoder.uint53(snapshot.term);
  encoder.bytes(snapshot.configuration);
  encoder.bytes(snapshot.data);
  encoder.uint53(base.index);
  encoder.uint53(base.term);
  encodeEntries(encoder, entries);
  if (snapshot.dataOmitted === true) encoder.uint8(DATA_OMITTED);
  return encoder.finish();
}

/** Copies what it takes out of `bytes`. Throws {@link RaftLogError}. */
export function decodeWrite(bytes: Uint8Array): Write {
  const decoder = new Decoder(bytes);
  const flags = decoder.uint8();
  if (flags > HAS_HARD_STATE) throw new RaftLogError(`a write to the Raft log has unknown flags ${flags}`);
  const hardState = flags === HAS_HARD_STATE ? decodeHardState(decoder) : undefined;
  const entries = decodeEntries(decoder);
  decoder.finish();
  return hardState === undefined ? { entries } : { hardState, entries };
}

/** Copies what it takes out of `bytes`. Throws {@link RaftLogError}. */
export function decodeCheckpoint(bytes: Uint8Array): Checkpoint {
  const decoder = new Decoder(bytes);
  const hardState = decodeHardState(decoder);
  const index = decoder.uint53();
  const term = decoder.uint53();
  const snapshot: Snapshot = { index, term, configuration: decoder.bytes(), data: decoder.bytes() };
  const base = { index: decoder.uint53(), term: decoder.uint53() };
  const entries = decodeEntries(decoder);
  if (decoder.ended) return { hardState, snapshot, base, entries };
  const flags = decoder.uint8();
  if (flags !== DATA_OMITTED) throw new RaftLogError(`a checkpoint of the Raft log has unknown flags ${flags}`);
  decoder.finish();
  return { hardState, snapshot: { ...snapshot, dataOmitted: true }, base, entries };
}

function encodeHardState(encoder: Encoder, { term, vote, commit }: HardState): void {
  encoder.uint53(term);
  encoder.uint53(vote);
  encoder.uint53(commit);
}

function decodeHardState(decoder: Decoder): HardState {
  return { term: decoder.uint53(), vote: decoder.uint53(), commit: decoder.uint53() };
}

function encodeEntries(encoder: Encoder, entries: readonly Entry[]): void {
  encoder.uint32(entries.length);
  encoder.uint53(entries[0]?.index ?? 0);
  for (const { term, kind, data } of entries) {
    encoder.uint53(term);
    encoder.uint8(ENTRY_KINDS.indexOf(kind));
    encoder.bytes(data);
  }
}

function decodeEntries(decoder: Decoder): Entry[] {
  const count = decoder.uint32();
  const firstIndex = decoder.uint53();
  const entries: Entry[] = [];
  for (let index = firstIndex; index < firstIndex + count; index++) {
    const term = decoder.uint53();
    const kind = ENTRY_KINDS[decoder.uint8()];
    if (kind === undefined) throw new RaftLogError(`entry ${index} of the Raft log is of an unknown kind`);
    entries.push({ index, term, kind, data: decoder.bytes() });
  }
  return entries;
}

/** Writes numbers into a buffer of its own, and leaves bytes where they are. */
class Encoder {
  readonly #numbers: Uint8Array;
  readonly #view: DataView;
  readonly #pieces: Uint8Array[] = [];
  #position = 0;
  #pieceStart = 0;

  constructor(numberBytes: number) {
    this.#numbers = new Uint8Array(numberBytes);
    this.#view = new DataView(this.#numbers.buffer);
  }

  uint8(value: number): void {
    this.#view.setUint8(this.#position, value);
    this.#position += 1;
  }

  uint32(value: number): void {
    this.#view.setUint32(this.#position, value);
    this.#position += UINT32;
  }

  uint53(value: number): void {
    this.#view.setUint32(this.#position, Math.floor(value / 0x1_0000_0000));
    this.#view.setUint32(this.#position + UINT32, value >>> 0);
    this.#position += UINT53;
  }

  bytes(value: Uint8Array): void {
    this.uint32(value.length);
    this.#endPiece();
    if (value.length > 0) this.#pieces.push(value);
  }

  finish(): Uint8Array[] {
    this.#endPiece();
    return this.#pieces;
  }

  #endPiece(): void {
    if (this.#position > this.#pieceStart) this.#pieces.push(this.#numbers.subarray(this.#pieceStart, this.#position));
    this.#pieceStart = this.#position;
  }
}

class Decoder {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  uint8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  uint32(): number {
    return this.#view.getUint32(this.#take(UINT32));
  }

  uint53(): number {
    const position = this.#take(UINT53);
    const value = this.#view.getUint32(position) * 0x1_0000_0000 + this.#view.getUint32(position + UINT32);
    if (!Number.isSafeInteger(value)) throw new RaftLogError("a number in the Raft log is beyond 53 bits");
    return value;
  }

  bytes(): Uint8Array {
    const length = this.uint32();
    const position = this.#take(length);
    return this.#bytes.slice(position, position + length);
  }

  get ended(): boolean {
    return this.#position === this.#bytes.length;
  }

  finish(): void {
    if (!this.ended) throw new RaftLogError("a frame of the Raft log has bytes left over");
  }

  #take(count: number): number {
    const position = this.#position;
    this.#position += count;
    if (this.#position > this.#bytes.length) throw new RaftLogError("a frame of the Raft log ends too early");
    return position;
  }
}
