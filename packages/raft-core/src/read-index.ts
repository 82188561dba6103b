import type { RaftCore } from "./core.ts";
import { NO_NODE } from "./entry.ts";
import type { Leading } from "./leading.ts";
import type { ReadIndexRequest, ReadIndexResponse } from "./message.ts";
import type { PendingRead } from "./read-queue.ts";
import { broadcastHeartbeat } from "./replication.ts";

/*
 * Linearizable reads without a log entry (thesis, section 6.4): the leader notes its commit, makes sure that it still
 * led after the read began, and lets the state machine be read once that commit is applied. Never before it has
 * committed an entry of its own term: until then its commit may be behind (etcd #7331).
 */

/** Why a read was not taken. */
export type ReadIndexRefusal =
  | "noLeader"
  /** This node has no state machine to read. */
  | "witness"
  /** Too many reads wait already. */
  | "readLimit"
  /** The message loop has stopped. */
  | "stopped";

/** Whether the read was taken; its {@link ReadResult} follows. */
export type ReadIndexResult = { readonly ok: true } | { readonly ok: false; readonly reason: ReadIndexRefusal };

/** `readId` is the caller's own, unique among those that wait here, and comes back in a {@link ReadResult}. */
export function readIndex(core: RaftCore, readId: number): ReadIndexResult {
  if (core.options.witness) return { ok: false, reason: "witness" };
  if (core.leading !== undefined) {
    return take(core, core.leading, { from: core.id, readId }) ? { ok: true } : { ok: false, reason: "readLimit" };
  }
  if (core.leader === NO_NODE) return { ok: false, reason: "noLeader" };
  if (core.forwardedReads.count >= core.options.pendingReadsMax) return { ok: false, reason: "readLimit" };
  const id = core.forwardedReads.add(readId);
  core.send({ kind: "readIndexRequest", from: core.id, to: core.leader, term: core.term, readId: id });
  return { ok: true };
}

/** A read that a follower passes on. Where there is no room it is dropped, and times out over there. */
export function handleReadIndexRequest(core: RaftCore, leading: Leading, message: ReadIndexRequest): void {
  if (leading.progress.has(message.from)) take(core, leading, { from: message.from, readId: message.readId });
}

export function handleReadIndexResponse(core: RaftCore, message: ReadIndexResponse): void {
  if (message.from !== core.leader) return;
  const readId = core.forwardedReads.answered(message.readId);
  if (readId !== undefined) core.readResults.push({ ok: true, readId, readIndex: message.readIndex });
}

/** One tick for the reads that were passed on: question or answer may be lost. */
export function tickForwardedReads(core: RaftCore): void {
  for (const readId of core.forwardedReads.tick(core.options.electionTimeoutTicks)) {
    core.readResults.push({ ok: false, readId, reason: "timeout" });
  }
}

/** Answers what is confirmed, and begins a round for what waits. */
export function confirmReads(core: RaftCore, leading: Leading): void {
  if (leading.reads.idle) return;
  const acked = (id: number) => (id === core.id ? leading.heartbeatRound : (leading.progress.get(id)?.ackedRound ?? 0));
  for (const { read, readIndex } of leading.reads.confirmed(core.configuration, acked)) answer(core, read, readIndex);
  if (!core.committedInTerm || !leading.reads.roundDue) return;
  broadcastHeartbeat(core, leading);
  // A single voter is its own quorum.
  for (const { read, readIndex } of leading.reads.confirmed(core.configuration, acked)) answer(core, read, readIndex);
}

function take(core: RaftCore, leading: Leading, read: PendingRead): boolean {
  if (core.committedInTerm && leading.transferee === NO_NODE && leading.reads.leaseValid) {
    answer(core, read, core.commit);
    return true;
  }
  return leading.reads.add(read);
}

function answer(core: RaftCore, read: PendingRead, readIndex: number): void {
  const { from, readId } = read;
  if (from === core.id) core.readResults.push({ ok: true, readId, readIndex });
  else core.send({ kind: "readIndexResponse", from: core.id, to: from, term: core.term, readId, readIndex });
}
