import type { BrokerNode, BrokerNodeInit } from "@chronik/broker";

/** What this process needs of the broker: {@link BrokerNode} is one; tests have simpler ones. */
export type Broker = Pick<
  BrokerNode,
  | "recover"
  | "startRaft"
  | "onRaftMessage"
  | "onReplicationMessage"
  | "onReplicationWritable"
  | "onPeerConnection"
  | "whenLeaderKnown"
  | "register"
  | "accept"
  | "shutdown"
  | "status"
>;

export type BrokerFactory = (init: BrokerNodeInit) => Broker;
