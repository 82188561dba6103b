import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import type { TopicPartitions } from "../metadata/command.ts";
import { FIRST_PARTITION, registerNode } from "../metadata/testing/cluster.ts";
import { VirtualTime } from "../metadata/testing/virtual-time.ts";
import { REGISTRATION_DEFAULTS, Registration } from "./registration.ts";
import type { ReplacedError } from "./replaced-error.ts";
import { FakeLogger, FakeMetadata } from "./testing/fake-metadata.ts";

const ENDPOINTS = [{ listener: "PLAINTEXT", host: "127.0.0.1", port: 9091 }];
const { retryDelayMsMin, retryDelayMsMax, calmMs } = REGISTRATION_DEFAULTS;

function setup({ failed = [] }: { failed?: readonly TopicPartitions[] } = {}) {
  const time = new VirtualTime();
  const metadata = new FakeMetadata();
  const logger = new FakeLogger();
  const replaced: ReplacedError[] = [];
  const registration = new Registration({
    nodeId: 1,
    incarnation: "life",
    directoryId: "disk-1",
    rack: "r",
    failedReplicas: () => failed,
    metadata,
    clock: time,
    timers: time,
    logger,
    onReplaced: (error) => replaced.push(error),
  });
  const events: string[] = [];
  /** Registers, and has that committed. */
  const registered = (): void => {
    registration.register(ENDPOINTS, () => events.push("registered"));
    time.endTurn();
    metadata.commit();
    time.endTurn();
  };
  return { time, metadata, logger, replaced, registration, events, registered };
}

describe("register", () => {
  it("proposes this process life and calls back when the image shows it", () => {
    const { time, metadata, registration, events } = setup();
    registration.register(ENDPOINTS, () => events.push("registered"));
    expect(metadata.proposed).toEqual([]);
    time.endTurn();
    const identity = { nodeId: 1, incarnation: "life", directoryId: "disk-1", rack: "r", endpoints: ENDPOINTS };
    expect(metadata.proposed).toEqual([{ kind: "registerNode", previousNodeEpoch: 0, ...identity, failed: [] }]);
    expect(events).toEqual([]);
    metadata.commit();
    time.endTurn();
    time.advance(60_000);
    expect(events).toEqual(["registered"]);
    expect(metadata.proposed).toEqual([]);
    expect(metadata.cluster.node(1)).toMatchObject({ ...identity, fenced: false });
  });

  it("names the replicas that cannot be used", () => {
    const { metadata, registered } = setup({ failed: FIRST_PARTITION });
    metadata.cluster.register(1, 2).topicOn(1, 2);
    registered();
    expect(metadata.cluster.state).toBe("2@1 [2] failed 1");
  });

  it("takes the place of the process before it", () => {
    const { metadata, registered, events } = setup();
    metadata.cluster.register(1);
    registered();
    expect(events).toEqual(["registered"]);
    expect(metadata.cluster.node(1)).toMatchObject({ incarnation: "life", nodeEpoch: 2 });
  });

  it("tries again, less and less often, until it succeeds", () => {
    const { time, metadata, registration, events, logger } = setup();
    registration.register(ENDPOINTS, () => events.push("registered"));
    time.endTurn();
    let delayMs = retryDelayMsMin;
    for (let attempt = 0; attempt < 8; attempt++) {
      metadata.refuse(errorCodes.REQUEST_TIMED_OUT);
      time.advance(delayMs - 1);
      expect(metadata.proposed).toEqual([]);
      time.advance(1);
      expect(metadata.proposed).toHaveLength(1);
      delayMs = Math.min(2 * delayMs, retryDelayMsMax);
    }
    expect(logger.lines.filter((line) => line.includes("trying again"))).toHaveLength(8);
    metadata.commit();
    time.endTurn();
    expect(events).toEqual(["registered"]);
  });

  it("looks at the image anew where it was overtaken", () => {
    const { time, metadata, registration, events } = setup();
    registration.register(ENDPOINTS, () => events.push("registered"));
    time.endTurn();
    metadata.change((cluster) => cluster.do(registerNode(1, { incarnation: "ghost" })));
    metadata.commit();
    expect(events).toEqual([]);
    time.advance(retryDelayMsMin);
    expect(metadata.proposed).toMatchObject([{ kind: "registerNode", previousNodeEpoch: 1 }]);
    metadata.commit();
    time.endTurn();
    expect(events).toEqual(["registered"]);
  });

  it("is content with a registration whose answer was lost", () => {
    const { time, metadata, registration, events } = setup();
    registration.register(ENDPOINTS, () => events.push("registered"));
    time.endTurn();
    metadata.change((cluster) => cluster.do(registerNode(1, { incarnation: "life" })));
    metadata.refuse(errorCodes.REQUEST_TIMED_OUT);
    time.advance(60_000);
    expect(events).toEqual(["registered"]);
    expect(metadata.proposed).toEqual([]);
  });
});

