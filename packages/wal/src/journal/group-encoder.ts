import { crc32c, crc32cConcat } from "@chronik/crc32c";
import {
  alignedToSector,
  FRAME_CHECKED_FROM,
  FRAME_CHECKSUM_AT,
  FRAME_HEADER_BYTES,
  GROUP_CHECKED_FROM,
  GROUP_CHECKSUM_AT,
  GROUP_HEADER_BYTES,
  type GroupHeader,
  SECTOR_BYTES,
  writeFrameHeader,
  writeGroupHeader,
} from "./layout.ts";

/** A frame that waits to be written. */
export interface PendingFrame {
  readonly sequence: number;
  readonly stream: number;
  readonly kind: number;
  readonly origin: number;
  readonly buffers: readonly Uint8Array[];
  readonly payloadBytes: number;
  /** What {@link payloadChecksum} says. */
  readonly payloadChecksum: number;
  readonly done: (error: Error | null) => void;
}

/** Payloads up to this size are copied next to their header: cheaper than a vector of their own in the write. */
const COPIED_BYTES_MAX = 2048;

/**
 * The checksum of a payload that is not copied; 0 for one that is. To be asked for when a frame is appended, which is mostly while the
 * disk is busy with the group before. When its own group is written the disk waits.
 */
export function payloadChecksum(buffers: readonly Uint8Array[], payloadBytes: number): number {
  let checksum = 0;
  if (payloadBytes > COPIED_BYTES_MAX) for (const bytes of buffers) checksum = crc32c(bytes, checksum);
  return checksum;
}

/**
 * Turns frames into the bytes of one group, as a list of buffers to be written at once. Headers and small payloads are
 * laid out in one buffer that is used again for every group; large payloads are passed on as they are. The result is
 * valid until the next call.
 */
export class GroupEncoder {
  readonly #staging: Uint8Array;
  readonly #view: DataView;
  readonly #buffers: Uint8Array[] = [];
  #stagedBytes = 0;
  #flushedBytes = 0;

  /** @param stagingBytes Room for headers and small payloads of one group; bounds how many frames it can have. */
  constructor(stagingBytes: number) {
    this.#staging = new Uint8Array(stagingBytes + GROUP_HEADER_BYTES + SECTOR_BYTES);
    this.#view = new DataView(this.#staging.buffer);
  }

  /**
   * How many frames from the front of `queue` make up the next group: as many as fit `bytesMax`, but one in any case,
   * and not more than fit `roomBytes`. 0 where not even the first fits the room.
   */
  choose(queue: readonly PendingFrame[], limits: { bytesMax: number; roomBytes: number }): number {
    const stagingMax = this.#staging.length - GROUP_HEADER_BYTES - SECTOR_BYTES;
    let groupBytes = GROUP_HEADER_BYTES;
    let stagedBytes = 0;
    let count = 0;
    for (const frame of queue) {
      groupBytes += FRAME_HEADER_BYTES + frame.payloadBytes;
      stagedBytes += FRAME_HEADER_BYTES + (frame.payloadBytes <= COPIED_BYTES_MAX ? frame.payloadBytes : 0);
      if (alignedToSector(groupBytes) > limits.roomBytes) break;
      if (count > 0 && (groupBytes > limits.bytesMax || stagedBytes > stagingMax)) break;
      count++;
    }
    return count;
  }

  /** The group's bytes, padded to whole sectors. `frames` are those that {@link choose} chose. */
  encode(frames: readonly PendingFrame[], header: Omit<GroupHeader, "frameCount" | "frameBytes" | "firstSequence">) {
    let frameBytes = 0;
    for (const frame of frames) frameBytes += FRAME_HEADER_BYTES + frame.payloadBytes;
    this.#buffers.length = 0;
    this.#flushedBytes = 0;
    this.#stagedBytes = GROUP_HEADER_BYTES;
    writeGroupHeader(this.#view, 0, {
      ...header,
      firstSequence: frames[0]!.sequence,
      frameCount: frames.length,
      frameBytes,
    });
    const seed = crc32c(this.#staging.subarray(GROUP_CHECKED_FROM, GROUP_HEADER_BYTES));
    this.#view.setUint32(GROUP_CHECKSUM_AT, seed, true);
    for (const frame of frames) this.#frame(frame, seed);
    const sizeBytes = alignedToSector(GROUP_HEADER_BYTES + frameBytes);
    const paddingBytes = sizeBytes - GROUP_HEADER_BYTES - frameBytes;
    this.#staging.fill(0, this.#stagedBytes, this.#stagedBytes + paddingBytes);
    this.#stagedBytes += paddingBytes;
    this.#flushStaged();
    return { buffers: this.#buffers as readonly Uint8Array[], sizeBytes };
  }

  #frame(frame: PendingFrame, seed: number): void {
    const at = this.#stagedBytes;
    const headerEnd = at + FRAME_HEADER_BYTES;
    writeFrameHeader(this.#view, at, frame);
    if (frame.payloadBytes <= COPIED_BYTES_MAX) {
      let end = headerEnd;
      for (const bytes of frame.buffers) {
        this.#staging.set(bytes, end);
        end += bytes.length;
      }
      this.#stagedBytes = end;
      const checksum = crc32c(this.#staging.subarray(at + FRAME_CHECKED_FROM, end), seed);
      this.#view.setUint32(at + FRAME_CHECKSUM_AT, checksum, true);
      return;
    }
    const head = crc32c(this.#staging.subarray(at + FRAME_CHECKED_FROM, headerEnd), seed);
    const checksum = crc32cConcat(head, frame.payloadChecksum, frame.payloadBytes);
    this.#view.setUint32(at + FRAME_CHECKSUM_AT, checksum, true);
    this.#stagedBytes = headerEnd;
    this.#flushStaged();
    for (const bytes of frame.buffers) this.#buffers.push(bytes);
  }

  #flushStaged(): void {
    if (this.#stagedBytes > this.#flushedBytes) {
      this.#buffers.push(this.#staging.subarray(this.#flushedBytes, this.#stagedBytes));
    }
    this.#flushedBytes = this.#stagedBytes;
  }
}

/** What frames take in the journal, headers included. */
export function sizeOf(frames: readonly PendingFrame[]): number {
  let sizeBytes = 0;
  for (const frame of frames) sizeBytes += FRAME_HEADER_BYTES + frame.payloadBytes;
  return sizeBytes;
}
