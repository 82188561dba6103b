import {
  type AnyApi,
  apis,
  apiVersions,
  createPartitions,
  createTopics,
  deleteTopics,
  describeConfigs,
  describeGroups,
  electLeaders,
  fetch,
  findCoordinator,
  listOffsets,
  metadata,
  offsetCommit,
  offsetFetch,
  offsetForLeaderEpoch,
  produce,
} from "@chronik/kafka-protocol";
import { beforeAll, describe, expect, it } from "vitest";
import { produceBody, SimClient } from "./testing/sim-client.ts";
import { SimNode } from "./testing/sim-node.ts";

let sim: SimNode;
let client: SimClient;
let topicId = "";

beforeAll(() => {
  sim = new SimNode({ seed: 7 });
  sim.start();
  client = new SimClient(sim);
  client.createTopic("t");
  client.produceAcked("t", ["a", "b"]);
  topicId = client.ask(metadata, { topics: [{ name: "t" }] })!.topics[0]!.topicId;
  sim.eventually(
    () => client.ask(findCoordinator, { coordinatorKeys: ["g"], keyType: 0 })!.coordinators[0]!.errorCode === 0,
  );
});

/** A request that makes the handler fill in as much of its answer as it can; an empty one where that is all it takes. */
function body(api: AnyApi, version: number): object {
  const named = version >= 13 ? { topicId } : { topic: "t" };
  switch (api.key) {
    case produce.key:
      return version >= 13 ? withTopicId(produceBody("t", ["x"])) : produceBody("t", ["x"]);
    case fetch.key:
      return {
        maxWaitMs: 0,
        minBytes: 1,
        topics: [{ ...named, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 99 }] }],
      };
    case listOffsets.key:
      return {
        replicaId: -1,
        topics: [{ name: "t", partitions: [-1, -2, 1000].map((timestamp) => ({ partitionIndex: 0, timestamp })) }],
      };
    case offsetForLeaderEpoch.key:
      return { topics: [{ topic: "t", partitions: [{ partition: 0, leaderEpoch: 0 }] }] };
    case metadata.key:
      return { topics: [{ name: "t" }] };
    case findCoordinator.key:
      return version >= 4 ? { keyType: 0, coordinatorKeys: ["g"] } : { key: "g" };
    case offsetCommit.key:
      return {
        groupId: "g",
        topics: [
          {
            ...(version >= 10 ? { topicId } : { name: "t" }),
            partitions: [{ partitionIndex: 0, committedOffset: 1, committedMetadata: "" }],
          },
        ],
      };
    case offsetFetch.key: {
      const topics = [{ ...(version >= 10 ? { topicId } : { name: "t" }), partitionIndexes: [0] }];
      return version >= 8 ? { groups: [{ groupId: "g", topics }] } : { groupId: "g", topics };
    }
    case describeGroups.key:
      return { groups: ["g"] };
    case describeConfigs.key:
      return { resources: [{ resourceType: 2, resourceName: "t", configurationKeys: null }], includeSynonyms: true };
    case createTopics.key:
      return {
        topics: [{ name: `n${version}`, numPartitions: 1, replicationFactor: 1, assignments: [], configs: [] }],
        timeoutMs: 1000,
      };
    case createPartitions.key:
      return { topics: [{ name: "t", count: 2 + version, assignments: null }], timeoutMs: 1000, validateOnly: false };
    case electLeaders.key:
      return { topicPartitions: [{ topic: "t", partitions: [0] }], timeoutMs: 1000 };
    case deleteTopics.key:
      return version >= 6 ? { topics: [{ name: "n2" }], timeoutMs: 1000 } : { topicNames: ["n2"], timeoutMs: 1000 };
    case apiVersions.key:
      return version >= 3 ? { clientSoftwareName: "test", clientSoftwareVersion: "1" } : {};
    default:
      return {};
  }
}

function withTopicId(request: ReturnType<typeof produceBody>): object {
  return { ...request, topicData: request.topicData!.map(({ partitionData }) => ({ topicId, partitionData })) };
}

describe("every advertised version of every API", () => {
  it("is answered", () => {
    const { apiKeys } = client.ask(apiVersions, { clientSoftwareName: "test", clientSoftwareVersion: "1" })!;
    expect(apiKeys.length).toBeGreaterThanOrEqual(18);
    for (const { apiKey, maxVersion } of apiKeys) {
      const api = apis.get(apiKey)!;
      for (let version = api.versionMin; version <= maxVersion; version++) {
        const response = client.ask(api, fill(api, body(api, version), version), { version });
        expect(response, `${api.name} v${version}`).toBeDefined();
      }
    }
    const bugs = sim.logger.lines.filter(({ level }) => level === "error");
    expect(bugs).toEqual([]);
  });
});

/** Fields without a default get an empty value, so that every version of the request can be encoded. */
function fill(api: AnyApi, given: object, version: number): object {
  const filled: Record<string, unknown> = { ...given };
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      api.request.encode(filled as never, version);
      return filled;
    } catch (error) {
      const missing = /(\w+) is (?:missing|absent|undefined|null)/.exec((error as Error).message)?.[1];
      if (missing === undefined || missing in filled) throw error;
      filled[missing] = "";
    }
  }
  throw new Error(`no request for ${api.name} v${version}`);
}
