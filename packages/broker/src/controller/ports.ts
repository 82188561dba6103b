import type { NodeId } from "@chronik/raft-core";

/** What this node has heard of the others. Of a node that was never heard of, the silence lasts since this process began. */
export interface Liveness {
  /** Milliseconds since anything last came from the node. */
  silentMs(nodeId: NodeId): number;
  /** Milliseconds since its connection broke; null while one is up, and of a node that this process never was connected with. */
  disconnectedMs(nodeId: NodeId): number | null;
}
