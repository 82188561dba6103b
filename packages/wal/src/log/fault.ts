import { DamageError, WalError } from "../errors.ts";

/** What an error in a log's files means for the log: damage where they hold something else than was written, else offline. */
export function faultOf(
  cause: unknown,
  log: { readonly topic: string; readonly partition: number; readonly home: { readonly folder: string } },
): WalError {
  if (cause instanceof WalError) return cause;
  const { code, path, message } = cause as { code?: unknown; path?: unknown; message?: unknown };
  if (code === "ENOENT") {
    const place = { file: typeof path === "string" ? path : log.home.folder, position: 0 };
    return new DamageError("partitionQuarantined", place, "the file is missing", cause);
  }
  return new WalError("partitionOffline", `the log of ${log.topic}-${log.partition} is offline: ${message}`, cause);
}
