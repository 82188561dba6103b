/**
 * Why this package fails. Append-only: a code is never given another meaning.
 *
 * - `RAFT_OPTIONS_INVALID`: the options contradict themselves or each other
 * - `RAFT_LOG_INVALID`: what stable storage holds cannot be a Raft log; the node must not take part
 * - `RAFT_INVARIANT_BROKEN`: a bug, here or in a port; the node must stop
 * - `RAFT_STORAGE_FAILED`: a write to stable storage failed, which is final
 * - `RAFT_STATE_MACHINE_FAILED`: the state machine threw
 */
export type RaftErrorCode =
  | "RAFT_OPTIONS_INVALID"
  | "RAFT_LOG_INVALID"
  | "RAFT_INVARIANT_BROKEN"
  | "RAFT_STORAGE_FAILED"
  | "RAFT_STATE_MACHINE_FAILED";

/** The one error class of this package. None of them goes away by trying again, so `retriable` is false. */
export class RaftError extends Error {
  readonly code: RaftErrorCode;
  readonly retriable = false;

  constructor(code: RaftErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "RaftError";
    this.code = code;
  }
}

/** An assertion that stays on. `message` names the invariant. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new RaftError("RAFT_INVARIANT_BROKEN", message);
}
