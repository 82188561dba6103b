import { decodeConfiguration, isWitness } from "./configuration.ts";
import type { RaftCore } from "./core.ts";
import type { NodeId } from "./entry.ts";
import { invariant } from "./error.ts";
import type { Leading } from "./leading.ts";
import type { InstallSnapshotRequest, InstallSnapshotResponse } from "./message.ts";
import type { Progress } from "./progress.ts";
import { SnapshotReceiver } from "./snapshot-receiver.ts";
import { withoutData } from "./witness.ts";

/*
 * Snapshots for followers whose next entry is compacted (section 7; thesis, section 5.3). Pieces go one at a time: each
 * answer asks for the next one, and the answer to a heartbeat has a lost one sent again. The follower's log takes the
 * snapshot with its next write, and only when that is durable does it say that it matches.
 */

/** Leader: this follower needs a snapshot. Not before it is heard: no need to fill the pipe to the dead. */
export function startSnapshot(core: RaftCore, to: NodeId, progress: Progress): void {
  if (progress.ticksSinceContact >= core.options.electionTimeoutTicks) return;
  const { snapshot } = core.log;
  invariant(snapshot !== undefined, "what is compacted is in a snapshot");
  progress.becomeSnapshot(isWitness(core.configuration, to) ? withoutData(snapshot) : snapshot);
}

/** Leader: sends the next piece, unless one is on its way. */
export function sendSnapshotPiece(core: RaftCore, to: NodeId, progress: Progress): void {
  const { transfer } = progress;
  if (transfer === undefined || transfer.waiting) return;
  const { snapshot, offset } = transfer;
  const end = Math.min(offset + core.options.snapshotChunkBytes, snapshot.data.length);
  transfer.waiting = true;
  core.send({
    kind: "installSnapshotRequest",
    from: core.id,
    to,
    term: core.term,
    snapshotIndex: snapshot.index,
    snapshotTerm: snapshot.term,
    configuration: snapshot.configuration,
    totalBytes: snapshot.data.length,
    offset,
    data: snapshot.data.subarray(offset, end),
    ...(snapshot.dataOmitted === undefined ? {} : { dataOmitted: snapshot.dataOmitted }),
  });
}

/** Leader: the follower has so much of it. */
export function handleInstallSnapshotResponse(
  core: RaftCore,
  leading: Leading,
  message: InstallSnapshotResponse,
): void {
  const progress = leading.progress.get(message.from);
  if (progress === undefined) return;
  progress.ticksSinceContact = 0;
  const { transfer } = progress;
  if (transfer === undefined || transfer.snapshot.index !== message.snapshotIndex) return;
  if (message.offset > transfer.snapshot.data.length) {
    core.refused.malformed++;
    return;
  }
  // It may also be less than before: the follower restarted. An answer that comes late costs one piece sent twice.
  transfer.offset = message.offset;
  transfer.waiting = false;
}

/** Follower. `message.term` is the own term, and its sender leads it. */
export function handleInstallSnapshotRequest(core: RaftCore, message: InstallSnapshotRequest): void {
  if ((message.dataOmitted === true) !== core.options.witness) {
    core.refused.conflicting++;
    return;
  }
  if (message.snapshotIndex <= core.commit) {
    acknowledge(core, message, core.commit);
    return;
  }
  if (core.log.term(message.snapshotIndex) === message.snapshotTerm) {
    // The log has it all already: nothing to install, but now it is known to be committed.
    core.commitTo(message.snapshotIndex);
    acknowledge(core, message, message.snapshotIndex);
    return;
  }
  if (message.totalBytes > core.options.snapshotBytesMax) {
    core.refused.malformed++;
    return;
  }
  if (core.receiver === undefined || !core.receiver.belongsTo(message)) core.receiver = new SnapshotReceiver(message);
  core.receiver.take(message);
  const { complete, offset } = core.receiver;
  if (complete === undefined) {
    core.send({
      kind: "installSnapshotResponse",
      from: core.id,
      to: message.from,
      term: core.term,
      snapshotIndex: message.snapshotIndex,
      snapshotTerm: message.snapshotTerm,
      offset,
    });
    return;
  }
  core.receiver = undefined;
  core.outbox.retract(1);
  core.log.install(complete);
  core.history.reset(complete.index, decodeConfiguration(complete.configuration)!);
  core.commitTo(complete.index);
  core.restoring = complete;
  acknowledge(core, message, complete.index);
}

function acknowledge(core: RaftCore, message: InstallSnapshotRequest, matchIndex: number): void {
  core.receiver = undefined;
  core.sendAfterDurable(matchIndex, {
    kind: "appendResponse",
    from: core.id,
    to: message.from,
    term: core.term,
    accepted: true,
    matchIndex,
    hintIndex: 0,
    hintTerm: 0,
  });
}
