import { getUint53, setUint53 } from "./journal/layout.ts";
import type { LogFault } from "./log/types.ts";
import { asciiBytes, asciiJson, asciiText, hexBytes, hexText } from "./text.ts";

/*
 * What a WAL writes to its journal. The stream of a frame is the number of a partition's log: given out once, at its
 * creation, and never again.
 */

/** A log is made. */
export const FRAME_CREATE = 1;
/** A log is deleted. */
export const FRAME_DELETE = 2;
/** Whole batches, as they are in the segment, are appended. */
export const FRAME_APPEND = 3;
/** Everything at and beyond an offset, where a batch starts, is removed. */
export const FRAME_TRUNCATE = 4;
/** Everything is removed, and the log starts again at an offset. */
export const FRAME_RESET = 5;
/** The start of the log moves up to an offset. */
export const FRAME_START = 6;
/** Damage was found. */
export const FRAME_QUARANTINE = 7;

export interface LogIdentity {
  readonly topicId: string;
  readonly topic: string;
  readonly partition: number;
}

const TOPIC_ID_BYTES = 16;

export function createPayload(identity: LogIdentity, startOffset: number): Uint8Array {
  const topic = asciiBytes(identity.topic);
  const bytes = new Uint8Array(TOPIC_ID_BYTES + 12 + topic.length);
  const view = new DataView(bytes.buffer);
  bytes.set(hexBytes(identity.topicId));
  view.setUint32(TOPIC_ID_BYTES, identity.partition, true);
  setUint53(view, TOPIC_ID_BYTES + 4, startOffset);
  bytes.set(topic, TOPIC_ID_BYTES + 12);
  return bytes;
}

export function readCreatePayload(bytes: Uint8Array): LogIdentity & { readonly startOffset: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    topicId: hexText(bytes.subarray(0, TOPIC_ID_BYTES)),
    partition: view.getUint32(TOPIC_ID_BYTES, true),
    startOffset: getUint53(view, TOPIC_ID_BYTES + 4),
    topic: asciiText(bytes.subarray(TOPIC_ID_BYTES + 12)),
  };
}

/** The payload of `FRAME_TRUNCATE`, `FRAME_RESET` and `FRAME_START`. */
export function offsetPayload(offset: number): Uint8Array {
  const bytes = new Uint8Array(8);
  setUint53(new DataView(bytes.buffer), 0, offset);
  return bytes;
}

export function readOffsetPayload(bytes: Uint8Array): number {
  return getUint53(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

export function quarantinePayload(fault: LogFault): Uint8Array {
  return asciiJson(fault);
}

export function readQuarantinePayload(bytes: Uint8Array): LogFault {
  return JSON.parse(asciiText(bytes)) as LogFault;
}
