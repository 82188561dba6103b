/**
 * Why the metadata log fails. Codes are only ever added.
 *
 * - `METADATA_CORRUPT`: bytes that no node of this cluster can have written
 * - `METADATA_UNSUPPORTED`: written by a newer Chronik, which uses something that this one does not know
 * - `METADATA_UNENCODABLE`: a command with a number that its wire type cannot hold: a mistake of the caller
 */
export type MetadataErrorCode = "METADATA_CORRUPT" | "METADATA_UNSUPPORTED" | "METADATA_UNENCODABLE";

/** None of these goes away by trying again with the same bytes. */
export class MetadataError extends Error {
  override readonly name = "MetadataError";
  readonly code: MetadataErrorCode;
  readonly retriable = false;

  constructor(code: MetadataErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
