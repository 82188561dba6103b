import { asciiBytes } from "../text.ts";
import type { EpochStart } from "./types.ts";

/*
 * Names and text files as Apache Kafka lays them out, so that its own tools can read a log folder.
 */

export const PARTITION_METADATA = "partition.metadata";
export const LEADER_EPOCH_CHECKPOINT = "leader-epoch-checkpoint";
/** A folder with this suffix belongs to a partition that is deleted. */
export const DELETED_SUFFIX = "-delete";

export type SegmentFileKind = "log" | "index" | "timeindex";

export function segmentFileName(baseOffset: number, kind: SegmentFileKind): string {
  return `${String(baseOffset).padStart(20, "0")}.${kind}`;
}

const SEGMENT_FILE = /^\d{20}\.(log|index|timeindex)$/;

export function isSegmentFileName(name: string): boolean {
  return SEGMENT_FILE.test(name);
}

/** The state that Kafka keeps beside a log, of its producers, as it was after all batches below an offset. */
export function snapshotFileName(endOffset: number): string {
  return `${String(endOffset).padStart(20, "0")}.snapshot`;
}

/** The offset in the name of a snapshot; null for any other file. */
export function snapshotOffset(name: string): number | null {
  return /^\d{20}\.snapshot$/.test(name) ? Number.parseInt(name, 10) : null;
}

const LEGAL_TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;

/** The folder of a partition. @throws RangeError where the topic's name is not one that Kafka allows. */
export function partitionFolderName(topic: string, partition: number): string {
  if (!LEGAL_TOPIC.test(topic) || topic === "." || topic === "..") throw new RangeError(`illegal topic name: ${topic}`);
  if (!Number.isInteger(partition) || partition < 0) throw new RangeError(`illegal partition: ${partition}`);
  return `${topic}-${partition}`;
}

/** The contents of `partition.metadata`. */
export function partitionMetadata(topicId: string): Uint8Array {
  return asciiBytes(`version: 0\ntopic_id: ${uuidText(topicId)}`);
}

/** The contents of `leader-epoch-checkpoint`. */
export function leaderEpochCheckpoint(epochs: readonly EpochStart[]): Uint8Array {
  const lines = epochs.map(({ epoch, startOffset }) => `${epoch} ${startOffset}\n`);
  return asciiBytes(`0\n${epochs.length}\n${lines.join("")}`);
}

const BASE64_URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** 32 hexadecimal digits as Kafka prints a UUID: URL-safe base64 without padding. */
function uuidText(hex: string): string {
  let text = "";
  // Three digits are two characters; the last two digits are 8 bits, which leave 4 of the second character empty.
  for (let at = 0; at < hex.length; at += 3) {
    const digits = hex.slice(at, at + 3);
    const bits = Number.parseInt(digits, 16) << (4 * (3 - digits.length));
    text += BASE64_URL[bits >>> 6]! + BASE64_URL[bits & 63]!;
  }
  return text;
}
