import type { BatchObservableCallback, Meter } from "@opentelemetry/api";
import { describe, expect, it } from "vitest";
import { observeBroker } from "./telemetry.ts";
import { SimClient } from "./testing/sim-client.ts";
import { SimNode } from "./testing/sim-node.ts";

/** A meter that collects when the test says so. */
class TestMeter {
  readonly #callbacks = new Set<BatchObservableCallback>();

  createObservableCounter(name: string): object {
    return { name };
  }

  createObservableGauge(name: string): object {
    return { name };
  }

  addBatchObservableCallback(callback: BatchObservableCallback): void {
    this.#callbacks.add(callback);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback): void {
    this.#callbacks.delete(callback);
  }

  collect(): Record<string, number> {
    const values: Record<string, number> = {};
    for (const callback of this.#callbacks) {
      callback({ observe: (instrument, value) => (values[(instrument as unknown as { name: string }).name] = value) });
    }
    return values;
  }
}

describe("observeBroker", () => {
  it("tells what went through the node, and nothing after it was ended", () => {
    const sim = new SimNode({ seed: 1 });
    sim.start();
    const client = new SimClient(sim);
    client.createTopic("t");
    client.produceAcked("t", ["a", "b"]);
    client.consume("t");
    const meter = new TestMeter();
    const end = observeBroker(sim.node, meter as unknown as Meter);
    expect(meter.collect()).toMatchObject({
      "chronik.broker.records.in": 2,
      "chronik.broker.requests.produce": 1,
      "chronik.raft.leader": 1,
      "chronik.broker.partitions.led": 1,
      "chronik.broker.partitions.under_replicated": 0,
    });
    expect(meter.collect()["chronik.broker.size.out"]).toBeGreaterThan(60);
    end();
    expect(meter.collect()).toEqual({});
  });
});
