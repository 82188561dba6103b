export type ServerErrorCode =
  | "INVALID_CONFIGURATION"
  | "FOLDER_NOT_USABLE"
  | "FOLDER_IN_USE"
  | "FOLDER_OF_ANOTHER_NODE"
  | "FOLDER_OF_ANOTHER_CLUSTER"
  | "FOLDER_DAMAGED"
  | "ADDRESS_NOT_USABLE";

/**
 * Why a node cannot start. The message is all that an operator gets to see, so it says in one sentence what is wrong and
 * what to do about it; a wrong configuration has one such line for each thing that is wrong.
 */
export class ServerError extends Error {
  override readonly name = "ServerError";
  readonly code: ServerErrorCode;
  readonly retriable = false;

  constructor(code: ServerErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

/** The `code` of a system error (`EADDRINUSE`, …); undefined where it has none. */
export function systemErrorCode(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}
