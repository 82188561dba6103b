import {
  encodeBatch,
  errorCodes,
  fetch,
  listOffsets,
  offsetForLeaderEpoch,
  type ResponseInputOf,
} from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { Consumer, type ConsumerOptions } from "./consumer.ts";
import { recordBytes } from "./record-text.ts";
import { type Incoming, ScriptedBrokers } from "./testing/scripted-brokers.ts";

type FetchIn = Incoming<typeof fetch>;
type Answer = NonNullable<NonNullable<ResponseInputOf<typeof fetch>["responses"]>[number]["partitions"]>[number];

/** A batch of records `v<offset>`. */
function batch(baseOffset: number, count: number, partitionLeaderEpoch = 0): Uint8Array {
  const value = (delta: number) => recordBytes(`v${baseOffset + delta}`, 20);
  const records = Array.from({ length: count }, (_, delta) => ({ timestamp: 0, key: null, value: value(delta) }));
  return encodeBatch({ baseOffset, partitionLeaderEpoch, records });
}

function consuming(options: Partial<ConsumerOptions> = {}) {
  const brokers = new ScriptedBrokers();
  const fetches: FetchIn[] = [];
  brokers.on(fetch, (incoming) => fetches.push(incoming));
  let offset = 0;
  brokers.on(listOffsets, ({ respond }) => {
    respond({ topics: [{ name: "t", partitions: [{ partitionIndex: 0, errorCode: 0, offset }] }] });
  });
  const consumer = new Consumer({
    ...{ ...brokers.options("c"), topic: "t", partitions: 1, retryBackoffMs: 10, requestTimeoutMs: 200 },
    ...options,
  });
  consumer.start();
  const { queue, history } = brokers;
  queue.runFor(50);
  const answer = (partition: Partial<Answer> & { errorCode?: number }) => {
    const answered = { partitionIndex: 0, errorCode: 0, highWatermark: 1000, records: new Uint8Array(0), ...partition };
    fetches.at(-1)!.respond({ responses: [{ topic: "t", topicId: brokers.topicId, partitions: [answered] }] });
    queue.runFor(40);
  };
  const wanted = () => fetches.at(-1)!.body.topics[0]!.partitions[0]!;
  const polled = () => history.of("poll").map(({ records }) => records.map(({ value }) => value));
  const seeks = () => history.of("seek").map(({ offset: to, reason }) => [to, reason]);
  const reports = () => history.of("report").map(({ name }) => name);
  const startsAt = (start: number) => {
    offset = start;
  };
  return { brokers, queue, consumer, fetches, answer, wanted, polled, seeks, reports, startsAt };
}

