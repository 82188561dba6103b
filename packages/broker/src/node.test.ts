import {
  createPartitions,
  createTopics,
  deleteTopics,
  describeCluster,
  describeConfigs,
  electLeaders,
  encodeBatch,
  errorCodes,
  fetch,
  initProducerId,
  listOffsets,
  metadata,
  offsetForLeaderEpoch,
  produce,
  ZERO_UUID,
} from "@chronik/kafka-protocol";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { inspectNode } from "./testing/index.ts";
import { produceBody, SimClient } from "./testing/sim-client.ts";
import { SimNode } from "./testing/sim-node.ts";

let sim: SimNode;
let client: SimClient;

beforeEach(() => {
  sim = new SimNode({ seed: 1 });
  sim.start();
  client = new SimClient(sim);
  client.createTopic("t");
});

describe("Metadata", () => {
  it("answers all topics, named ones, and none, by the rules of each version", () => {
    const names = (body: Parameters<typeof client.ask<typeof metadata>>[1], version: number) =>
      client.ask(metadata, body, { version })!.topics.map(({ name }) => name);
    expect(names({ topics: [] }, 0)).toEqual(["t"]);
    expect(names({ topics: [] }, 1)).toEqual([]);
    expect(names({ topics: null }, 1)).toEqual(["t"]);
    expect(names({ topics: [{ name: "t" }] }, 13)).toEqual(["t"]);
  });

  it("creates a missing topic only where the request allows it, and never one with a bad name", () => {
    const ask = (name: string, allowAutoTopicCreation: boolean) =>
      client.ask(metadata, { topics: [{ name }], allowAutoTopicCreation }, { version: 9 })!.topics[0]!;
    expect(ask("missing", false).errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect(ask("missing", true)).toMatchObject({ errorCode: 0, partitions: [{ leaderId: 1 }] });
    expect(ask("bad name", true).errorCode).toBe(errorCodes.INVALID_TOPIC_EXCEPTION);
  });

  it("finds a topic by its id", () => {
    const { topicId } = client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!;
    const byId = (id: string) => client.ask(metadata, { topics: [{ name: null, topicId: id }] })!.topics[0]!;
    expect(byId(topicId)).toMatchObject({ errorCode: 0, name: "t" });
    expect(byId("f".repeat(32)).errorCode).toBe(errorCodes.UNKNOWN_TOPIC_ID);
    expect(byId(ZERO_UUID).errorCode).toBe(errorCodes.INVALID_REQUEST);
  });

  it("names the endpoint of the listener that was asked", () => {
    const { brokers, controllerId } = client.ask(metadata, { topics: [] })!;
    expect(brokers).toEqual([{ nodeId: 1, host: "localhost", port: 9092, rack: null }]);
    expect(controllerId).toBe(1);
    expect(client.ask(describeCluster, {})!.brokers).toMatchObject([{ brokerId: 1, port: 9092 }]);
    expect(client.ask(describeCluster, { endpointType: 2 })!.errorCode).toBe(errorCodes.UNSUPPORTED_ENDPOINT_TYPE);
  });
});

describe("Produce and Fetch", () => {
  const one = (topic: string, fields: object) =>
    client.ask(produce, { ...produceBody(topic, ["a"]), ...fields }, { version: 9 })!.responses[0]!
      .partitionResponses[0]!;

  it("returns what was produced, in every version that carries it", () => {
    client.produceAcked("t", ["a", "b"]);
    client.produceAcked("t", ["c"]);
    for (let version = fetch.versionMin; version <= fetch.versionMax; version++) {
      const { topicId } = client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!;
      const partitions = [{ partition: 0, fetchOffset: 2, partitionMaxBytes: 1 }];
      const body = {
        maxWaitMs: 0,
        minBytes: 1,
        topics: [version >= 13 ? { topicId, partitions } : { topic: "t", partitions }],
      };
      const partition = client.ask(fetch, body, { version })!.responses[0]!.partitions[0]!;
      expect([version, partition.errorCode, partition.highWatermark]).toEqual([version, 0, 3]);
      expect(partition.records!.length).toBeGreaterThan(60);
    }
  });

  it("refuses what it must: acks, unknown topics and partitions, damaged batches, internal topics, transactions", () => {
    expect(one("t", { acks: 2 }).errorCode).toBe(errorCodes.INVALID_REQUIRED_ACKS);
    expect(one("nowhere", {}).errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect(one("t", { transactionalId: "tx" }).errorCode).toBe(errorCodes.INVALID_TXN_STATE);
    const body = produceBody("t", ["a"]);
    const damaged = body.topicData![0]!.partitionData![0]!.records!;
    damaged[damaged.length - 1]! ^= 1;
    expect(client.ask(produce, body, { version: 9 })!.responses[0]!.partitionResponses[0]!.errorCode).toBe(
      errorCodes.CORRUPT_MESSAGE,
    );
  });

  it("closes the connection of an acks=0 request that fails, and answers none that succeeds", () => {
    const failed = client.send(produce, { ...produceBody("nowhere", ["a"]), acks: 0 }, { version: 9 });
    sim.advance(10);
    expect(failed).toEqual({ settled: true });
    const succeeded = client.send(produce, { ...produceBody("t", ["a"]), acks: 0 }, { version: 9 });
    sim.advance(1000);
    expect(succeeded).toEqual({ settled: false });
    expect(client.consume("t")).toEqual(["a"]);
  });

  it("waits for more up to maxWaitMs, answers at once when it comes, and with nothing when it does not", () => {
    const topics = [{ topic: "t", partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 }] }];
    const waiting = client.send(fetch, { maxWaitMs: 500, minBytes: 1, topics }, { version: 11 });
    sim.advance(300);
    expect(waiting.settled).toBe(false);
    client.produceAcked("t", ["a"]);
    sim.advance(10);
    expect(waiting.response?.responses[0]?.partitions[0]?.records?.length).toBeGreaterThan(0);
    topics[0]!.partitions[0]!.fetchOffset = 1;
    const inVain = client.send(fetch, { maxWaitMs: 500, minBytes: 1, topics }, { version: 11 });
    sim.advance(499);
    expect(inVain.settled).toBe(false);
    sim.advance(2);
    expect(inVain.response?.responses[0]?.partitions[0]?.records?.length).toBe(0);
  });

  it("reads 8 MiB in one turn at most, and waits for no more, whatever the client asks for", () => {
    client.produceAcked("t", ["a"]);
    const { topicId } = client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!;
    const { replica } = inspectNode(sim.node)!.replicas.partition(topicId, 0)!;
    const read = vi.spyOn(replica, "read").mockImplementation(() => new Uint8Array(4 * 1024 * 1024));
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 2 ** 30 }];
    const body = { maxWaitMs: 500, minBytes: 2 ** 29, maxBytes: 2 ** 30, topics: [{ topic: "t", partitions }] };
    const waiting = client.send(fetch, body, { version: 11 });
    sim.advance(10);
    expect(read.mock.calls).toEqual([[expect.objectContaining({ bytesMax: 8 * 1024 * 1024 })]]);
    expect(waiting.response!.responses[0]!.partitions[0]!.records!.length).toBe(4 * 1024 * 1024);
  });

  it("says what is out of range, and which session does not exist", () => {
    const ask = (fields: object, partition: object = {}) => {
      const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000, ...partition }];
      return client.ask(
        fetch,
        { maxWaitMs: 0, minBytes: 0, topics: [{ topic: "t", partitions }], ...fields },
        { version: 12 },
      )!;
    };
    expect(ask({}, { fetchOffset: 1 }).responses[0]!.partitions[0]!.errorCode).toBe(errorCodes.OFFSET_OUT_OF_RANGE);
    expect(ask({}, { fetchOffset: -1 }).responses[0]!.partitions[0]!.errorCode).toBe(errorCodes.OFFSET_OUT_OF_RANGE);
    expect(ask({}, { currentLeaderEpoch: 9 }).responses[0]!.partitions[0]!.errorCode).toBe(
      errorCodes.UNKNOWN_LEADER_EPOCH,
    );
    expect(ask({ sessionId: 5 }).errorCode).toBe(errorCodes.FETCH_SESSION_ID_NOT_FOUND);
    expect(ask({ sessionEpoch: 3 }).errorCode).toBe(errorCodes.INVALID_FETCH_SESSION_EPOCH);
    expect(ask({ replicaId: 2 }).errorCode).toBe(errorCodes.INVALID_REQUEST);
  });

  it("tells a client where the log that it has read parts from this one", () => {
    client.produceAcked("t", ["a"]);
    const partitions = [{ partition: 0, fetchOffset: 1, lastFetchedEpoch: 0, partitionMaxBytes: 1000 }];
    const read = (change: object) =>
      client.ask(
        fetch,
        { maxWaitMs: 0, minBytes: 0, topics: [{ topic: "t", partitions: [{ ...partitions[0]!, ...change }] }] },
        { version: 12 },
      )!.responses[0]!.partitions[0]!.divergingEpoch;
    expect(read({})).toEqual({ epoch: -1, endOffset: -1 });
    expect(read({ lastFetchedEpoch: 7 })).toEqual({ epoch: 0, endOffset: 1 });
  });
});

