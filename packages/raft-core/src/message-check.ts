import { decodeConfiguration } from "./configuration.ts";
import { type Entry, NO_NODE, type NodeId } from "./entry.ts";
import type { Message } from "./message.ts";

/*
 * A peer's bytes may say anything. What is let through here can be believed to be one server's honest state, or
 * at least cannot break an invariant of this one; nothing behind this check throws because of a message.
 */

/** Whether the message is for `id` and from somebody else. */
export function isAddressedTo(message: Message, id: NodeId): boolean {
  return message.to === id && message.from !== id && message.from !== NO_NODE && isCount(message.from);
}

/** Whether the message agrees with itself. */
export function isWellFormed(message: Message): boolean {
  if (!isCount(message.term)) return false;
  switch (message.kind) {
    case "preVoteRequest":
    case "voteRequest":
      return isCount(message.lastLogIndex) && isCount(message.lastLogTerm) && message.lastLogTerm <= message.term;
    case "appendRequest":
      return (
        isCount(message.prevLogIndex) &&
        isCount(message.prevLogTerm) &&
        isCount(message.leaderCommit) &&
        (message.prevLogIndex > 0 || message.prevLogTerm === 0) &&
        areConsecutive(message.entries, message)
      );
    case "appendResponse":
      return isCount(message.matchIndex) && isCount(message.hintIndex) && isCount(message.hintTerm);
    case "heartbeatRequest":
      return isCount(message.leaderCommit) && isCount(message.round);
    case "heartbeatResponse":
      return isCount(message.round);
    case "installSnapshotRequest":
      return (
        isCount(message.snapshotIndex) &&
        isCount(message.snapshotTerm) &&
        message.snapshotIndex > 0 &&
        message.snapshotTerm <= message.term &&
        isCount(message.totalBytes) &&
        isCount(message.offset) &&
        message.offset + message.data.length <= message.totalBytes &&
        (message.dataOmitted !== true || message.totalBytes === 0) &&
        decodeConfiguration(message.configuration) !== undefined
      );
    case "installSnapshotResponse":
      return isCount(message.snapshotIndex) && isCount(message.snapshotTerm) && isCount(message.offset);
    case "readIndexRequest":
      return isCount(message.readId);
    case "readIndexResponse":
      return isCount(message.readId) && isCount(message.readIndex);
    case "preVoteResponse":
    case "voteResponse":
    case "proposeRequest":
    case "timeoutNowRequest":
      return true;
    default:
      return false;
  }
}

/** A log's terms never fall, and a leader's log holds nothing of a later term than its own. */
function areConsecutive(
  entries: readonly Entry[],
  after: { prevLogIndex: number; prevLogTerm: number; term: number },
): boolean {
  let index = after.prevLogIndex;
  let term = after.prevLogTerm;
  for (const entry of entries) {
    if (entry.index !== index + 1 || !(entry.term >= term) || !isCount(entry.term) || entry.term === 0) return false;
    if (!isEntryOfItsKind(entry)) return false;
    index = entry.index;
    term = entry.term;
  }
  return term <= after.term;
}

function isEntryOfItsKind({ kind, data }: Entry): boolean {
  if (kind === "configuration") return decodeConfiguration(data) !== undefined;
  return kind === "command" || kind === "noop" || (kind === "omitted" && data.length === 0);
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}
