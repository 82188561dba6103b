import { Input } from "./input.ts";
import { Lz4Error } from "./lz4-error.ts";
import { Output } from "./output.ts";

const MAGIC = 0x184d2204;
const FLAG = { version: 0b1100_0000, blockChecksum: 0b0001_0000, contentSize: 0b0000_1000, dictionary: 0b0000_0001 };
const VERSION_1 = 0b0100_0000;
const UNCOMPRESSED = 0x8000_0000;

/**
 * Undoes an LZ4 frame (lz4_Frame_format.md of lz4/lz4). Written here because the libraries know no limit, and a frame can
 * hold 255 times its size. Its checksums are not looked at: the record batch around it has
 * its own, and old Kafka clients got the frame's wrong (KAFKA-3160).
 *
 * @throws Lz4Error where the bytes are no LZ4 frame, or the result would exceed `bytesMax`.
 */
export function decompressLz4(bytes: Uint8Array, bytesMax: number): Uint8Array {
  const input = new Input(bytes);
  if (input.uint32Le() !== MAGIC) throw new Lz4Error("this is no LZ4 frame");
  const flags = input.byte();
  if ((flags & FLAG.version) !== VERSION_1) throw new Lz4Error("this LZ4 frame is of an unknown version");
  if ((flags & FLAG.dictionary) !== 0) throw new Lz4Error("this LZ4 frame needs a dictionary");
  input.byte();
  if ((flags & FLAG.contentSize) !== 0) input.take(8);
  input.byte();
  // One output for all blocks, because a block may copy from those before it.
  const output = new Output(bytesMax);
  for (let size = input.uint32Le(); size !== 0; size = input.uint32Le()) {
    const block = input.take(size & ~UNCOMPRESSED);
    if (size >= UNCOMPRESSED) output.append(block);
    else decompressBlock(new Input(block), output);
    if ((flags & FLAG.blockChecksum) !== 0) input.take(4);
  }
  return output.bytes;
}

/** Sequences of literals and a copy (lz4_Block_format.md); the last has literals only. */
function decompressBlock(input: Input, output: Output): void {
  while (!input.isAtEnd) {
    const token = input.byte();
    output.append(input.take(readLength(input, token >> 4)));
    if (input.isAtEnd) return;
    const distance = input.uint16Le();
    output.repeat(distance, readLength(input, token & 15) + 4);
  }
}

/** 15 in the token's half means that bytes follow to be added, up to the first that is not 255. */
function readLength(input: Input, half: number): number {
  let length = half;
  if (half < 15) return length;
  for (;;) {
    const more = input.byte();
    length += more;
    if (more < 255) return length;
  }
}
