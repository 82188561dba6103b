import {
  decodeRecords,
  errorCodes,
  initProducerId,
  produce,
  type RequestOf,
  readBatchHeader,
} from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { Producer, type ProducerOptions } from "./producer.ts";
import { recordText } from "./record-text.ts";
import { type Incoming, ScriptedBrokers } from "./testing/scripted-brokers.ts";

type ProduceIn = Incoming<typeof produce>;

/** What one Produce carries: per partition its records and what its header says of the producer. */
function batchesOf({ body }: { body: RequestOf<typeof produce> }) {
  return body.topicData[0]!.partitionData.map(({ index, records }) => {
    const result = readBatchHeader(records!);
    if (!result.ok) throw new Error(result.problem);
    const { producerId, producerEpoch, baseSequence } = result.header;
    const values = decodeRecords(records!).map(({ value }) => recordText(value));
    return { index, values, producerId, producerEpoch, baseSequence };
  });
}

function answer(incoming: ProduceIn, errorCode: number, baseOffset = -1): void {
  const partitionResponses = batchesOf(incoming).map(({ index }) => ({ index, errorCode, baseOffset }));
  incoming.respond({ responses: [{ name: "t", topicId: incoming.body.topicData[0]!.topicId, partitionResponses }] });
}

function producing(options: Partial<ProducerOptions> = {}) {
  const brokers = new ScriptedBrokers();
  const partitions = options.partitions ?? 1;
  brokers.leaders = Array.from({ length: partitions }, (_, at) => ({ leaderId: 1 + (at % 3), leaderEpoch: 0 }));
  let producerId = 100;
  brokers.on(initProducerId, ({ respond }) => {
    respond({ errorCode: 0, producerId: producerId++, producerEpoch: 0 });
  });
  const produced: ProduceIn[] = [];
  brokers.on(produce, (incoming) => produced.push(incoming));
  const producer = new Producer({
    ...brokers.options("p"),
    topic: "t",
    partitions,
    requestTimeoutMs: 200,
    retryBackoffMs: 10,
    deliveryTimeoutMs: 1000,
    ...options,
  });
  producer.start();
  brokers.queue.runFor(50);
  const outcomes = () => brokers.history.of("send").map(({ type, offset }) => (type === "ok" ? offset : type));
  return { brokers, queue: brokers.queue, producer, produced, outcomes };
}

