import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import { describe, expect, it } from "vitest";
import { VirtualTime } from "../metadata/testing/virtual-time.ts";
import { CONTROLLER_DEFAULTS, Controller } from "./controller.ts";
import { FakeLogger, FakeMetadata } from "./testing/fake-metadata.ts";

const { sessionTimeoutMs, disconnectedTimeoutMs, checkIntervalMs } = CONTROLLER_DEFAULTS;

/** Node 1 is the controller's; nodes 2 and 3 are registered, connected and heard from all the time. */
function setup() {
  const time = new VirtualTime();
  const metadata = new FakeMetadata();
  metadata.cluster.register(1, 2, 3);
  const lastHeardMs = new Map<NodeId, number>();
  const brokenAtMs = new Map<NodeId, number>();
  const logger = new FakeLogger();
  const controller = new Controller({
    nodeId: 1,
    metadata,
    liveness: {
      silentMs: (nodeId) => time.monotonicMs() - (lastHeardMs.get(nodeId) ?? time.monotonicMs()),
      disconnectedMs: (nodeId) => {
        const since = brokenAtMs.get(nodeId);
        return since === undefined ? null : time.monotonicMs() - since;
      },
    },
    clock: time,
    timers: time,
    logger,
  });
  /** Nothing comes from the node from now on. */
  const silence = (nodeId: NodeId) => lastHeardMs.set(nodeId, time.monotonicMs());
  const fencing = () => metadata.proposed.map((command) => ("nodeId" in command ? command.nodeId : null));
  return { time, metadata, controller, logger, lastHeardMs, brokenAtMs, silence, fencing };
}

describe("Controller", () => {
  it("fences a node that is silent for the session timeout, once", () => {
    const { time, metadata, controller, silence } = setup();
    controller.start(7);
    time.advance(5000);
    silence(3);
    time.advance(sessionTimeoutMs - 1);
    expect(metadata.proposed).toEqual([]);
    time.advance(checkIntervalMs);
    expect(metadata.proposed).toEqual([{ kind: "fenceNode", nodeId: 3, nodeEpoch: 3 }]);
    time.advance(1000);
    expect(metadata.proposed).toHaveLength(1);
    metadata.commit();
    time.advance(5000);
    expect(metadata.proposed).toEqual([]);
  });

  it("fences a node sooner whose connection is down", () => {
    const { time, controller, brokenAtMs, silence, fencing } = setup();
    controller.start(7);
    time.advance(5000);
    silence(2);
    silence(3);
    brokenAtMs.set(3, time.monotonicMs());
    time.advance(disconnectedTimeoutMs + checkIntervalMs);
    expect(fencing()).toEqual([3]);
    time.advance(sessionTimeoutMs);
    expect(fencing()).toEqual([3, 2]);
  });

  it("fences a node at once whose connection this process saw break before it became controller", () => {
    const { time, controller, brokenAtMs, silence, fencing } = setup();
    silence(3);
    brokenAtMs.set(3, time.monotonicMs());
    time.advance(disconnectedTimeoutMs);
    controller.start(7);
    time.advance(checkIntervalMs);
    expect(fencing()).toEqual([3]);
  });

  it("does not fence a node whose connection came back in time", () => {
    const { time, controller, brokenAtMs, fencing } = setup();
    controller.start(7);
    brokenAtMs.set(3, time.monotonicMs());
    time.advance(disconnectedTimeoutMs - 1);
    brokenAtMs.delete(3);
    time.advance(10_000);
    expect(fencing()).toEqual([]);
  });

  it("gives each node its full grace from its own election on", () => {
    const { time, controller, silence, fencing } = setup();
    silence(2);
    time.advance(60_000);
    controller.start(7);
    time.advance(sessionTimeoutMs - 1);
    expect(fencing()).toEqual([]);
    time.advance(checkIntervalMs + 1);
    expect(fencing()).toEqual([2]);
  });

  it("gives a node that has registered anew its full grace", () => {
    const { time, metadata, controller, silence, fencing } = setup();
    controller.start(7);
    time.advance(5000);
    silence(2);
    time.advance(sessionTimeoutMs - 200);
    metadata.change((cluster) => cluster.restart(2));
    time.advance(sessionTimeoutMs - 1);
    expect(fencing()).toEqual([]);
    time.advance(2 * checkIntervalMs);
    expect(fencing()).toEqual([2]);
  });

  it("fences nobody for a silence in which it stood still itself", () => {
    const { time, controller, silence, logger, lastHeardMs, fencing } = setup();
    controller.start(7);
    time.advance(5000);
    silence(2);
    silence(3);
    time.standStill(30_000);
    expect(fencing()).toEqual([]);
    expect(logger.lines.at(-1)).toContain("stood still");
    lastHeardMs.set(2, time.monotonicMs());
    time.advance(sessionTimeoutMs - 1);
    expect(fencing()).toEqual([]);
    lastHeardMs.set(2, time.monotonicMs());
    time.advance(checkIntervalMs);
    expect(fencing()).toEqual([3]);
  });

  it("counts a silence on after each of its own pauses, and does not begin anew", () => {
    const { time, controller, silence, fencing } = setup();
    controller.start(7);
    time.advance(5000);
    silence(2);
    let runningMs = 0;
    while (fencing().length === 0) {
      time.advance(100);
      runningMs += 100;
      time.standStill(400);
      expect(runningMs).toBeLessThan(2 * sessionTimeoutMs);
    }
    expect(runningMs).toBeGreaterThanOrEqual(sessionTimeoutMs - 100);
  });

  it("never fences its own node, nor one that is fenced", () => {
    const { time, metadata, controller, silence, fencing } = setup();
    metadata.cluster.fence(2);
    silence(1);
    silence(2);
    controller.start(7);
    time.advance(10_000);
    expect(fencing()).toEqual([]);
  });

  it("tries again where fencing failed", () => {
    const { time, metadata, controller, logger, silence, fencing } = setup();
    silence(2);
    controller.start(7);
    time.advance(2000);
    metadata.refuse(errorCodes.REQUEST_TIMED_OUT);
    expect(logger.lines.at(-1)).toContain("not fenced");
    time.advance(checkIntervalMs);
    expect(fencing()).toEqual([2]);
  });

  it("does nothing before it is started and after it is stopped", () => {
    const { time, controller, silence, fencing } = setup();
    silence(2);
    time.advance(10_000);
    controller.start(7);
    expect(controller.running).toBe(true);
    time.advance(sessionTimeoutMs - 1);
    controller.stop();
    controller.stop();
    expect(controller.running).toBe(false);
    time.advance(10_000);
    expect(fencing()).toEqual([]);
    expect(time.timerCount).toBe(0);
  });

  it("is not confused by an answer to a fencing of an earlier term", () => {
    const { time, metadata, controller, silence, fencing } = setup();
    silence(2);
    controller.start(7);
    time.advance(2000);
    controller.start(8);
    expect(time.timerCount).toBe(1);
    time.advance(2000);
    expect(fencing()).toEqual([2, 2]);
    metadata.refuse(errorCodes.REQUEST_TIMED_OUT);
    time.advance(2000);
    expect(fencing()).toEqual([2]);
  });
});
