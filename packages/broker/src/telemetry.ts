import type { Attributes, BatchObservableResult, Meter, Observable } from "@opentelemetry/api";
import type { BrokerStats } from "./broker-stats.ts";
import type { BrokerNode } from "./node.ts";
import type { NodeStatus } from "./node-status.ts";

/**
 * Exports a node's counters and states through a meter. They are read when the meter collects; no record pays for it.
 *
 * @returns Ends the export.
 */
export function observeBroker(node: BrokerNode, meter: Meter): () => void {
  const counters = COUNTERS.map(([name, unit, read]) => ({
    read,
    observable: meter.createObservableCounter(name, { unit }),
  }));
  const gauges = GAUGES.map(([name, description, read]) => ({
    read,
    observable: meter.createObservableGauge(name, { description }),
  }));
  const observe = (result: BatchObservableResult<Attributes>): void => {
    const { stats } = node;
    for (const { observable, read } of counters) result.observe(observable, read(stats));
    const status = node.status();
    if (status === null) return;
    for (const { observable, read } of gauges) result.observe(observable, read(status));
  };
  const observables: Observable[] = [...counters, ...gauges].map(({ observable }) => observable);
  meter.addBatchObservableCallback(observe, observables);
  return () => meter.removeBatchObservableCallback(observe, observables);
}

const COUNTERS: readonly (readonly [name: string, unit: string, read: (stats: BrokerStats) => number])[] = [
  ["chronik.broker.records.in", "{record}", (stats) => stats.recordsIn],
  ["chronik.broker.size.in", "By", (stats) => stats.bytesIn],
  ["chronik.broker.size.out", "By", (stats) => stats.bytesOut],
  ["chronik.broker.requests.produce", "{request}", (stats) => stats.produceRequests],
  ["chronik.broker.requests.fetch", "{request}", (stats) => stats.fetchRequests],
  ["chronik.broker.isr.shrinks", "{change}", (stats) => stats.isrShrinks],
  ["chronik.broker.isr.expansions", "{change}", (stats) => stats.isrExpansions],
];

const GAUGES: readonly (readonly [name: string, description: string, read: (status: NodeStatus) => number])[] = [
  ["chronik.raft.term", "The term of the metadata log", ({ raft }) => raft.term],
  ["chronik.raft.leader", "1 where this node leads the metadata log", ({ raft }) => (raft.role === "leader" ? 1 : 0)],
  ["chronik.raft.commit", "Index of the last committed entry known here", ({ raft }) => raft.commitIndex],
  ["chronik.broker.partitions", "Replicas on this node", ({ partitions }) => partitions.length],
  [
    "chronik.broker.partitions.led",
    "Partitions that this node leads",
    ({ nodeId, partitions }) => partitions.filter(({ leader }) => leader === nodeId).length,
  ],
  [
    "chronik.broker.partitions.under_replicated",
    "Partitions that this node leads and that have replicas out of sync",
    ({ nodeId, partitions }) =>
      partitions.filter(({ leader, isr, replicas }) => leader === nodeId && isr.length < replicas.length).length,
  ],
];
