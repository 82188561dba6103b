import {
  createPartitions,
  createTopics,
  deleteTopics,
  describeConfigs,
  electLeaders,
  errorCodes,
} from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { Admin, type AdminOptions } from "./admin.ts";
import { ScriptedBrokers } from "./testing/scripted-brokers.ts";

const SPEC = { name: "new", partitions: 2, replicationFactor: 3 };

function administrating(options: Partial<AdminOptions> = {}) {
  const brokers = new ScriptedBrokers();
  /** What is answered, one after the other; the last one for ever; null for hanging up. */
  const script: (number | null)[] = [0];
  const next = () => (script.length > 1 ? script.shift()! : script[0]!);
  brokers.on(createTopics, ({ body, respond, close }) => {
    const errorCode = next();
    if (errorCode === null) return close();
    respond({ topics: body.topics.map(({ name }) => ({ name, errorCode, errorMessage: null, configs: [] })) });
  });
  brokers.on(deleteTopics, ({ body, respond, close }) => {
    const errorCode = next();
    if (errorCode === null) return close();
    respond({ responses: body.topics.map(({ name }) => ({ name, errorCode })) });
  });
  brokers.on(createPartitions, ({ body, respond, close }) => {
    const errorCode = next();
    if (errorCode === null) return close();
    respond({ results: body.topics.map(({ name }) => ({ name, errorCode })) });
  });
  brokers.on(electLeaders, ({ respond }) => respond({ replicaElectionResults: [] }));
  brokers.on(describeConfigs, ({ body, respond }) => {
    const { resourceType, resourceName } = body.resources[0]!;
    const configs = [{ name: "a", value: "1", readOnly: false, isSensitive: false, synonyms: [] }];
    respond({ results: [{ errorCode: 0, errorMessage: null, resourceType, resourceName, configs }] });
  });
  const admin = new Admin({ ...brokers.options("a"), retryBackoffMs: 10, timeoutMs: 200, ...options });
  admin.start();
  brokers.queue.runFor(20);
  const outcome = () => brokers.history.operations.map(({ f, type }) => `${f} ${type}`);
  return { brokers, queue: brokers.queue, admin, script, outcome };
}

describe("an admin", () => {
  it.each([
    ["that is done", [0], "ok"],
    ["that is refused", [errorCodes.INVALID_PARTITIONS], "fail"],
    ["of one that exists", [errorCodes.TOPIC_ALREADY_EXISTS], "fail"],
    ["that is answered only when it is tried again", [null, errorCodes.TOPIC_ALREADY_EXISTS], "ok"],
    ["that takes too long once", [errorCodes.REQUEST_TIMED_OUT, 0], "ok"],
    ["whose end is never known", [errorCodes.REQUEST_TIMED_OUT], "info"],
    ["that fails after one that may have succeeded", [null, errorCodes.INVALID_REQUEST], "info"],
  ] as const)("tells of a creation %s", (_, answers, type) => {
    const { admin, queue, script, outcome } = administrating();
    script.splice(0, script.length, ...answers);
    let created: boolean | undefined;
    admin.createTopic(SPEC, (is) => {
      created = is;
    });
    queue.runFor(600);
    expect(outcome()).toEqual([`create-topic ${type}`]);
    expect(created).toBe(type === "ok");
  });

  it.each([
    ["that is done", [0], "ok"],
    ["that is refused", [errorCodes.INVALID_PARTITIONS], "fail"],
    ["that is answered only when it is tried again", [null, errorCodes.INVALID_PARTITIONS], "ok"],
    ["whose end is never known", [errorCodes.REQUEST_TIMED_OUT], "info"],
  ] as const)("tells of more partitions %s", (_, answers, type) => {
    const { admin, queue, script, outcome } = administrating();
    script.splice(0, script.length, ...answers);
    admin.growTopic("new", 3);
    queue.runFor(600);
    expect(outcome()).toEqual([`grow-topic ${type}`]);
  });

  it("is idle again when it has had leaders elected", () => {
    const { admin, queue } = administrating();
    admin.stop();
    admin.electLeaders();
    expect(admin.idle).toBe(false);
    queue.runFor(600);
    expect(admin.idle).toBe(true);
  });

  it.each([
    ["that is done", [0], "ok"],
    ["at a node that does not know the topic yet", [errorCodes.UNKNOWN_TOPIC_OR_PARTITION, 0], "ok"],
    ["of a topic that nobody knows", [errorCodes.UNKNOWN_TOPIC_OR_PARTITION], "fail"],
    ["that may have happened", [null, errorCodes.UNKNOWN_TOPIC_OR_PARTITION], "info"],
    ["that nobody answers, twice", [null], "info"],
  ] as const)("tells of a deletion %s", (_, answers, type) => {
    const { admin, queue, script, outcome } = administrating();
    script.splice(0, script.length, ...answers);
    admin.deleteTopic("old");
    queue.runFor(600);
    expect(outcome()).toEqual([`delete-topic ${type}`]);
  });

  it("describes a topic, and lists all", () => {
    const { admin, queue } = administrating();
    const told: unknown[] = [];
    admin.describeTopic("t", (configs) => told.push(configs));
    admin.listTopics((topics) => told.push(topics));
    queue.runFor(50);
    expect(told).toContainEqual(new Map([["a", "1"]]));
    expect(told).toContainEqual(new Set(["t"]));
  });

  it("creates and deletes topics of its own, and is idle when it was stopped and all is answered", () => {
    const { admin, queue, outcome } = administrating({ intervalMs: 20, topicsMax: 2 });
    queue.runFor(2000);
    let idle = false;
    admin.onIdle = () => {
      idle = true;
    };
    admin.createTopic(SPEC);
    admin.stop();
    expect(admin.idle).toBe(false);
    queue.runFor(500);
    expect([admin.idle, idle]).toEqual([true, true]);
    expect(new Set(outcome())).toEqual(new Set(["create-topic ok", "delete-topic ok", "grow-topic ok"]));
  });
});
