/** How a batch's records are compressed. The position in this list is the number in the batch's attributes. */
export const compressionCodecs = ["none", "gzip", "snappy", "lz4", "zstd"] as const;

export type CompressionCodec = (typeof compressionCodecs)[number];

/**
 * The codecs themselves, which this package does not contain. `codec` is never `none`. An implementation may throw
 * anything; it reaches the caller as the `cause` of a ProtocolError.
 */
export interface Compression extends Decompression {
  /** Neither keeps nor changes `bytes`. */
  compress(codec: CompressionCodec, bytes: Uint8Array): Uint8Array;
}

/** The half of {@link Compression} that readers need. */
export interface Decompression {
  /**
   * Neither keeps nor changes `bytes`, but may return a view of them. Must throw where the result would exceed `bytesMax`.
   * Snappy comes in the framing of snappy-java or raw, LZ4 in LZ4 frames.
   */
  decompress(codec: CompressionCodec, bytes: Uint8Array, bytesMax: number): Uint8Array;
}
