/**
 * Topic, directory and member ids are UUIDs. In memory they are 32 lower-case hexadecimal digits without dashes (cheap
 * to compare and to use as keys); Kafka's tools print and read them as 22 characters of unpadded URL-safe base64.
 */

/** The id that means "none". */
export const ZERO_UUID = "00000000000000000000000000000000";

/** The length of a UUID on the wire. */
export const UUID_BYTES = 16;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
const UUID_PATTERN = /^[0-9a-f]{32}$/;
const BASE64_PATTERN = /^[A-Za-z0-9_-]{21}[AQgw]$/;
const BASE64_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** Whether `text` is a UUID in this package's form. */
export function isUuid(text: string): boolean {
  return UUID_PATTERN.test(text);
}

/** The UUID in the 16 bytes at `position`. The caller has checked that they are there. */
export function uuidFromBytes(bytes: Uint8Array, position = 0): string {
  let text = "";
  for (let i = position; i < position + UUID_BYTES; i++) text += HEX[bytes[i]!]!;
  return text;
}

/** Writes `uuid` into the 16 bytes at `position`. False where `uuid` is not one; the bytes are then garbage. */
export function writeUuid(uuid: string, target: Uint8Array, position = 0): boolean {
  if (uuid.length !== 2 * UUID_BYTES) return false;
  let invalid = 0;
  for (let i = 0; i < UUID_BYTES; i++) {
    const high = hexDigit(uuid.charCodeAt(2 * i));
    const low = hexDigit(uuid.charCodeAt(2 * i + 1));
    invalid |= high | low;
    target[position + i] = (high << 4) | low;
  }
  return invalid >= 0;
}

/** Kafka's printed form of `uuid`. `uuid` must satisfy {@link isUuid}. */
export function uuidToBase64(uuid: string): string {
  let text = "";
  // 128 bits are 21 digits of 6 bits, and 2 bits left over, padded with zeroes to a 22nd.
  let bits = 0;
  let bitsCount = 0;
  for (let i = 0; i < uuid.length; i++) {
    bits = ((bits << 4) | hexDigit(uuid.charCodeAt(i))) & 0x3ff;
    bitsCount += 4;
    if (bitsCount >= 6) {
      bitsCount -= 6;
      text += BASE64_DIGITS[(bits >> bitsCount) & 0x3f]!;
    }
  }
  return text + BASE64_DIGITS[(bits << (6 - bitsCount)) & 0x3f]!;
}

/** The UUID that Kafka prints as `text`; null where `text` is not one. */
export function uuidFromBase64(text: string): string | null {
  if (!BASE64_PATTERN.test(text)) return null;
  let uuid = "";
  let bits = 0;
  let bitsCount = 0;
  for (const digit of text) {
    bits = ((bits << 6) | BASE64_DIGITS.indexOf(digit)) & 0x3ff;
    bitsCount += 6;
    for (; bitsCount >= 4 && uuid.length < 2 * UUID_BYTES; bitsCount -= 4) {
      uuid += ((bits >> (bitsCount - 4)) & 0xf).toString(16);
    }
  }
  return uuid;
}

/** The value of a lower-case hexadecimal digit; negative where it is none. */
function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  if (unit >= 0x61 && unit <= 0x66) return unit - 0x57;
  return -1;
}
