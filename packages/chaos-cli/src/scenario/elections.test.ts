import { afterEach, expect, it, vi } from "vitest";
import type { Cluster } from "../cluster.ts";
import type { KafkaClient } from "../kafka-client.ts";
import type { ClusterMetadata, PartitionMetadata } from "../metadata.ts";
import { Steps } from "../report.ts";
import { agreedController, ELECTION_MS_MAX, elections } from "./elections.ts";

afterEach(() => vi.restoreAllMocks());

const view = (controllerId: number, ...brokerIds: number[]): ClusterMetadata => ({ controllerId, brokerIds });

it.each<[string, ClusterMetadata[], number | undefined]>([
  ["all name one", [view(2, 1, 2, 3), view(2, 1, 2, 3), view(2, 3, 2, 1)], 2],
  ["node 0 is a node", [view(0, 1, 2, 3)], 0],
  ["one knows of none", [view(2, 1, 2, 3), view(-1, 1, 2, 3)], undefined],
  ["nobody knows of one", [view(-1, 1, 2, 3), view(-1, 1, 2, 3)], undefined],
  ["two are named", [view(1, 1, 2, 3), view(2, 1, 2, 3)], undefined],
  ["a broker is missing from one view", [view(1, 1, 2, 3), view(1, 1, 3)], undefined],
  ["another broker is there", [view(1, 1, 2, 4)], undefined],
  ["nobody was asked", [], undefined],
])("agreedController where %s", (_, views, expected) => expect(agreedController(views, [1, 2, 3])).toBe(expected));

/** A cluster that elects after so many milliseconds of a clock that only it moves. */
function fakeContext({ electedMs = 0, isr = [3, 1, 2], start = async () => {} }) {
  let nowMs = 0;
  vi.spyOn(performance, "now").mockImplementation(() => nowMs);
  const started: number[][] = [];
  const partition: PartitionMetadata = { partition: 0, errorCode: 0, leader: 3, leaderEpoch: 0, replicas: isr, isr };
  const cluster = {
    bootstrapServers: ["a:1"],
    start: (nodeIds: number[]) => {
      started.push(nodeIds);
      return start();
    },
    views: async () => {
      nowMs = electedMs;
      return [1, 2, 3].map(() => view(2, 1, 2, 3));
    },
    waitForPartition: async (_: string, wanted: { what: string; is(partition: PartitionMetadata): boolean }) => {
      if (!wanted.is(partition)) throw new Error(`waited in vain for ${wanted.what}`);
      return partition;
    },
  };
  const lines: string[] = [];
  const context = {
    cluster: cluster as unknown as Cluster,
    client: { createTopic: async () => {} } as unknown as KafkaClient,
    steps: new Steps({ count: elections.stepCount, print: (line) => lines.push(line) }),
    run: "r",
    signal: new AbortController().signal,
  };
  return { context, lines, started };
}

it("starts the third node last, and passes within the limit", async () => {
  const { context, lines, started } = fakeContext({ electedMs: ELECTION_MS_MAX });
  expect(await elections.run(context)).toMatchObject({
    passed: true,
    tookMs: ELECTION_MS_MAX,
    summary: "node 2 leads after 5000 ms; in sync: 1, 2, 3",
  });
  expect(started).toEqual([[2, 1], [3]]);
  expect(lines).toEqual([
    "[1/3] start three nodes: a:1",
    "[2/3] node 2 leads, known on every node after 5000 ms",
    "[3/3] created elections-r: node 3 leads it, in sync: 1, 2, 3",
  ]);
});

it("does not pass where the leader is known too late, and says how late", async () => {
  const { context } = fakeContext({ electedMs: ELECTION_MS_MAX + 1 });
  expect(await elections.run(context)).toMatchObject({
    passed: false,
    tookMs: 5001,
    summary: "node 2 leads after 5001 ms, and 5000 ms is allowed; in sync: 1, 2, 3",
  });
});

it("fails where a replica is not in sync, or a node ends before it is ready", async () => {
  await expect(elections.run(fakeContext({ isr: [1, 3] }).context)).rejects.toThrow("replicas of elections-r");
  const ended = fakeContext({ start: () => Promise.reject(new Error("node 1 ended")) });
  await expect(elections.run(ended.context)).rejects.toThrow("node 1 ended");
});
