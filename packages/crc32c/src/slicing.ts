/**
 * CRC-32C in JavaScript: slicing-by-16 (Kounavis and Berry, "A Systematic Approach to Building High Performance
 * Software-based CRC Generators", 2005). `tables[k * 256 + b]` is the remainder of byte `b` followed by `k` zero bytes,
 * so that sixteen bytes are folded in by sixteen independent look-ups.
 */

/** The Castagnoli polynomial 0x1EDC6F41 with its bits reversed (RFC 3720, appendix B.4). */
export const POLYNOMIAL_REVERSED = 0x82f63b78;
const SLICES = 16;

const tables = buildTables();

/** The CRC-32C of `bytes`, continued from `seed` (the CRC of what came before, 0 for nothing). */
export function crc32cSlicing(bytes: Uint8Array, seed: number): number {
  const length = bytes.length;
  let crc = ~seed;
  let i = 0;
  for (const end = length - SLICES; i <= end; i += SLICES) {
    crc =
      tables[3840 + (bytes[i]! ^ (crc & 0xff))]! ^
      tables[3584 + (bytes[i + 1]! ^ ((crc >>> 8) & 0xff))]! ^
      tables[3328 + (bytes[i + 2]! ^ ((crc >>> 16) & 0xff))]! ^
      tables[3072 + (bytes[i + 3]! ^ (crc >>> 24))]! ^
      tables[2816 + bytes[i + 4]!]! ^
      tables[2560 + bytes[i + 5]!]! ^
      tables[2304 + bytes[i + 6]!]! ^
      tables[2048 + bytes[i + 7]!]! ^
      tables[1792 + bytes[i + 8]!]! ^
      tables[1536 + bytes[i + 9]!]! ^
      tables[1280 + bytes[i + 10]!]! ^
      tables[1024 + bytes[i + 11]!]! ^
      tables[768 + bytes[i + 12]!]! ^
      tables[512 + bytes[i + 13]!]! ^
      tables[256 + bytes[i + 14]!]! ^
      tables[bytes[i + 15]!]!;
  }
  for (; i < length; i++) {
    crc = tables[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}

function buildTables(): Int32Array {
  const built = new Int32Array(SLICES * 256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) {
      remainder = remainder & 1 ? (remainder >>> 1) ^ POLYNOMIAL_REVERSED : remainder >>> 1;
    }
    built[byte] = remainder;
  }
  for (let i = 256; i < built.length; i++) {
    const previous = built[i - 256]!;
    built[i] = built[previous & 0xff]! ^ (previous >>> 8);
  }
  return built;
}
