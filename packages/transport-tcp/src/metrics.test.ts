import type { BatchObservableCallback, Meter, Observable } from "@opentelemetry/api";
import { expect, test } from "vitest";
import { TestNode } from "../test/node-harness.ts";
import { observePeerNetwork } from "./metrics.ts";

/** A meter that collects when it is told to. */
class FakeMeter {
  readonly names: string[] = [];
  readonly callbacks = new Map<BatchObservableCallback, Observable[]>();

  createObservableGauge(name: string): Observable {
    return this.#instrument(name);
  }

  createObservableCounter(name: string): Observable {
    return this.#instrument(name);
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.callbacks.set(callback, observables);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback): void {
    this.callbacks.delete(callback);
  }

  async collect(): Promise<Record<string, number>> {
    const values: Record<string, number> = {};
    for (const [callback, observables] of this.callbacks) {
      await callback({
        observe: (observable, value, attributes = {}) => {
          expect(observables).toContain(observable);
          values[[(observable as unknown as { name: string }).name, ...Object.values(attributes)].join(" ")] = value;
        },
      });
    }
    return values;
  }

  #instrument(name: string): Observable {
    this.names.push(name);
    return { name, addCallback: () => {}, removeCallback: () => {} } as Observable;
  }
}

test("reads the counters when the meter collects, until it is told to stop", async () => {
  const node = new TestNode({ nodeId: 1, peers: new Map([[2, { host: "127.0.0.1", port: 1 }]]) });
  const meter = new FakeMeter();
  const stop = observePeerNetwork(node.network, meter as unknown as Meter);
  for (let round = 0; round < 3; round++) {
    node.network.raft.send({ kind: "timeoutNowRequest", from: 1, to: 2, term: 1 });
  }
  const values = await meter.collect();
  expect(values).toMatchObject({
    "chronik.peer.refusals": 0,
    "chronik.peer.outgoing.up 2 raft": 0,
    "chronik.peer.incoming.up 2 replication": 0,
    "chronik.peer.queue.messages 2 raft": 3,
    "chronik.peer.queue.messages 2 replication": 0,
    "chronik.peer.sent.messages 2 raft": 0,
    "chronik.peer.dropped.messages 2 raft": 0,
  });
  expect(values["chronik.peer.queue.size 2 raft"]).toBeGreaterThan(3 * 8);
  expect(Object.keys(values)).toHaveLength(1 + 2 * (meter.names.length - 1));
  stop();
  expect(meter.callbacks.size).toBe(0);
  await node.network.close();
});