describe("a registered node", () => {
  it("unfences itself", () => {
    const { time, metadata, registered } = setup();
    registered();
    time.advance(calmMs + retryDelayMsMin);
    metadata.change((cluster) => cluster.fence(1));
    expect(metadata.proposed).toEqual([]);
    time.endTurn();
    expect(metadata.proposed).toEqual([{ kind: "unfenceNode", nodeId: 1, nodeEpoch: 1 }]);
    metadata.commit();
    time.advance(60_000);
    expect(metadata.cluster.node(1).fenced).toBe(false);
    expect(metadata.proposed).toEqual([]);
  });

  it("does so less and less often where it is fenced again and again", () => {
    const { time, metadata, registered } = setup();
    registered();
    const attemptsMs: number[] = [];
    for (let round = 0; round < 6; round++) {
      metadata.change((cluster) => cluster.fence(1));
      time.endTurn();
      while (metadata.proposed.length === 0) time.advance(10);
      attemptsMs.push(time.monotonicMs());
      metadata.commit();
      time.endTurn();
    }
    expect(attemptsMs.map((atMs, index) => atMs - (attemptsMs[index - 1] ?? 0))).toEqual([
      100, 200, 400, 800, 1600, 2000,
    ]);
  });

  it("stops when a later process has taken its place", () => {
    const { time, metadata, registered, replaced } = setup();
    registered();
    metadata.change((cluster) => cluster.restart(1));
    time.endTurn();
    expect(replaced).toHaveLength(1);
    expect(replaced[0]).toMatchObject({ code: "NODE_REPLACED", retriable: false, replacedBy: "life+" });
    metadata.change((cluster) => cluster.fence(1));
    time.advance(60_000);
    expect(metadata.proposed).toEqual([]);
    expect(metadata.listenerCount).toBe(0);
  });

  it("leaves others alone", () => {
    const { time, metadata, registered } = setup();
    metadata.cluster.register(2);
    registered();
    metadata.change((cluster) => cluster.fence(2));
    time.advance(1000);
    expect(metadata.proposed).toEqual([]);
  });
});

describe("leave", () => {
  it("fences the node at once and calls back when the image shows it", () => {
    const { time, metadata, registration, registered, events } = setup();
    registered();
    registration.leave({ timeoutMs: 5000 }, (left) => events.push(`left ${left}`));
    time.endTurn();
    expect(metadata.proposed).toEqual([{ kind: "fenceNode", nodeId: 1, nodeEpoch: 1 }]);
    metadata.commit();
    time.advance(60_000);
    expect(events).toEqual(["registered", "left true"]);
    expect(metadata.proposed).toEqual([]);
    expect(metadata.listenerCount).toBe(0);
    expect(time.timerCount).toBe(0);
  });

  it("waits no longer than it was told", () => {
    const { time, metadata, registration, registered, events } = setup();
    registered();
    registration.leave({ timeoutMs: 5000 }, (left) => events.push(`left ${left}`));
    time.advance(4999);
    expect(events).toEqual(["registered"]);
    time.advance(1);
    expect(events).toEqual(["registered", "left false"]);
    metadata.commit();
    time.advance(60_000);
    expect(events).toHaveLength(2);
    expect(time.timerCount).toBe(0);
  });

  it("has nothing to do for a node that is not registered, or fenced already", () => {
    const never = setup();
    never.registration.leave({ timeoutMs: 5000 }, (left) => never.events.push(`left ${left}`));
    expect(never.events).toEqual([]);
    never.time.endTurn();
    expect(never.events).toEqual(["left true"]);

    const fenced = setup();
    fenced.registered();
    fenced.metadata.cluster.fence(1);
    fenced.registration.leave({ timeoutMs: 5000 }, (left) => fenced.events.push(`left ${left}`));
    fenced.time.endTurn();
    expect(fenced.events).toEqual(["registered", "left true"]);
    expect(fenced.metadata.proposed).toEqual([]);
  });

  it("waits for a registration that is under way, and undoes it", () => {
    const { time, metadata, registration, events } = setup();
    registration.register(ENDPOINTS, () => events.push("registered"));
    time.endTurn();
    registration.leave({ timeoutMs: 5000 }, (left) => events.push(`left ${left}`));
    time.endTurn();
    expect(events).toEqual([]);
    metadata.commit();
    time.endTurn();
    expect(metadata.proposed).toMatchObject([{ kind: "fenceNode" }]);
    metadata.commit();
    time.endTurn();
    expect(events).toEqual(["left true"]);
  });

  it("does not wait for the spacing of earlier attempts", () => {
    const { time, metadata, registration, events } = setup();
    registration.register(ENDPOINTS, () => events.push("registered"));
    time.endTurn();
    for (let attempt = 0; attempt < 5; attempt++) {
      metadata.refuse(errorCodes.REQUEST_TIMED_OUT);
      time.advance(retryDelayMsMax);
    }
    metadata.commit();
    registration.leave({ timeoutMs: 5000 }, (left) => events.push(`left ${left}`));
    time.endTurn();
    expect(metadata.proposed).toMatchObject([{ kind: "fenceNode" }]);
  });
});

describe("stop", () => {
  it("ends everything in silence", () => {
    const { time, metadata, registration, events } = setup();
    registration.register(ENDPOINTS, () => events.push("registered"));
    time.endTurn();
    registration.stop();
    metadata.commit();
    metadata.change((cluster) => cluster.fence(1));
    time.advance(60_000);
    expect(events).toEqual([]);
    expect(metadata.proposed).toEqual([]);
    expect(time.timerCount).toBe(0);
    expect(metadata.listenerCount).toBe(0);
  });
});
