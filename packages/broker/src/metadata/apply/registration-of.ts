import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import type { MetadataImage, NodeRegistration } from "../image.ts";
import { type Outcome, refuse } from "./outcome.ts";

/** The one registration that a command is about, or why there is none: a later process life is not its business. */
export function registrationOf(
  image: MetadataImage,
  { nodeId, nodeEpoch }: { readonly nodeId: NodeId; readonly nodeEpoch: number },
): { readonly node: NodeRegistration } | { readonly refused: Outcome } {
  const node = image.nodes.get(nodeId);
  if (node === undefined) {
    return { refused: refuse(image, errorCodes.BROKER_ID_NOT_REGISTERED, `node ${nodeId} is not registered`) };
  }
  if (node.nodeEpoch !== nodeEpoch) {
    const message = `node ${nodeId} has epoch ${node.nodeEpoch}, not ${nodeEpoch}`;
    return { refused: refuse(image, errorCodes.STALE_BROKER_EPOCH, message) };
  }
  return { node };
}
