import type { Attributes, BatchObservableResult, Meter, Observable } from "@opentelemetry/api";
import type { ChannelStatus } from "./peer.ts";
import type { TcpPeerNetwork } from "./peer-network.ts";

/**
 * Exports the network's counters through a meter. They are read when the meter collects; no message pays for it.
 *
 * All have the attributes `peer` (node id) and `channel`, but `chronik.peer.refusals`, which has none.
 *
 * @returns Ends the export.
 */
export function observePeerNetwork(network: TcpPeerNetwork, meter: Meter): () => void {
  const gauges = GAUGES.map(([name, options, read]) => ({
    read,
    observable: meter.createObservableGauge(name, options),
  }));
  const counters = COUNTERS.map(([name, options, read]) => ({
    read,
    observable: meter.createObservableCounter(name, options),
  }));
  const refusals = meter.createObservableCounter("chronik.peer.refusals", {
    description: "Handshakes that this node refused",
  });
  const instruments = [...gauges, ...counters];
  const observe = (result: BatchObservableResult<Attributes>): void => {
    result.observe(refusals, network.refusals);
    for (const peer of network.status()) {
      for (const [channel, status] of Object.entries(peer.channels)) {
        const attributes = { peer: peer.node, channel };
        for (const { observable, read } of instruments) result.observe(observable, read(status), attributes);
      }
    }
  };
  const observables: Observable[] = [refusals, ...instruments.map(({ observable }) => observable)];
  meter.addBatchObservableCallback(observe, observables);
  return () => meter.removeBatchObservableCallback(observe, observables);
}

type Instrument = readonly [
  name: string,
  options: { readonly description: string; readonly unit?: string },
  read: (status: ChannelStatus) => number,
];

const GAUGES: readonly Instrument[] = [
  ["chronik.peer.outgoing.up", { description: "1 where this node can send" }, (s) => (s.outgoing === "up" ? 1 : 0)],
  ["chronik.peer.incoming.up", { description: "1 where the peer can send" }, (s) => (s.incoming === "up" ? 1 : 0)],
  ["chronik.peer.queue.messages", { description: "Messages that wait to be sent" }, (s) => s.queuedMessages],
  ["chronik.peer.queue.size", { description: "Bytes that wait to be sent", unit: "By" }, (s) => s.queuedBytes],
];

const COUNTERS: readonly Instrument[] = [
  ["chronik.peer.connections", { description: "Outgoing connections made" }, (s) => s.connections],
  ["chronik.peer.sent.messages", { description: "Messages sent" }, (s) => s.messagesSent],
  ["chronik.peer.sent.size", { description: "Bytes sent", unit: "By" }, (s) => s.bytesSent],
  ["chronik.peer.received.messages", { description: "Messages received" }, (s) => s.messagesReceived],
  ["chronik.peer.received.size", { description: "Bytes received", unit: "By" }, (s) => s.bytesReceived],
  [
    "chronik.peer.dropped.messages",
    { description: "Messages dropped: queue full, or too large" },
    (s) => s.messagesDropped,
  ],
];
