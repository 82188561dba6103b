/**
 * The journal of the Raft log holds a frame that is undamaged and makes no sense: it was written by something else, or by a
 * Chronik that this one is too old for. The node must not take part, since it cannot know what it has promised.
 */
export class RaftLogError extends Error {
  override readonly name = "RaftLogError";
  readonly code = "RAFT_LOG_CORRUPT";
  readonly retriable = false;
}
