/**
 * The unit on the wire:
 *
 * ```
 * offset  size
 *      0     4  length of all that follows, big-endian
 *      4     1  frame type
 *      5     3  length of the header, big-endian
 *      8        header: one protobuf message, which one the frame type says
 *               payload: raw bytes up to the end of the frame
 * ```
 *
 * Payloads (record batches, the data of Raft entries) are never copied into protobuf: a sender hands its own buffers
 * to the socket, and a receiver gets a view of what arrived.
 */
import type { Writer } from "protobufjs";
import protobuf from "./protobuf.ts";

export const FRAME_TYPE = { hello: 1, welcome: 2, refusal: 3, ping: 4, raft: 5, replication: 6 } as const;

/** Length, type and header length. */
export const PREAMBLE_BYTES = 8;

/** What the length field itself does not count. */
export const LENGTH_FIELD_BYTES = 4;

/** A header is small: no message has a reason to be near this, and decoding one may take many times its size in memory. */
export const HEADER_BYTES_MAX = 4 << 20;

/** A frame ready to be written. The chunks must not change until they are written out. */
export interface Frame {
  readonly chunks: readonly Uint8Array[];
  /** Sum of the chunks' lengths. */
  readonly byteCount: number;
  /** False where the header or the length does not fit its field: the frame must not be sent. */
  readonly representable: boolean;
}

/** A writer that has room for the preamble; the header is encoded into it, then {@link finishFrame} takes it. */
export function beginFrame(): Writer {
  return protobuf.Writer.create().fixed32(0).fixed32(0);
}

export function finishFrame(type: number, writer: Writer, payload: readonly Uint8Array[] = []): Frame {
  // `true`: the writer is ours alone and done, so its buffer can be sent without a copy.
  const head = writer.finish(true);
  let payloadByteCount = 0;
  for (const chunk of payload) payloadByteCount += chunk.byteLength;
  const headerByteCount = head.byteLength - PREAMBLE_BYTES;
  const byteCount = head.byteLength + payloadByteCount;
  const length = byteCount - LENGTH_FIELD_BYTES;
  head[0] = length >>> 24;
  head[1] = length >>> 16;
  head[2] = length >>> 8;
  head[3] = length;
  head[4] = type;
  head[5] = headerByteCount >>> 16;
  head[6] = headerByteCount >>> 8;
  head[7] = headerByteCount;
  const representable = headerByteCount <= HEADER_BYTES_MAX && length <= 0xffff_ffff;
  const chunks = payloadByteCount === 0 ? [head] : [head, ...payload];
  return { chunks, byteCount, representable };
}

/** "I am alive." Has neither header nor payload. */
export const PING: Frame = finishFrame(FRAME_TYPE.ping, beginFrame());
