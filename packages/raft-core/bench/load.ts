import type { NodeId } from "@chronik/raft-core";

/** Different buffers, so that no proposal is the one before it; made before anything is timed. */
const PAYLOAD_COUNT = 1024;

/**
 * A closed loop of clients: `inFlight` proposals are outstanding at any time, each a call of its own, and the next one goes
 * out when the leader's state machine has been handed an earlier one.
 */
export class Load {
  readonly #inFlight: number;
  readonly #payloads: readonly Uint8Array[];
  #target = 0;
  #proposed = 0;
  readonly #applied = new Map<NodeId, number>();

  constructor(inFlight: number, payloadBytes: number) {
    this.#inFlight = inFlight;
    this.#payloads = Array.from({ length: PAYLOAD_COUNT }, () => new Uint8Array(payloadBytes));
  }

  /** So many proposals more. */
  extend(count: number): void {
    this.#target += count;
  }

  /** The next proposal; undefined where all clients wait for an answer. `leader`: who answers. */
  next(leader: NodeId): Uint8Array | undefined {
    if (this.#proposed >= this.#target || this.#proposed - this.#appliedBy(leader) >= this.#inFlight) return undefined;
    return this.#payloads[this.#proposed++ % PAYLOAD_COUNT];
  }

  /** A node's state machine has been handed `count` more proposals. */
  applied(node: NodeId, count: number): void {
    this.#applied.set(node, this.#appliedBy(node) + count);
  }

  isDone(node: NodeId): boolean {
    return this.#appliedBy(node) === this.#target;
  }

  #appliedBy(node: NodeId): number {
    return this.#applied.get(node) ?? 0;
  }
}
