import { join } from "node:path";
import { drawKafkaUuid, readMetaProperties } from "../data-folder/meta-properties.ts";

/** Where the nodes of a cluster on one machine are, and how they are configured. */
export interface ClusterLayout {
  readonly nodeIds: readonly number[];
  readonly basePort: number;
  /** Absolute; each node's folder lies in it. */
  readonly dataFolder: string;
}

const RAFT_PORT_ABOVE = 100;
const ADMIN_PORT_ABOVE = 200;
const HOST = "127.0.0.1";

/** `host:port` of every node, comma-separated. */
export function bootstrapServers({ nodeIds, basePort }: ClusterLayout): string {
  return nodeIds.map((_, index) => `${HOST}:${basePort + index}`).join(",");
}

/** The configuration of one node, as `name=value`. */
export function nodeOverrides(layout: ClusterLayout, nodeId: number, clusterId: string): string[] {
  const { nodeIds, basePort } = layout;
  const port = basePort + nodeIds.indexOf(nodeId);
  const voters = nodeIds.map((id, index) => `${id}@${HOST}:${basePort + RAFT_PORT_ABOVE + index}`);
  return [
    `node.id=${nodeId}`,
    `cluster.id=${clusterId}`,
    `log.dirs=${nodeFolder(layout, nodeId)}`,
    // On both loopback addresses, because clients resolve localhost to either.
    `listeners=PLAINTEXT://localhost:${port},CONTROLLER://${HOST}:${port + RAFT_PORT_ABOVE}`,
    `advertised.listeners=PLAINTEXT://${HOST}:${port}`,
    `controller.quorum.voters=${voters.join(",")}`,
    `chronik.admin.port=${port + ADMIN_PORT_ABOVE}`,
    `default.replication.factor=${nodeIds.length}`,
    `min.insync.replicas=${Math.floor(nodeIds.length / 2) + 1}`,
  ];
}

/**
 * The cluster that the folders belong to already, or a new one.
 *
 * @throws ServerError where a folder's own file makes no sense.
 */
export function findClusterId(layout: ClusterLayout): string {
  for (const nodeId of layout.nodeIds) {
    const meta = readMetaProperties(nodeFolder(layout, nodeId));
    if (meta !== null) return meta.clusterId;
  }
  return drawKafkaUuid();
}

function nodeFolder({ dataFolder }: ClusterLayout, nodeId: number): string {
  return join(dataFolder, `node-${nodeId}`);
}
