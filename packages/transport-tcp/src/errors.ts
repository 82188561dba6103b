import type { RefusalReason } from "./refusal.ts";

/**
 * What can go wrong on the way to a peer. Codes are never renamed or reused.
 *
 * - `invalidOptions`: the network was constructed with options that cannot work
 * - `listenFailed`: the address cannot be listened on (in use, not ours, no permission)
 * - `connectFailed`: no TCP connection to the peer
 * - `handshakeTimeout`: a connection, but no answer to the handshake in time
 * - `refused`: the peer answered the handshake with a refusal; {@link TransportError.refusal} says why
 * - `connectionLost`: an established connection broke, or the other side closed it
 * - `silent`: nothing was heard for the ping timeout: a half-open connection, or a peer that is stuck
 * - `protocolViolation`: bytes that are no frame, a frame out of place, or a message that is not valid
 * - `frameTooLarge`: a message that does not fit a frame; it was not sent
 * - `superseded`: a newer connection, or a newer process life, of the same peer took its place
 * - `crowded`: too many connections were shaking hands at once; the oldest of them gives way
 * - `peerRemoved`: the peer is no longer one of `setPeers`, or has another address
 * - `closed`: this network was closed
 */
export type TransportErrorCode =
  | "invalidOptions"
  | "listenFailed"
  | "connectFailed"
  | "handshakeTimeout"
  | "refused"
  | "connectionLost"
  | "silent"
  | "protocolViolation"
  | "frameTooLarge"
  | "superseded"
  | "crowded"
  | "peerRemoved"
  | "closed";

const PERMANENT: ReadonlySet<TransportErrorCode> = new Set([
  "invalidOptions",
  "listenFailed",
  "frameTooLarge",
  "peerRemoved",
  "closed",
]);

/** The one error class of this package. */
export class TransportError extends Error {
  override readonly name = "TransportError";
  readonly code: TransportErrorCode;
  /** True where trying again may help. The network itself goes on dialling whatever this says. */
  readonly retriable: boolean;
  /** Why the peer refused; only where `code` is `refused`. */
  readonly refusal: RefusalReason | undefined;

  constructor(code: TransportErrorCode, message: string, details: { cause?: unknown; refusal?: RefusalReason } = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.retriable = !PERMANENT.has(code);
    this.refusal = details.refusal;
  }
}

/** The operating system's code (`ECONNREFUSED`, `ENOTFOUND`, …) where there is one, else the message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = (error as NodeJS.ErrnoException).code;
  return error instanceof TransportError || typeof code !== "string" ? error.message : code;
}
