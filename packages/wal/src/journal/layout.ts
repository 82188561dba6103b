/*
 * What a journal file looks like.
 *
 *   file   = group*, each group at a multiple of the sector size; then zeroes, or what an earlier life of the file left
 *   group  = group header, frame*, zeroes up to the next sector
 *   frame  = frame header, payload
 *
 * A group is what one sync makes durable, and it is accepted whole or not at all. It starts in a sector of its own, so that no
 * sector that holds something durable is ever written with anything else: a torn write can only hurt its own group.
 *
 * Files are recycled, so whatever lies behind the last group may look like a group. These rules tell them apart:
 * - a group header names the number of the file it was written to, and a file gets a new number with every life;
 * - it names the incarnation that wrote it: every opening of the journal starts a new one, and makes a resume frame with it
 *   durable before anything else, where the last valid group ended. After that frame only this incarnation counts;
 * - the checksum of each frame is seeded with the checksum of its group's header, so a frame fits no other group.
 *
 * Each header also says up to which sequence number all was durable when it was written (`durableSequence`). A reader that
 * cannot read sequence number S, but finds a later header that says S was durable, looks at damage; if there is none, S
 * was never synced, never acknowledged, and is cut as a torn tail.
 */

/** Groups start at multiples of this: the least unit that a device writes whole or not at all. */
export const SECTOR_BYTES = 512;
export const GROUP_HEADER_BYTES = 48;
export const FRAME_HEADER_BYTES = 24;

/** Frames that the journal writes for itself; their `origin` is 1. */
export const CONTROL_RESUME = 1;
export const CONTROL_RELEASE = 2;
export const CONTROL_CLOSE = 3;

export const ORIGIN_OWNER = 0;
export const ORIGIN_JOURNAL = 1;

/** "CHJ1" in little-endian order; the last byte is the version of the format. */
export const GROUP_MAGIC = 0x314a4843;

export interface GroupHeader {
  readonly fileNumber: number;
  readonly firstSequence: number;
  /** Everything up to and with this was durable when the group was written. */
  readonly durableSequence: number;
  readonly incarnation: number;
  readonly frameCount: number;
  /** All frames with their headers, without the padding. */
  readonly frameBytes: number;
}

export interface FrameHeader {
  readonly checksum: number;
  readonly payloadBytes: number;
  readonly sequence: number;
  readonly stream: number;
  readonly kind: number;
  readonly origin: number;
}

/** Where the checksums of the two headers lie, and from where on they cover. */
export const GROUP_CHECKSUM_AT = 4;
export const GROUP_CHECKED_FROM = 8;
export const FRAME_CHECKSUM_AT = 0;
export const FRAME_CHECKED_FROM = 4;

/** Writes all but the checksum. */
export function writeGroupHeader(view: DataView, at: number, header: GroupHeader): void {
  view.setUint32(at, GROUP_MAGIC, true);
  setUint53(view, at + 8, header.fileNumber);
  setUint53(view, at + 16, header.firstSequence);
  setUint53(view, at + 24, header.durableSequence);
  view.setUint32(at + 32, header.incarnation, true);
  view.setUint32(at + 36, header.frameCount, true);
  view.setUint32(at + 40, header.frameBytes, true);
  view.setUint32(at + 44, 0, true);
}

/** Reads what {@link writeGroupHeader} wrote; the caller has compared the magic and the checksum. */
export function readGroupHeader(view: DataView, at: number): GroupHeader {
  return {
    fileNumber: getUint53(view, at + 8),
    firstSequence: getUint53(view, at + 16),
    durableSequence: getUint53(view, at + 24),
    incarnation: view.getUint32(at + 32, true),
    frameCount: view.getUint32(at + 36, true),
    frameBytes: view.getUint32(at + 40, true),
  };
}

/** Writes all but the checksum. */
export function writeFrameHeader(view: DataView, at: number, header: Omit<FrameHeader, "checksum">): void {
  view.setUint32(at + 4, header.payloadBytes, true);
  setUint53(view, at + 8, header.sequence);
  view.setUint32(at + 16, header.stream, true);
  view.setUint16(at + 20, header.kind, true);
  view.setUint8(at + 22, header.origin);
  view.setUint8(at + 23, 0);
}

export function readFrameHeader(view: DataView, at: number): FrameHeader {
  return {
    checksum: view.getUint32(at, true),
    payloadBytes: view.getUint32(at + 4, true),
    sequence: getUint53(view, at + 8),
    stream: view.getUint32(at + 16, true),
    kind: view.getUint16(at + 20, true),
    origin: view.getUint8(at + 22),
  };
}

export function alignedToSector(sizeBytes: number): number {
  return Math.ceil(sizeBytes / SECTOR_BYTES) * SECTOR_BYTES;
}

/** A whole number below 2⁵³ in eight bytes, little-endian: what a double holds exactly. */
export function setUint53(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 0x100000000, true);
  view.setUint32(at + 4, Math.floor(value / 0x100000000), true);
}

export function getUint53(view: DataView, at: number): number {
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 0x100000000;
}

const FILE_NAME = /^(\d{20})\.journal$/;

export function journalFileName(fileNumber: number): string {
  return `${String(fileNumber).padStart(20, "0")}.journal`;
}

/** The number in the name of a journal file; null for any other name. */
export function journalFileNumber(name: string): number | null {
  const digits = FILE_NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}

/** A file that is being filled with zeroes; worthless after a crash. */
export const UNFINISHED_FILE_NAME = "unfinished.journal";
