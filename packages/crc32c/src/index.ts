import { crc32c as crc32cNative } from "@node-rs/crc32";
import { crc32cSlicing } from "./slicing.ts";

export { crc32cConcat } from "./concat.ts";

/** From this many bytes on, hardware instructions win over the cost of the call into native code. */
const NATIVE_BYTES_MIN = 200;

/**
 * The CRC-32C (Castagnoli; RFC 3720, appendix B.4) of `bytes`.
 *
 * @param bytes Only read, and not kept.
 * @param seed The CRC-32C of the bytes before these, to go on from; 0 to start. `crc32c(b, crc32c(a))` is the CRC of `a`
 *   followed by `b`.
 * @returns An unsigned 32-bit integer.
 */
export function crc32c(bytes: Uint8Array, seed = 0): number {
  return bytes.length < NATIVE_BYTES_MIN ? crc32cSlicing(bytes, seed) : crc32cNative(bytes, seed);
}
