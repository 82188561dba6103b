/**
 * What every number and byte string of a peer passes through. Protobuf says that a field is some 64-bit number; these
 * say that it is one that the message can mean, and exact as a JavaScript number.
 */
import { TransportError } from "./errors.ts";

type Field = number | null | undefined;

/** The highest node id, partition index and leader epoch: all of them are int32 in Kafka's protocol. */
export const INT32_MAX = 0x7fff_ffff;

/** An index, offset, term or size: an integer in `[0, 2^53)`. */
export function naturalOf(value: Field, name: string): number {
  if (Number.isSafeInteger(value) && value! >= 0) return value!;
  throw violation(`${name} is ${value}`);
}

/** An integer in `[1, 2^53)`. */
export function positiveOf(value: Field, name: string): number {
  if (Number.isSafeInteger(value) && value! > 0) return value!;
  throw violation(`${name} is ${value}`);
}

/** A partition index. */
export function partitionOf(value: Field, name: string): number {
  if (Number.isInteger(value) && value! >= 0 && value! <= INT32_MAX) return value!;
  throw violation(`${name} is ${value}`);
}

/** A leader epoch; −1 says that there is none. */
export function epochOf(value: Field, name: string): number {
  if (Number.isInteger(value) && value! >= -1 && value! <= INT32_MAX) return value!;
  throw violation(`${name} is ${value}`);
}

/** Cuts `payload` into pieces of these sizes, which must account for all of it. The pieces are copies. */
export function piecesOf(payload: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let offset = 0;
  for (const size of sizes) {
    if (size > payload.byteLength - offset) throw violation(`payload of ${payload.byteLength} bytes is too short`);
    // A copy: a small piece that is kept for long must not keep everything that arrived with it.
    pieces.push(new Uint8Array(payload.subarray(offset, offset + size)));
    offset += size;
  }
  if (offset !== payload.byteLength)
    throw violation(`payload of ${payload.byteLength} bytes; ${offset} are accounted for`);
  return pieces;
}

export function expectNoPayload(payload: Uint8Array): void {
  if (payload.byteLength > 0) throw violation(`payload of ${payload.byteLength} bytes where none belongs`);
}

export function violation(message: string, cause?: unknown): TransportError {
  return new TransportError("protocolViolation", message, { cause });
}
