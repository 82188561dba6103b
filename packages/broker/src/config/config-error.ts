/** A configuration that the broker cannot act on although it was validated where it came in: never a client's fault. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly code = "INVALID_CONFIG";
  readonly retriable = false;
}
