/** Bytes that are no LZ4 frame, or one that holds too much. */
export class Lz4Error extends Error {
  override readonly name = "Lz4Error";
  readonly code = "DECOMPRESSION_FAILED";
  readonly retriable = false;
}
