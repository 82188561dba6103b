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
import type { ClientConnection, ClientSession } from "../ports.ts";
import type { SimNode } from "./sim-node.ts";

/** A Kafka client of a simulated node, which waits in simulated time. */
export class SimClient {
  readonly #sim: SimNode;
  #correlationId = 0;

  constructor(sim: SimNode) {
    this.#sim = sim;
  }

  /** Asks on a connection of its own and waits for the answer; undefined where the node closes the connection instead. */
  ask<Api extends AnyApi>(
    api: Api,
    body: RequestInputOf<Api>,
    options: { version?: number; withinMs?: number } = {},
  ): ResponseOf<Api> | undefined {
    const pending = this.send(api, body, options);
    this.#sim.until(() => pending.settled, options.withinMs ?? 60_000);
    return pending.response;
  }

  /** Asks, and goes on without waiting. */
  send<Api extends AnyApi>(
    api: Api,
    body: RequestInputOf<Api>,
    options: { version?: number } = {},
  ): { settled: boolean; response?: ResponseOf<Api> } {
    const version = options.version ?? api.versionMax;
    const pending: { settled: boolean; response?: ResponseOf<Api> } = { settled: false };
    const received: Uint8Array[] = [];
    const connection: ClientConnection = {
      listener: "PLAINTEXT",
      clientHost: "/127.0.0.1",
      write: (chunks) => {
        received.push(...chunks.map((chunk) => chunk.slice()));
        const frame = Uint8Array.from(received.flatMap((chunk) => [...chunk])).subarray(4);
        pending.response = decodeResponse({ api, version, frame }).body as ResponseOf<Api>;
        pending.settled = true;
        return true;
      },
      pause: () => {},
      resume: () => {},
      close: () => {
        pending.settled = true;
      },
    };
    const session: ClientSession = this.#sim.node.accept(connection);
    const correlationId = ++this.#correlationId;
    for (const chunk of encodeRequest({ api, version, correlationId, clientId: "sim", body: body as never })) {
      session.data(chunk.slice());
    }
    return pending;
  }

  /** Creates the topic by asking for it, and waits until all of it is led. */
  createTopic(topic: string): void {
    const body = { topics: [{ name: topic }], allowAutoTopicCreation: true };
    this.#sim.eventually(() => {
      const partitions = this.ask(metadata, body, { version: 9 })?.topics[0]?.partitions ?? [];
      return partitions.length > 0 && partitions.every(({ leaderId }) => leaderId === 1);
    });
  }

  /** Produces text records; undefined where no answer came. */
  produce(
    topic: string,
    values: readonly string[],
    options: { acks?: number } = {},
  ): { errorCode: number; baseOffset: number } | undefined {
    const response = this.ask(produce, produceBody(topic, values, options), { version: 9 });
    return response?.responses[0]?.partitionResponses[0];
  }

  /** Produces until it is acknowledged. */
  produceAcked(topic: string, values: readonly string[]): void {
    this.#sim.eventually(() => this.produce(topic, values)?.errorCode === 0);
  }

  /** All records below the high watermark. */
  consume(topic: string): string[] {
    const values: string[] = [];
    for (let offset = this.offset(topic, -2)!; ; ) {
      const partitions = [{ partition: 0, fetchOffset: offset, partitionMaxBytes: 1_000_000 }];
      const body = { maxWaitMs: 0, minBytes: 1, maxBytes: 10_000_000, topics: [{ topic, partitions }] };
      const partition = this.ask(fetch, body, { version: 11 })?.responses[0]?.partitions[0];
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
  offset(topic: string, timestamp: number): number | undefined {
    const topics = [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }];
    const partition = this.ask(listOffsets, { replicaId: -1, topics }, { version: 7 })?.topics[0]?.partitions[0];
    return partition?.errorCode === 0 ? partition.offset : undefined;
  }
}

export function produceBody(
  topic: string,
  values: readonly string[],
  options: { acks?: number; producer?: { producerId: number; producerEpoch: number; baseSequence: number } } = {},
): RequestInputOf<typeof produce> {
  const text = new TextEncoder();
  const records = values.map((value, index) => ({ timestamp: 1000 + index, key: null, value: text.encode(value) }));
  const partitionData = [{ index: 0, records: encodeBatch({ records, ...options.producer }) }];
  return { acks: options.acks ?? -1, timeoutMs: 5000, topicData: [{ name: topic, partitionData }] };
}
