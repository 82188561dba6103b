import type { NodeId } from "@chronik/raft-core";

/** A later process has registered as the same node: two would lead the same partitions, so this one has to stop. */
export class ReplacedError extends Error {
  override readonly name = "ReplacedError";
  readonly code = "NODE_REPLACED";
  readonly retriable = false;
  /** The process life that has the node now. */
  readonly replacedBy: string;

  constructor(details: { readonly nodeId: NodeId; readonly incarnation: string; readonly replacedBy: string }) {
    const { nodeId, incarnation, replacedBy } = details;
    super(`another process (${replacedBy}) has registered as node ${nodeId} in place of this one (${incarnation})`);
    this.replacedBy = replacedBy;
  }
}
