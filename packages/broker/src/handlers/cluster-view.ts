import type { NodeId } from "@chronik/raft-core";
import type { MetadataImage } from "../metadata/image.ts";

/** A broker as clients see it on one listener. */
export interface BrokerView {
  readonly nodeId: NodeId;
  readonly host: string;
  readonly port: number;
  readonly rack: string | null;
  readonly fenced: boolean;
}

/** The registered nodes that can be reached on the listener that the request came in on. */
export function brokersOn(image: MetadataImage, listener: string, options: { fenced: boolean }): BrokerView[] {
  const brokers: BrokerView[] = [];
  for (const { nodeId, endpoints, rack, fenced } of image.nodes.values()) {
    const endpoint = endpoints.find((candidate) => candidate.listener === listener);
    if (endpoint === undefined || (fenced && !options.fenced)) continue;
    brokers.push({ nodeId, host: endpoint.host, port: endpoint.port, rack, fenced });
  }
  return brokers.sort((a, b) => a.nodeId - b.nodeId);
}

/** One node on a listener; undefined where it is not registered, or not there. */
export function brokerOn(image: MetadataImage, listener: string, nodeId: NodeId): BrokerView | undefined {
  const registration = image.nodes.get(nodeId);
  const endpoint = registration?.endpoints.find((candidate) => candidate.listener === listener);
  if (registration === undefined || endpoint === undefined) return undefined;
  const { rack, fenced } = registration;
  return { nodeId, host: endpoint.host, port: endpoint.port, rack, fenced };
}
