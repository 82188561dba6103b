import { createRequire } from "node:module";
import { gunzipSync } from "node:zlib";
import type { CompressionCodec, Decompression } from "@chronik/kafka-protocol";
import { decompressLz4 } from "./lz4/decompress-lz4.ts";

/** The magic that snappy-java puts before its blocks; Kafka's Java clients write it, others may not. */
const SNAPPY_JAVA_MAGIC = Uint8Array.of(0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0);
const SNAPPY_JAVA_HEADER_BYTES = 16;

// The codecs are loaded when the first batch needs them, which in most processes is never.
const load = createRequire(import.meta.url);

/** Kafka's codecs by well-kept libraries. Bounded: a batch that claims or turns out to hold more than `bytesMax` is refused. */
export const nodeDecompression: Decompression = {
  decompress(codec: CompressionCodec, bytes: Uint8Array, bytesMax: number): Uint8Array {
    switch (codec) {
      case "none":
        return bytes;
      case "gzip":
        return gunzipSync(bytes, { maxOutputLength: bytesMax });
      case "snappy":
        return startsWith(bytes, SNAPPY_JAVA_MAGIC) ? snappyJava(bytes, bytesMax) : snappyBlock(bytes, bytesMax);
      case "lz4":
        return decompressLz4(bytes, bytesMax);
      case "zstd":
        return zstd(bytes, bytesMax);
    }
  },
};

/** Blocks, each behind its length, after a header of sixteen bytes. */
function snappyJava(bytes: Uint8Array, bytesMax: number): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const blocks: Uint8Array[] = [];
  let total = 0;
  for (let at = SNAPPY_JAVA_HEADER_BYTES; at < bytes.length; ) {
    const end = at + 4 + view.getInt32(at);
    if (end > bytes.length || end < at + 4) throw new Error("a snappy block reaches beyond the batch");
    const block = snappyBlock(bytes.subarray(at + 4, end), bytesMax - total);
    blocks.push(block);
    total += block.length;
    at = end;
  }
  return Buffer.concat(blocks);
}

/** A block begins with the length of what it holds, so that nothing too large is ever allocated. */
function snappyBlock(bytes: Uint8Array, bytesMax: number): Uint8Array {
  let claimed = 0;
  for (let at = 0, factor = 1; at < 5; at++, factor *= 128) {
    const byte = bytes[at] ?? 0;
    claimed += (byte & 0x7f) * factor;
    if (byte < 0x80) break;
  }
  if (claimed > bytesMax) throw tooLarge(bytesMax);
  const snappy = load("snappy") as typeof import("snappy");
  return snappy.uncompressSync(Buffer.from(bytes), { asBuffer: true }) as Buffer;
}

function zstd(bytes: Uint8Array, bytesMax: number): Uint8Array {
  const { Decompress } = load("fzstd") as typeof import("fzstd");
  const chunks: Uint8Array[] = [];
  let total = 0;
  const stream = new Decompress((chunk) => {
    total += chunk.length;
    if (total > bytesMax) throw tooLarge(bytesMax);
    chunks.push(chunk);
  });
  stream.push(bytes, true);
  return Buffer.concat(chunks);
}

function tooLarge(bytesMax: number): Error {
  return new Error(`the batch holds more than ${bytesMax} bytes`);
}

function startsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}
