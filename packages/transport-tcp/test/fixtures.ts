import { eventually } from "./eventually.ts";
import { type NodeOptions, TestNode } from "./node-harness.ts";
import { RawPeer, RawServer } from "./raw-peer.ts";

const cleanUps: (() => Promise<void>)[] = [];

/** For `afterEach`: closes whatever these functions opened. */
export async function closeAll(): Promise<void> {
  await Promise.all(cleanUps.splice(0).map((cleanUp) => cleanUp()));
}

export async function nodeOf(options: NodeOptions): Promise<TestNode> {
  const limits = { redialMsMin: 1, redialMsMax: 20, ...options.limits };
  const node = await new TestNode({ ...options, limits }).listen();
  cleanUps.push(() => node.network.close());
  return node;
}

/** Node 1, which knows node 2 and node 3 at addresses where nobody listens, and does not dial. */
export async function acceptorOf(options: Partial<NodeOptions> = {}): Promise<TestNode> {
  const nowhere = { host: "127.0.0.1", port: 1 };
  return nodeOf({ nodeId: 1, peers: new Map([2, 3].map((node) => [node, nowhere])), ...options });
}

/** A connection of node 2 to node 1 that has been welcomed. */
export async function peerOf(
  node: TestNode,
  hello: { nodeId?: number; incarnation?: number; channel?: "replication" } = {},
): Promise<RawPeer> {
  const peer = await RawPeer.join(node.port, { nodeId: 2, acceptorNodeId: 1, ...hello });
  await eventually(() => peer.isWelcome);
  return peer;
}

export async function serverOf(server: RawServer): Promise<RawServer> {
  cleanUps.push(() => server.close());
  return server.listen();
}

/** Node 1, dialling this server, which it takes for node 2. */
export async function dialerTo(server: RawServer, options: Partial<NodeOptions> = {}): Promise<TestNode> {
  const node = await nodeOf({ nodeId: 1, ...options });
  node.network.setPeers(new Map([[2, { host: "127.0.0.1", port: server.port }]]));
  node.network.start();
  return node;
}

/** Node 1, connected to a server that takes itself for node 2 and says nothing after the welcome. */
export async function dialerOf(options: Partial<NodeOptions> = {}): Promise<{ node: TestNode; server: RawServer }> {
  const server = await serverOf(RawServer.welcoming({ clusterId: "test", nodeId: 2, incarnation: 5 }));
  const node = await dialerTo(server, options);
  await eventually(() => node.canReach(2));
  return { node, server };
}

export function channelOf(server: RawServer, channel: "raft" | "replication"): RawPeer {
  return server.peers.find((_, at) => server.hello(at).channel === channel)!;
}
