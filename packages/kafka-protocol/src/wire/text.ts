/**
 * UTF-8. Most strings of the protocol (topic, group and client ids, hosts) are short ASCII, for which a loop beats the
 * platform's codec; everything else goes to the platform.
 */

// Every JavaScript platform has them, but the language's own type library does not declare them.
declare const TextEncoder: new () => { encode(text: string): Uint8Array };
declare const TextDecoder: new (
  encoding: string,
  options: { fatal: boolean; ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string };

const encoder = new TextEncoder();
/** Like Kafka, replaces malformed sequences by U+FFFD and gives a byte order mark no meaning. */
const decoder = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/** Above this many bytes the platform's decoder is faster: it takes 80 ns to begin with, the loop 5 ns a byte. */
const ASCII_LOOP_BYTES_MAX = 16;

/** The text in `bytes[start, end)`. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > ASCII_LOOP_BYTES_MAX) return decoder.decode(bytes.subarray(start, end));
  let text = "";
  let i = start;
  for (; i + 4 <= end; i += 4) {
    const a = bytes[i]!;
    const b = bytes[i + 1]!;
    const c = bytes[i + 2]!;
    const d = bytes[i + 3]!;
    if ((a | b | c | d) >= 0x80) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(a, b, c, d);
  }
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= 0x80) return decoder.decode(bytes.subarray(start, end));
    text += String.fromCharCode(byte);
  }
  return text;
}

/**
 * Writes `text` at `position` if it is all ASCII, one byte per character.
 * False where it is not; what was written until then is garbage.
 */
export function writeAscii(text: string, target: Uint8Array, position: number): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0x80) return false;
    target[position + i] = unit;
  }
  return true;
}

/** The UTF-8 bytes of `text`. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}
