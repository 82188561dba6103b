import type { Message } from "@chronik/raft-core";
import type { ReplicationMessage } from "@chronik/wal";
import type { PeerNetworkLimits } from "../src/options.ts";
import type { PeerAddress } from "../src/peer-address.ts";
import { TcpPeerNetwork } from "../src/peer-network.ts";
import type { ConnectionEvent, LogRecord, RefusalEvent, Timers } from "../src/ports.ts";

export interface NodeOptions {
  nodeId: number;
  incarnation?: number;
  clusterId?: string;
  limits?: Partial<PeerNetworkLimits>;
  timers?: Timers;
  port?: number;
  peers?: ReadonlyMap<number, PeerAddress>;
}

/** A network under test, and all that it told its owner. */
export class TestNode {
  readonly network: TcpPeerNetwork;
  readonly nodeId: number;
  port = 0;
  readonly raft: Message[] = [];
  readonly replication: { node: number; message: ReplicationMessage }[] = [];
  readonly connections: ConnectionEvent[] = [];
  readonly refusals: RefusalEvent[] = [];
  readonly writable: number[] = [];
  readonly log: LogRecord[] = [];
  /** Called for each raft message, after it was noted. */
  onRaft: (message: Message) => void = () => {};
  /** Called when a node becomes writable, after it was noted. */
  onWritable: (node: number) => void = () => {};
  /** Called for each connection event, after it was noted. */
  onConnection: (event: ConnectionEvent) => void = () => {};

  constructor(options: NodeOptions) {
    this.nodeId = options.nodeId;
    this.network = new TcpPeerNetwork({
      clusterId: options.clusterId ?? "test",
      nodeId: options.nodeId,
      incarnation: options.incarnation ?? options.nodeId * 100,
      listen: { host: "127.0.0.1", port: options.port ?? 0 },
      peers: options.peers ?? new Map(),
      limits: options.limits ?? {},
      logger: (record) => this.log.push(record),
      ...(options.timers ? { timers: options.timers } : {}),
      handlers: {
        onRaftMessage: (message) => {
          this.raft.push(message);
          this.onRaft(message);
        },
        onReplicationMessage: (node, message) => this.replication.push({ node, message }),
        onReplicationWritable: (node) => {
          this.writable.push(node);
          this.onWritable(node);
        },
        onConnection: (event) => {
          this.connections.push(event);
          this.onConnection(event);
        },
        onRefused: (event) => this.refusals.push(event),
      },
    });
  }

  async listen(): Promise<this> {
    this.port = (await this.network.listen()).port;
    return this;
  }

  get address(): PeerAddress {
    return { host: "127.0.0.1", port: this.port };
  }

  /** The last thing heard of connections of this kind. */
  isUp(node: number, channel: "raft" | "replication", direction: "outgoing" | "incoming"): boolean {
    const last = this.connections.findLast(
      (event) => event.node === node && event.channel === channel && event.direction === direction,
    );
    return last?.state === "up";
  }

  canReach(node: number): boolean {
    return this.isUp(node, "raft", "outgoing") && this.isUp(node, "replication", "outgoing");
  }

  logged(pattern: RegExp): LogRecord[] {
    return this.log.filter((record) => pattern.test(record.message));
  }
}

/** Makes every node a peer of every other, and starts them. */
export function introduce(...nodes: TestNode[]): void {
  const addresses = new Map(nodes.map((node) => [node.nodeId, node.address]));
  for (const node of nodes) {
    node.network.setPeers(addresses);
    node.network.start();
  }
}

export function heartbeat(from: number, to: number, round = 1): Message {
  return { kind: "heartbeatRequest", from, to, term: 1, leaderCommit: 0, round };
}

export const TOPIC_ID = "00112233445566778899aabbccddeeff";

export function batches(payload: Uint8Array, baseOffset = 0): ReplicationMessage {
  const envelope = { topicId: TOPIC_ID, partition: 0, leaderEpoch: 1, session: 1 };
  return { kind: "batches", ...envelope, baseOffset, highWatermark: 0, logStartOffset: 0, payload };
}

export function acknowledge(durableEndOffset: number): ReplicationMessage {
  const envelope = { topicId: TOPIC_ID, partition: 0, leaderEpoch: 1, session: 1 };
  return { kind: "acknowledge", ...envelope, durableEndOffset };
}
