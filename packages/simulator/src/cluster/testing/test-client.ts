import {
  type AnyApi,
  decodeRecords,
  decodeResponse,
  encodeBatch,
  encodeRequest,
  fetch,
  listOffsets,
  metadata,
  produce,
  type RequestInputOf,
  type ResponseOf,
  readBatches,
} from "@chronik/kafka-protocol";
import type { ByteStream, Sockets } from "@chronik/transport-tcp";
import { UNGUARDED } from "../../network/index.ts";
import { hostOf, KAFKA_PORT } from "../addresses.ts";
import type { TestCluster } from "./test-cluster.ts";

/** What became of a request: it is settled when its response is there, or when its connection has ended without one. */
export interface PendingAnswer<Api extends AnyApi> {
  settled: boolean;
  response?: ResponseOf<Api>;
}

interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
}

/** A Kafka client for tests that go step by step: one request, on a connection of its own, and one answer. */
export class TestClient {
  readonly #world: TestCluster;
  readonly #sockets: Sockets;
  #correlationId = 0;

  constructor(world: TestCluster) {
    this.#world = world;
    this.#sockets = world.network.sockets("client", UNGUARDED);
  }

  /** Asks and waits for the answer; undefined where the connection ends, or the time, without one. */
  ask<Api extends AnyApi>(
    node: number,
    api: Api,
    body: RequestInputOf<Api>,
    options: { version?: number; withinMs?: number } = {},
  ): ResponseOf<Api> | undefined {
    const pending = this.send(node, api, body, options);
    this.#world.queue.runUntil(() => pending.settled, options.withinMs ?? 60_000);
    return pending.response;
  }

  /** Asks, and goes on without waiting. */
  send<Api extends AnyApi>(
    node: number,
    api: Api,
    body: RequestInputOf<Api>,
    options: { version?: number } = {},
  ): PendingAnswer<Api> {
    const version = options.version ?? api.versionMax;
    const pending: PendingAnswer<Api> = { settled: false };
    const stream: ByteStream = this.#sockets.connect({ host: hostOf(node), port: KAFKA_PORT });
    let received = new Uint8Array(0);
    stream.attach({
      connected: () => {},
      data: (bytes) => {
        received = joined(received, bytes);
        const frame = wholeFrame(received);
        if (frame === null) return;
        pending.response = decodeResponse({ api, version, frame }).body as ResponseOf<Api>;
        pending.settled = true;
        stream.destroy();
      },
      ended: () => stream.destroy(),
      failed: () => {},
      closed: () => {
        pending.settled = true;
      },
    });
    const correlationId = ++this.#correlationId;
    const chunks = encodeRequest({ api, version, correlationId, clientId: "test", body: body as never });
    stream.write(chunks, () => {});
    return pending;
  }

  /** Asks for the topic, which creates it, until it has a leader. */
  createTopic(topic: string): void {
    this.#world.eventually(() => this.leader(topic, 0) !== undefined);
  }

  /** Who leads the partition according to a node, or to any that serves clients; undefined while nobody does. */
  leader(topic: string, partition: number, node = this.#world.cluster.readyNodes[0]): number | undefined {
    if (node === undefined) return undefined;
    const body = { topics: [{ name: topic }], allowAutoTopicCreation: true };
    const response = this.ask(node, metadata, body, { version: 9, withinMs: 5000 });
    const found = response?.topics[0]?.partitions.find((candidate) => candidate.partitionIndex === partition);
    return found === undefined || found.leaderId < 0 ? undefined : found.leaderId;
  }

  /** Produces text records to the partition's leader; undefined where no answer came. */
  produce(
    topic: string,
    values: readonly string[],
    options: { acks?: number; node?: number; producer?: ProducerIdentity } = {},
  ): { errorCode: number; baseOffset: number } | undefined {
    const node = options.node ?? this.leader(topic, 0);
    if (node === undefined) return undefined;
    const response = this.ask(node, produce, produceBody(topic, values, options), { version: 9 });
    return response?.responses[0]?.partitionResponses[0];
  }

  /** Produces until it is acknowledged. */
  produceAcked(topic: string, values: readonly string[]): void {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (this.produce(topic, values)?.errorCode === 0) return;
      this.#world.queue.runFor(100);
    }
    throw new Error("not acknowledged in 100 attempts");
  }

  /** All records below the high watermark, from the leader. */
  consume(topic: string, node = this.leader(topic, 0)!): string[] {
    const values: string[] = [];
    for (let offset = this.offset(topic, -2, node)!; ; ) {
      const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1_000_000 }];
      const body = { maxWaitMs: 0, minBytes: 1, maxBytes: 10_000_000, topics: [{ topic, partitions }] };
      const partition = this.ask(node, fetch, body, { version: 11 })?.responses[0]?.partitions[0];
      if (partition?.errorCode !== 0) throw new Error(`fetch failed with error ${partition?.errorCode}`);
      const records = partition.records ?? new Uint8Array(0);
      if (records.length === 0) return values;
      for (const { header, position } of readBatches(records)) {
        for (const { value } of decodeRecords(records, position)) values.push(new TextDecoder().decode(value!));
        offset = header.baseOffset + header.lastOffsetDelta + 1;
      }
    }
  }

  /** ListOffsets; undefined where the answer is an error. */
  offset(topic: string, timestamp: number, node = this.leader(topic, 0)!): number | undefined {
    const topics = [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }];
    const partition = this.ask(node, listOffsets, { replicaId: -1, topics }, { version: 7 })?.topics[0]?.partitions[0];
    return partition?.errorCode === 0 ? partition.offset : undefined;
  }
}

export function produceBody(
  topic: string,
  values: readonly string[],
  options: { acks?: number; producer?: ProducerIdentity } = {},
): RequestInputOf<typeof produce> {
  const text = new TextEncoder();
  const records = values.map((value, index) => ({ timestamp: 1000 + index, key: null, value: text.encode(value) }));
  const partitionData = [{ index: 0, records: encodeBatch({ records, ...options.producer }) }];
  return { acks: options.acks ?? -1, timeoutMs: 5000, topicData: [{ name: topic, partitionData }] };
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(one.length + other.length);
  both.set(one);
  both.set(other, one.length);
  return both;
}

/** The first frame without its length; null while it is not whole. */
function wholeFrame(bytes: Uint8Array): Uint8Array | null {
  if (bytes.length < 4) return null;
  const end = 4 + new DataView(bytes.buffer, bytes.byteOffset).getInt32(0);
  return bytes.length < end ? null : bytes.subarray(4, end);
}
