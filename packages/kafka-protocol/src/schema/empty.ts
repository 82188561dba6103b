/** The default of bytes and records. */
export const EMPTY_BYTES: Uint8Array = new Uint8Array(0);