describe("a producer", () => {
  it("gathers records into batches, up to so many or for so long", () => {
    const { queue, producer, produced, outcomes } = producing({ batchRecords: 3, lingerMs: 20 });
    for (let i = 0; i < 4; i++) producer.send(0);
    queue.runFor(10);
    expect(produced.map((one) => batchesOf(one)[0]!.values)).toEqual([["p-0", "p-1", "p-2"]]);
    queue.runFor(20);
    expect(produced.map((one) => batchesOf(one)[0]!.values)[1]).toEqual(["p-3"]);
    answer(produced[0]!, 0, 10);
    answer(produced[1]!, 0, 13);
    queue.runFor(10);
    expect(outcomes()).toEqual([10, 11, 12, 13]);
  });

  it("sends the batches of several partitions of one leader together", () => {
    const { brokers, queue, producer, produced } = producing({ partitions: 4 });
    // The first one is sent as soon as it is there, and takes the only place.
    const busy = new Producer({ ...brokers.options("q"), topic: "t", partitions: 4, inFlightMax: 1 });
    producer.kill();
    busy.start();
    queue.runFor(50);
    busy.send(0);
    busy.send(0);
    busy.send(3);
    busy.send(1);
    queue.runFor(10);
    answer(produced.find(({ node }) => node === 1)!, 0, 0);
    queue.runFor(10);
    const first = produced.filter(({ node }) => node === 1).map((one) => batchesOf(one).map(({ index }) => index));
    expect(first).toEqual([[0], [0, 3]]);
    expect(produced.filter(({ node }) => node === 2)).toHaveLength(1);
  });

  it("goes to the new leader that an error names", () => {
    const { brokers, queue, producer, produced, outcomes } = producing();
    producer.send(0);
    queue.runFor(10);
    const [incoming] = produced;
    const currentLeader = { leaderId: 2, leaderEpoch: 1 };
    const errorCode = errorCodes.NOT_LEADER_OR_FOLLOWER;
    incoming!.respond({
      responses: [{ name: "t", partitionResponses: [{ index: 0, errorCode, baseOffset: -1, currentLeader }] }],
      nodeEndpoints: [{ nodeId: 2, host: "node2", port: 9092 }],
    });
    queue.runFor(50);
    expect(produced.map(({ node }) => node)).toEqual([1, 2]);
    answer(produced[1]!, 0, 5);
    queue.runFor(10);
    expect(outcomes()).toEqual([5]);
    expect(brokers.history.of("send")[0]!.attempts).toBe(2);
  });

  it("tells a record failed that was refused, and indefinite where an attempt may have been written", () => {
    const { brokers, queue, producer, produced, outcomes } = producing();
    producer.send(0);
    queue.runFor(10);
    answer(produced.at(-1)!, errorCodes.MESSAGE_TOO_LARGE);
    queue.runFor(10);
    producer.send(0);
    queue.runFor(10);
    answer(produced.at(-1)!, errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND);
    queue.runFor(30);
    answer(produced.at(-1)!, errorCodes.MESSAGE_TOO_LARGE);
    queue.runFor(10);
    expect(outcomes()).toEqual(["fail", "info"]);
    expect(brokers.history.of("send").map(({ error }) => error)).toEqual(["MESSAGE_TOO_LARGE", "MESSAGE_TOO_LARGE"]);
  });

  it("gives up in its time: failed where nothing was ever sent, indefinite where something was", () => {
    const unheard = producing();
    unheard.producer.send(0);
    unheard.queue.runFor(1100);
    expect(unheard.outcomes()).toEqual(["info"]);
    expect(unheard.produced.length).toBeGreaterThan(1);
    const unsent = producing();
    for (const node of [1, 2, 3]) unsent.brokers.down.add(node);
    unsent.producer.send(0);
    unsent.queue.runFor(1100);
    expect(unsent.outcomes()).toEqual(["fail"]);
    expect(unsent.produced).toEqual([]);
  });

  it("keeps the order when earlier batches have to be sent again", () => {
    const { queue, producer, produced } = producing({ inFlightMax: 1 });
    for (let i = 0; i < 3; i++) producer.send(0);
    queue.runFor(10);
    answer(produced[0]!, errorCodes.NOT_ENOUGH_REPLICAS);
    queue.runFor(50);
    answer(produced[1]!, 0, 0);
    queue.runFor(50);
    answer(produced[2]!, 0, 1);
    queue.runFor(50);
    expect(produced.map((one) => batchesOf(one)[0]!.values[0])).toEqual(["p-0", "p-0", "p-1", "p-2"]);
  });

  it("awaits no answer with acks=0", () => {
    const { queue, producer, produced, outcomes } = producing({ acks: 0 });
    producer.send(0);
    queue.runFor(10);
    expect(outcomes()).toEqual([null]);
    expect(produced).toHaveLength(1);
  });

  it("is idle when everything is told, and says so once", () => {
    const { queue, producer, produced } = producing();
    let idle = 0;
    producer.onIdle = () => {
      idle++;
    };
    producer.send(0);
    queue.runFor(10);
    producer.stop();
    expect(producer.idle).toBe(false);
    answer(produced[0]!, 0, 0);
    queue.runFor(500);
    expect([producer.idle, idle, producer.pendingCount]).toEqual([true, 1, 0]);
  });

  it("leaves what it has not been told indefinite when it is killed, and failed what it never sent", () => {
    const { queue, producer, outcomes } = producing({ inFlightMax: 1 });
    producer.send(0);
    queue.runFor(10);
    producer.send(0);
    producer.kill();
    expect(outcomes()).toEqual(["info", "fail"]);
    expect(producer.idle).toBe(true);
  });

  it("makes records by itself, at its rate, unless too many wait", () => {
    const { queue, outcomes, producer } = producing({
      ratePerS: 100,
      pendingRecordsMax: 20,
      deliveryTimeoutMs: 60_000,
    });
    queue.runFor(150);
    expect(outcomes().length).toBeGreaterThan(5);
    queue.runFor(2000);
    expect(producer.pendingCount).toBe(20);
  });

  it("reports an answer that lacks a partition, and treats it as none", () => {
    const { brokers, queue, producer, produced } = producing();
    producer.send(0);
    queue.runFor(10);
    produced[0]!.respond({ responses: [] });
    queue.runFor(50);
    expect(brokers.history.of("report").map(({ name }) => name)).toEqual(["incomplete-response"]);
    expect(produced).toHaveLength(2);
  });
});