describe("ListOffsets and OffsetForLeaderEpoch", () => {
  it("find the ends, the first record of a time, and the latest time", () => {
    client.produceAcked("t", ["a", "b", "c"]);
    client.produceAcked("t", ["d"]);
    const at = (timestamp: number) => client.offset("t", timestamp);
    expect([at(-2), at(-1), at(-4)]).toEqual([0, 4, 0]);
    expect([at(1000), at(1001), at(1002), at(1003)]).toEqual([0, 1, 2, -1]);
    expect(at(-3)).toBe(2);
  });

  it("end an epoch where it ends", () => {
    client.produceAcked("t", ["a", "b"]);
    const topics = [{ topic: "t", partitions: [{ partition: 0, leaderEpoch: 5 }] }];
    expect(client.ask(offsetForLeaderEpoch, { topics })!.topics[0]!.partitions[0]!).toMatchObject({
      errorCode: 0,
      leaderEpoch: 0,
      endOffset: 2,
    });
  });

  it("says nothing of a partition that does not exist", () => {
    const topics = [{ name: "t", partitions: [{ partitionIndex: 7, timestamp: -1 }] }];
    expect(client.ask(listOffsets, { replicaId: -1, topics })!.topics[0]!.partitions[0]!.errorCode).toBe(
      errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
    );
  });
});

