import { connect } from "node:net";
import {
  type AnyApi,
  decodeRecords,
  decodeResponse,
  encodeBatch,
  encodeRequest,
  fetch,
  metadata,
  produce,
  type RequestInputOf,
  type ResponseOf,
  readBatches,
} from "@chronik/kafka-protocol";

/** As much of a Kafka client as a test needs: one connection per request, partition 0 only. */
export class KafkaClient {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  /** Asks for the topic, which creates it. True when it has a leader. */
  async findTopic(topic: string): Promise<boolean> {
    const { topics } = await this.#ask(metadata, { topics: [{ name: topic }], allowAutoTopicCreation: true }, 9);
    return topics[0]?.partitions[0]?.leaderId === 1;
  }

  /** One batch of one record; the error code. */
  async produce(topic: string, value: string): Promise<number> {
    const records = encodeBatch({ records: [{ timestamp: 0, key: null, value: Buffer.from(value) }] });
    const topicData = [{ name: topic, partitionData: [{ index: 0, records }] }];
    const { responses } = await this.#ask(produce, { acks: -1, timeoutMs: 10_000, topicData }, 9);
    return responses[0]!.partitionResponses[0]!.errorCode;
  }

  /** All that can be read; an error code where the node refuses. */
  async consume(topic: string): Promise<string[] | number> {
    const partitions = [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 10_000_000 }];
    const body = { maxWaitMs: 0, minBytes: 0, maxBytes: 10_000_000, topics: [{ topic, partitions }] };
    const { responses } = await this.#ask(fetch, body, 11);
    const found = responses[0]?.partitions[0];
    if (found?.errorCode !== 0) return found?.errorCode ?? -1;
    const bytes = found.records ?? new Uint8Array(0);
    return [...readBatches(bytes)].flatMap(({ position }) =>
      decodeRecords(bytes, position).map(({ value }) => Buffer.from(value ?? []).toString()),
    );
  }

  #ask<Api extends AnyApi>(api: Api, body: RequestInputOf<Api>, version: number): Promise<ResponseOf<Api>> {
    return new Promise((resolve, reject) => {
      const socket = connect(this.#port, "127.0.0.1");
      let received = Buffer.alloc(0);
      socket.on("error", reject);
      socket.on("close", () => reject(new Error("the node closed the connection")));
      socket.on("data", (bytes) => {
        received = Buffer.concat([received, bytes]);
        if (received.length < 4 || received.length < 4 + received.readInt32BE(0)) return;
        resolve(decodeResponse({ api, version, frame: received.subarray(4) }).body as ResponseOf<Api>);
        socket.destroy();
      });
      const frames = encodeRequest({ api, version, correlationId: 1, clientId: "test", body: body as never });
      for (const chunk of frames) socket.write(chunk.slice());
    });
  }
}