describe("a consumer", () => {
  it("begins where its policy says, and reads on after the last record", () => {
    const { consumer, answer, wanted, polled, seeks } = consuming();
    expect(seeks()).toEqual([[0, "reset"]]);
    expect(wanted()).toMatchObject({ fetchOffset: 0, currentLeaderEpoch: 0, lastFetchedEpoch: -1 });
    answer({ records: batch(0, 3) });
    expect(polled()).toEqual([["v0", "v1", "v2"]]);
    expect(wanted()).toMatchObject({ fetchOffset: 3, lastFetchedEpoch: 0 });
    expect(consumer.position(0)).toBe(3);
  });

  it("takes of a batch that begins before its position only what follows", () => {
    const { answer, polled, seeks, reports } = consuming({ from: 2 });
    expect(seeks()).toEqual([[2, "assigned"]]);
    answer({ records: batch(0, 4) });
    expect(polled()).toEqual([["v2", "v3"]]);
    expect(reports()).toEqual([]);
  });

  it("leaves out a batch that is cut off by the end", () => {
    const { answer, polled, wanted } = consuming();
    const both = Uint8Array.from([...batch(0, 1), ...batch(1, 1)]);
    answer({ records: both.subarray(0, both.length - 5) });
    expect(polled()).toEqual([["v0"]]);
    expect(wanted().fetchOffset).toBe(1);
  });

  it("begins anew where its position is out of range", () => {
    const { answer, wanted, seeks, startsAt } = consuming({ from: 9 });
    startsAt(4);
    answer({ errorCode: errorCodes.OFFSET_OUT_OF_RANGE });
    expect(seeks()).toEqual([
      [9, "assigned"],
      [4, "reset"],
    ]);
    expect(wanted().fetchOffset).toBe(4);
  });

  it("goes back where the leader says that the logs part", () => {
    const { answer, wanted, seeks } = consuming();
    answer({ records: batch(0, 5) });
    answer({ divergingEpoch: { epoch: 0, endOffset: 3 } });
    expect(seeks().at(-1)).toEqual([3, "truncated"]);
    expect(wanted().fetchOffset).toBe(3);
  });

  it("asks a new leader whether it has what was read, before it reads on", () => {
    const { brokers, queue, answer, wanted, seeks, fetches } = consuming({ metadataMaxAgeMs: 50 });
    const asked: unknown[] = [];
    brokers.on(offsetForLeaderEpoch, ({ body, node, respond }) => {
      asked.push([node, body.topics[0]!.partitions[0]]);
      const partitions = [{ partition: 0, errorCode: 0, leaderEpoch: 0, endOffset: 2 }];
      respond({ topics: [{ topic: "t", partitions }] });
    });
    answer({ records: batch(0, 5) });
    brokers.leaders = [{ leaderId: 2, leaderEpoch: 1 }];
    answer({ errorCode: errorCodes.FENCED_LEADER_EPOCH });
    queue.runFor(200);
    expect(asked).toEqual([[2, { partition: 0, currentLeaderEpoch: 1, leaderEpoch: 0 }]]);
    expect(seeks().at(-1)).toEqual([2, "truncated"]);
    expect(fetches.at(-1)!.node).toBe(2);
    expect(wanted()).toMatchObject({ fetchOffset: 2, currentLeaderEpoch: 1 });
  });

  it("waits a little after an error that passes", () => {
    const { answer, fetches, queue } = consuming({ retryBackoffMs: 100 });
    answer({ errorCode: errorCodes.LEADER_NOT_AVAILABLE });
    expect(fetches).toHaveLength(1);
    queue.runFor(100);
    expect(fetches).toHaveLength(2);
  });

  it("reads on from another connection when one breaks", () => {
    const { queue, fetches, answer, wanted } = consuming();
    answer({ records: batch(0, 2) });
    fetches.at(-1)!.close();
    queue.runFor(200);
    expect(wanted().fetchOffset).toBe(2);
    expect(fetches).toHaveLength(3);
  });

  it.each([
    ["a damaged batch", (bytes: Uint8Array) => bytes.fill(0xff, bytes.length - 3), "corrupt-batch"],
    ["bytes that are no batch", (bytes: Uint8Array) => bytes.fill(7), "corrupt-batch"],
  ])("reports %s", (_, damage, name) => {
    const { answer, reports } = consuming();
    const bytes = batch(0, 1);
    damage(bytes);
    answer({ records: bytes });
    expect(reports()[0]).toBe(name);
  });

  it("reports records above the high watermark, and batches that end before its position", () => {
    const { queue, answer, reports } = consuming({ from: 3 });
    answer({ records: batch(0, 2) });
    expect(reports()).toEqual(["batch-before-position"]);
    queue.runFor(100);
    answer({ records: batch(3, 2), highWatermark: 4 });
    expect(reports()).toEqual(["batch-before-position", "read-above-high-watermark"]);
  });

  it("speaks old versions, too", () => {
    const { answer, fetches, polled } = consuming({ versionMax: { Fetch: 4, ListOffsets: 1, Metadata: 4 } });
    answer({ records: batch(0, 1) });
    expect(fetches[0]!.version).toBe(4);
    expect(polled()).toEqual([["v0"]]);
  });
});