describe("CreateTopics and DeleteTopics", () => {
  const create = (fields: object, request: object = {}) =>
    client.ask(createTopics, {
      topics: [{ name: "n", numPartitions: 2, replicationFactor: 1, assignments: [], configs: [], ...fields }],
      ...request,
    })!.topics[0]!;

  it("create, describe, and delete, by name and by id", () => {
    const created = create({ configs: [{ name: "min.insync.replicas", value: "1" }] });
    expect(created).toMatchObject({ errorCode: 0, numPartitions: 2, replicationFactor: 1 });
    expect(created.configs).toContainEqual(
      expect.objectContaining({ name: "min.insync.replicas", value: "1", configSource: 1 }),
    );
    expect(create({}).errorCode).toBe(errorCodes.TOPIC_ALREADY_EXISTS);
    const remove = (topic: object) =>
      client.ask(deleteTopics, { topics: [topic as never], timeoutMs: 1000 })!.responses[0]!;
    expect(remove({ name: null, topicId: created.topicId })).toMatchObject({ errorCode: 0, name: "n" });
    expect(remove({ name: "n", topicId: ZERO_UUID }).errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    sim.until(() => !sim.disk.list("/data").some((name) => name.startsWith("n-")));
  });

  it("refuse what makes no sense, each with its own error, and create nothing", () => {
    expect(create({ numPartitions: 0 }).errorCode).toBe(errorCodes.INVALID_PARTITIONS);
    expect(create({ replicationFactor: 2 }).errorCode).toBe(errorCodes.INVALID_REPLICATION_FACTOR);
    expect(create({ name: "a b" }).errorCode).toBe(errorCodes.INVALID_TOPIC_EXCEPTION);
    expect(create({ configs: [{ name: "no.such.thing", value: "1" }] }).errorCode).toBe(errorCodes.INVALID_CONFIG);
    expect(create({ configs: [{ name: "min.insync.replicas", value: null }] }).errorCode).toBe(
      errorCodes.INVALID_REQUEST,
    );
    const assignments = [{ partitionIndex: 1, brokerIds: [1] }];
    expect(create({ assignments }).errorCode).toBe(errorCodes.INVALID_REQUEST);
    expect(create({ assignments, numPartitions: -1, replicationFactor: -1 }).errorCode).toBe(
      errorCodes.INVALID_REPLICA_ASSIGNMENT,
    );
    expect(create({}, { validateOnly: true }).errorCode).toBe(errorCodes.NONE);
    expect(client.ask(metadata, { topics: null })!.topics.map(({ name }) => name)).toEqual(["t"]);
  });
});

describe("CreatePartitions", () => {
  const grow = (fields: object, request: object = {}) =>
    client.ask(createPartitions, {
      topics: [{ name: "t", count: 3, assignments: null, ...fields }],
      timeoutMs: 1000,
      validateOnly: false,
      ...request,
    })!.results[0]!;

  it("adds partitions that can be written to at once", () => {
    expect(grow({}, { validateOnly: true })).toMatchObject({ name: "t", errorCode: 0 });
    expect(client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!.partitions).toHaveLength(1);
    expect(grow({})).toEqual({ name: "t", errorCode: 0, errorMessage: null });
    const { partitions } = client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!;
    expect(partitions.map(({ partitionIndex, leaderId }) => [partitionIndex, leaderId])).toEqual([
      [0, 1],
      [1, 1],
      [2, 1],
    ]);
    const { topicData, ...rest } = produceBody("t", ["x"]);
    const partitionData = topicData![0]!.partitionData!.map((first) => ({ ...first, index: 2 }));
    const body = { ...rest, topicData: [{ name: "t", partitionData }] };
    expect(client.ask(produce, body, { version: 12 })!.responses[0]!.partitionResponses[0]).toMatchObject({
      index: 2,
      errorCode: 0,
    });
  });

  it("refuses what makes no sense, each with its own error", () => {
    expect(grow({ count: 1 }).errorCode).toBe(errorCodes.INVALID_PARTITIONS);
    expect(grow({ assignments: [{ brokerIds: [1] }] }).errorCode).toBe(errorCodes.INVALID_REPLICA_ASSIGNMENT);
    expect(grow({ name: "gone" }).errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect(grow({ name: "__consumer_offsets" }).errorCode).toBe(errorCodes.INVALID_REQUEST);
    const twice = [1, 2].map(() => ({ name: "t", count: 3, assignments: null }));
    const { results } = client.ask(createPartitions, { topics: twice, timeoutMs: 1000, validateOnly: false })!;
    expect(results.map(({ errorCode }) => errorCode)).toEqual([errorCodes.INVALID_REQUEST, errorCodes.INVALID_REQUEST]);
  });
});

describe("ElectLeaders", () => {
  it("says of each partition why nothing has to be done, or cannot be", () => {
    const topicPartitions = [{ topic: "t", partitions: [0, 9] }];
    const ask = (request: object) => client.ask(electLeaders, { topicPartitions, timeoutMs: 1000, ...request })!;
    const codes = (request: object) =>
      ask(request).replicaElectionResults[0]!.partitionResult.map(({ errorCode }) => errorCode);
    expect(codes({})).toEqual([errorCodes.ELECTION_NOT_NEEDED, errorCodes.UNKNOWN_TOPIC_OR_PARTITION]);
    expect(codes({ electionType: 1 })).toEqual([errorCodes.INVALID_REQUEST, errorCodes.INVALID_REQUEST]);
    expect(ask({ topicPartitions: null })).toMatchObject({ errorCode: 0, replicaElectionResults: [] });
  });
});

describe("DescribeConfigs and InitProducerId", () => {
  it("describe a topic, this node, and nothing else", () => {
    const ask = (resourceType: number, resourceName: string) =>
      client.ask(describeConfigs, { resources: [{ resourceType, resourceName, configurationKeys: null }] })!
        .results[0]!;
    expect(ask(2, "t").configs.map(({ name }) => name)).toContain("min.insync.replicas");
    expect(ask(2, "nowhere").errorCode).toBe(errorCodes.UNKNOWN_TOPIC_OR_PARTITION);
    expect(ask(4, "1").errorCode).toBe(errorCodes.NONE);
    expect(ask(4, "2").errorCode).toBe(errorCodes.INVALID_REQUEST);
  });

  it("give every producer an id of its own, and refuse transactions", () => {
    const ask = (transactionalId: string | null) =>
      client.ask(initProducerId, { transactionalId, transactionTimeoutMs: 0 })!;
    const ids = [ask(null), ask(null)].map(({ producerId }) => producerId);
    expect(new Set(ids).size).toBe(2);
    expect(ask("tx").errorCode).toBe(errorCodes.UNSUPPORTED_VERSION);
  });
});

describe("a record batch without a key or value", () => {
  it("survives a restart", () => {
    const records = encodeBatch({ records: [{ timestamp: 1, key: null, value: null }] });
    const body = { acks: -1, timeoutMs: 1000, topicData: [{ name: "t", partitionData: [{ index: 0, records }] }] };
    expect(client.ask(produce, body, { version: 9 })!.responses[0]!.partitionResponses[0]!.errorCode).toBe(0);
    sim.cutPower();
    sim.start();
    client.createTopic("t");
    expect(client.offset("t", -1)).toBe(1);
  });
});

describe("a disk that fails", () => {
  it("takes a partition out of service whose log cannot be written, and leaves the others alone", () => {
    client.createTopic("other");
    const lift = sim.disk.plant({ on: "write", path: "/t-0/", code: "EIO" });
    // The batch is acknowledged where the journal has made it durable before the segment is tried.
    expect([errorCodes.NONE, errorCodes.KAFKA_STORAGE_ERROR]).toContain(client.produce("t", ["a"])?.errorCode);
    lift();
    expect(client.produce("t", ["a"])?.errorCode).not.toBe(errorCodes.NONE);
    expect(client.produce("other", ["a"])?.errorCode).toBe(errorCodes.NONE);
    expect(sim.fatal).toEqual([]);
  });

  it("names a replica offline whose log failed, and serves it again after a start that can use it", () => {
    client.produceAcked("t", ["before"]);
    const lift = sim.disk.plant({ on: "write", path: "/t-0/", code: "EIO" });
    client.produce("t", ["lost?"]);
    lift();
    const described = () => client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!.partitions[0]!;
    sim.until(() => sim.logger.lines.some(({ message }) => message.startsWith("no other replica is in sync")));
    expect(described()).toMatchObject({
      errorCode: errorCodes.LEADER_NOT_AVAILABLE,
      leaderId: -1,
      offlineReplicas: [1],
    });
    sim.cutPower();
    sim.start();
    client = new SimClient(sim);
    expect(described()).toMatchObject({ errorCode: errorCodes.NONE, leaderId: 1, offlineReplicas: [] });
    expect(client.consume("t")[0]).toBe("before");
  });

  it("refuses writes while it is full, says so, and goes on when there is room", () => {
    client.produceAcked("t", ["before"]);
    const disk = sim.disk;
    const lift = disk.plant({ on: "write", path: "/t-0/", code: "ENOSPC" });
    const big = ["x".repeat(1000)];
    sim.eventually(() => client.produce("t", big)?.errorCode === errorCodes.KAFKA_STORAGE_ERROR);
    const said = () => sim.logger.lines.map(({ message }) => message);
    expect(said().filter((message) => message.startsWith("the disk is full"))).toHaveLength(1);
    expect(client.consume("t")[0]).toBe("before");
    lift();
    sim.eventually(() => client.produce("t", ["after"])?.errorCode === errorCodes.NONE);
    expect(said()).toContain("the disk has room again");
    const read = client.consume("t");
    expect([read[0], read.at(-1)]).toEqual(["before", "after"]);
  });

  it("does not start while it has no room for what the journal holds, says what to do, and loses nothing", () => {
    client.produceAcked("t", ["before"]);
    sim.cutPower();
    const lift = sim.disk.plant({ on: "write", path: "/t-0/", code: "ENOSPC" });
    expect(() => sim.start()).toThrow(
      expect.objectContaining({ code: "diskFull", message: expect.stringMatching(/make room and start again/) }),
    );
    expect(sim.disk.openFiles).toBe(0);
    lift();
    sim.start();
    expect(new SimClient(sim).consume("t")).toEqual(["before"]);
  });

  it("ends the node where the journal cannot be synced: nothing is acknowledged from then on", () => {
    sim.disk.plant({ on: "datasync", path: "journal", code: "EIO" });
    const pending = client.send(produce, produceBody("t", ["a"]), { version: 9 });
    sim.advance(10_000);
    expect(sim.fatal).toMatchObject([{ code: "storageFailed" }]);
    expect(pending.response?.responses[0]?.partitionResponses[0]?.errorCode ?? errorCodes.KAFKA_STORAGE_ERROR).not.toBe(
      0,
    );
  });
});
