import type { Message, NodeId, Status } from "../../src/index.ts";
import { Violation } from "./violation.ts";

/**
 * Nobody refuses an append that joins on to what it has committed: that agrees with every leader's log, also where it is
 * compacted away (openraft #511). A refusal may wait for the disk, so it is compared with everything this life has heard.
 */
export class RefusalChecker {
  /** By server: where the appends began that it may refuse. */
  readonly #refusable = new Map<NodeId, Set<number>>();

  started(node: NodeId): void {
    this.#refusable.delete(node);
  }

  hears(status: Status, message: Message): void {
    if (message.kind !== "appendRequest" && message.kind !== "installSnapshotRequest") return;
    const at = message.kind === "appendRequest" ? message.prevLogIndex : message.snapshotIndex;
    if (message.term >= status.term && at < status.commit) return;
    let refusable = this.#refusable.get(status.id);
    if (refusable === undefined) {
      refusable = new Set();
      this.#refusable.set(status.id, refusable);
    }
    refusable.add(at);
  }

  sent(message: Message): void {
    if (message.kind !== "appendResponse" || message.accepted) return;
    const { from, matchIndex } = message;
    if (this.#refusable.get(from)?.has(matchIndex) === true) return;
    throw new Violation(`${from} refused an append behind ${matchIndex}, which it has committed`);
  }
}