describe("an idempotent producer", () => {
  const sequences = (produced: readonly ProduceIn[]) =>
    produced
      .map((one) => batchesOf(one)[0]!)
      .map((batch) => [batch.producerId, batch.producerEpoch, batch.baseSequence]);

  it("numbers its records, and sends a batch again under the same numbers", () => {
    const { queue, producer, produced } = producing({ idempotent: true, batchRecords: 2 });
    for (let i = 0; i < 4; i++) producer.send(0);
    queue.runFor(50);
    expect(sequences(produced)).toEqual([
      [100, 0, 0],
      [100, 0, 2],
    ]);
    answer(produced[0]!, errorCodes.NOT_LEADER_OR_FOLLOWER);
    queue.runFor(50);
    expect(sequences(produced).at(-1)).toEqual([100, 0, 0]);
  });

  it("sends again what is out of order because of what comes before it", () => {
    const { queue, producer, produced, outcomes } = producing({ idempotent: true });
    producer.send(0);
    producer.send(0);
    queue.runFor(50);
    answer(produced[0]!, errorCodes.NOT_ENOUGH_REPLICAS);
    answer(produced[1]!, errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
    queue.runFor(50);
    expect(sequences(produced).slice(2)).toEqual([
      [100, 0, 0],
      [100, 0, 1],
    ]);
    answer(produced[2]!, 0, 0);
    answer(produced[3]!, 0, 1);
    queue.runFor(10);
    expect(outcomes()).toEqual([0, 1]);
  });

  it.each([
    ["local", [100, 1, 0]],
    ["broker", [101, 0, 0]],
  ] as const)(
    "begins a new epoch (%s) when its next number is refused, with what is certainly not written",
    (epochBump, identity) => {
      const { queue, producer, produced, outcomes } = producing({ idempotent: true, epochBump });
      producer.send(0);
      queue.runFor(50);
      answer(produced[0]!, 0, 0);
      queue.runFor(10);
      producer.send(0);
      producer.send(0);
      queue.runFor(10);
      answer(produced[1]!, errorCodes.OUT_OF_ORDER_SEQUENCE_NUMBER);
      queue.runFor(30);
      expect(produced).toHaveLength(3);
      answer(produced[2]!, errorCodes.REQUEST_TIMED_OUT);
      queue.runFor(50);
      expect(outcomes()).toEqual([0, "open", "info"]);
      expect(sequences(produced).at(-1)).toEqual(identity);
      expect(batchesOf(produced.at(-1)!)[0]!.values).toEqual(["p-1"]);
    },
  );

  it("begins a new epoch after giving up a batch, and not before all answers are there", () => {
    const { queue, producer, produced, outcomes } = producing({
      idempotent: true,
      inFlightMax: 1,
      deliveryTimeoutMs: 100,
      requestTimeoutMs: 150,
      reconnectBackoffMs: 5,
    });
    producer.send(0);
    queue.runFor(90);
    producer.send(0);
    queue.runFor(40);
    expect(outcomes()).toEqual(["info", "open"]);
    expect(produced).toHaveLength(1);
    queue.runFor(50);
    expect(sequences(produced)).toEqual([
      [100, 0, 0],
      [100, 1, 0],
    ]);
  });

  it("lets no more than four batches overtake one whose answer is missing", () => {
    const options = { idempotent: true, requestTimeoutMs: 500, metadataMaxAgeMs: 50, deliveryTimeoutMs: 5000 };
    const { brokers, queue, producer, produced, outcomes } = producing(options);
    producer.send(0);
    queue.runFor(20);
    brokers.leaders = [{ leaderId: 2, leaderEpoch: 1 }];
    queue.runFor(100);
    for (let i = 0; i < 6; i++) producer.send(0);
    queue.runFor(20);
    const atNext = () => produced.filter(({ node }) => node === 2);
    for (const [at, one] of atNext().entries()) answer(one, 0, 1 + at);
    queue.runFor(20);
    expect(sequences(atNext()).map(([, , sequence]) => sequence)).toEqual([1, 2, 3, 4]);
    queue.runFor(600);
    expect(sequences(atNext()).at(-1)).toEqual([100, 0, 0]);
    answer(atNext().at(-1)!, 0, 0);
    queue.runFor(20);
    expect(outcomes().slice(0, 5)).toEqual([0, 1, 2, 3, 4]);
    expect(
      sequences(atNext())
        .slice(5)
        .map(([, , sequence]) => sequence),
    ).toEqual([5, 6]);
  });

  it("takes DUPLICATE_SEQUENCE_NUMBER for success without an offset", () => {
    const { queue, producer, produced, outcomes } = producing({ idempotent: true });
    producer.send(0);
    queue.runFor(50);
    answer(produced[0]!, errorCodes.DUPLICATE_SEQUENCE_NUMBER);
    queue.runFor(10);
    expect(outcomes()).toEqual([null]);
  });

  it("is refused without acks=all, or with more in flight than brokers remember", () => {
    expect(() => producing({ idempotent: true, acks: 1 })).toThrow("acks=all");
    expect(() => producing({ idempotent: true, inFlightMax: 6 })).toThrow("at most 5");
  });
});
