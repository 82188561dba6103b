import type { NodeId } from "@chronik/raft-core";
import type { PeerConnectionEvent } from "./ports.ts";

/** Which other nodes talk to this one in Raft's affairs, and since when those that did are gone. */
export class PeerConnections {
  readonly #heard = new Set<NodeId>();
  readonly #brokenAtMs = new Map<NodeId, number>();

  /** `nowMs` by the monotonic clock. */
  note({ node, channel, direction, state }: PeerConnectionEvent, nowMs: number): void {
    if (channel !== "raft" || direction !== "incoming") return;
    if (state === "up") {
      this.#heard.add(node);
      this.#brokenAtMs.delete(node);
    } else if (this.#heard.delete(node)) this.#brokenAtMs.set(node, nowMs);
  }

  hears(node: NodeId): boolean {
    return this.#heard.has(node);
  }

  heardNodes(): NodeId[] {
    return [...this.#heard];
  }

  /** When the connection of a node broke that has not come back since; undefined where there is none such. */
  brokenAtMs(node: NodeId): number | undefined {
    return this.#brokenAtMs.get(node);
  }
}
