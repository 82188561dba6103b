import { gzipSync } from "node:zlib";
import type { CompressionCodec } from "@chronik/kafka-protocol";
import { compressFrameSync } from "lz4-napi";
import { compressSync } from "snappy";
import { describe, expect, it } from "vitest";
import { nodeDecompression } from "./decompression.ts";

const plain = Buffer.from("the same sentence over and over, ".repeat(100));

/** As snappy-java writes it: a header, then blocks behind their lengths. */
function snappyJava(blocks: readonly Buffer[]): Buffer {
  const header = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1]);
  return Buffer.concat([
    header,
    ...blocks.flatMap((block) => {
      const compressed = compressSync(block);
      const length = Buffer.alloc(4);
      length.writeInt32BE(compressed.length);
      return [length, compressed];
    }),
  ]);
}

/** `plain` by the reference zstd, level 3. */
const zstd = Buffer.from("KLUv/WTkCzUBAOB0aGUgc2FtZSBzZW50ZW5jZSBvdmVyIGFuZCwgAgDAJMpjKZQx9FQj+A==", "base64");

const compressed: [name: string, codec: CompressionCodec, bytes: Uint8Array][] = [
  ["gzip", "gzip", gzipSync(plain)],
  ["raw snappy", "snappy", compressSync(plain)],
  ["snappy-java", "snappy", snappyJava([plain.subarray(0, 1000), plain.subarray(1000)])],
  ["lz4", "lz4", compressFrameSync(plain)],
  ["zstd", "zstd", zstd],
];

describe("nodeDecompression", () => {
  it.each(compressed)("%s", (_name, codec, bytes) => {
    expect(Buffer.from(nodeDecompression.decompress(codec, bytes, plain.length)).equals(plain)).toBe(true);
  });

  it.each(compressed)("%s: refuses more than the limit", (_name, codec, bytes) => {
    expect(() => nodeDecompression.decompress(codec, bytes, plain.length - 1)).toThrow();
  });

  it.each(compressed)("%s: refuses garbage", (_name, codec) => {
    expect(() => nodeDecompression.decompress(codec, Buffer.from("no such thing as this"), 1000)).toThrow();
  });
});
