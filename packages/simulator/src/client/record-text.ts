/** What the values of records look like: the text that the history knows, and after it what makes them as long as asked. */

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const SEPARATOR = "|";

/** The bytes of a record's value, at least so many. */
export function recordBytes(value: string, bytesMin: number): Uint8Array {
  const padding = bytesMin - value.length - SEPARATOR.length;
  return encoder.encode(padding < 0 ? value : value + SEPARATOR + "x".repeat(padding));
}

/** The text in a record's key or value; null for null. */
export function recordText(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  const end = bytes.indexOf(SEPARATOR.charCodeAt(0));
  return decoder.decode(end < 0 ? bytes : bytes.subarray(0, end));
}
