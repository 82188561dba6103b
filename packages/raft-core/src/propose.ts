import type { RaftCore } from "./core.ts";
import { NO_NODE } from "./entry.ts";
import type { ProposeRequest } from "./message.ts";
import type { ProposeRefusal, ProposeResult } from "./status.ts";

/*
 * Commands on their way into the log: appended where this node leads, passed on to the leader where it follows one,
 * refused with the reason otherwise.
 */

export function propose(core: RaftCore, data: readonly Uint8Array[]): ProposeResult {
  const refusal = refusalOf(core, data);
  if (refusal !== undefined) return { ok: false, reason: refusal };
  if (core.leading === undefined) {
    core.send({ kind: "proposeRequest", from: core.id, to: core.leader, term: core.term, data });
    return { ok: true, where: "leader", leader: core.leader };
  }
  const firstIndex = core.appendNew("command", data);
  core.leading.uncommittedBytes += bytesOf(data);
  return { ok: true, where: "here", firstIndex, lastIndex: firstIndex + data.length - 1, term: core.term };
}

/** A follower's proposal. It is not passed on again: that could go in circles. Where it is refused, it is lost. */
export function handleProposeRequest(core: RaftCore, message: ProposeRequest): void {
  if (core.leading !== undefined && message.data.length > 0) propose(core, message.data);
}

function refusalOf(core: RaftCore, data: readonly Uint8Array[]): ProposeRefusal | undefined {
  if (data.some((bytes) => bytes.length > core.options.entryBytesMax)) return "entryTooLarge";
  const { leading } = core;
  if (leading === undefined) return core.leader === NO_NODE ? "noLeader" : undefined;
  if (leading.transferee !== NO_NODE) return "transferring";
  // However large, a proposal is taken where nothing else waits: it would never fit otherwise.
  const over = leading.uncommittedBytes + bytesOf(data) > core.options.uncommittedBytesMax;
  return over && leading.uncommittedBytes > 0 ? "uncommittedLimit" : undefined;
}

function bytesOf(data: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const command of data) bytes += command.length;
  return bytes;
}
