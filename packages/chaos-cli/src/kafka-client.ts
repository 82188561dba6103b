import { type Consumer, Kafka, logLevel, type Producer, type RetryOptions } from "kafkajs";
import { readRecord } from "./record.ts";
import type { ConsumedRecord } from "./verdict.ts";
import { waitFor } from "./wait-for.ts";

/**
 * Tries again every 50 ms and never gives up before the scenario does, so that the times measured are the cluster's, not
 * those of the client's back-off (by default KafkaJS waits 300 ms, twice as long each time, and gives up after five).
 */
const RETRY: RetryOptions = {
  initialRetryTime: 50,
  maxRetryTime: 50,
  multiplier: 1,
  factor: 0,
  retries: 10_000,
};
const REQUEST_MS_MAX = 10_000;
const CONNECT_MS_MAX = 1000;
const CONSUME_MS_MAX = 60_000;

export interface KafkaClientOptions {
  readonly bootstrapServers: string[];
  /** Shows what KafkaJS logs, on standard error. */
  readonly verbose: boolean;
  readonly signal: AbortSignal;
}

/** KafkaJS, set up for chaos. */
export class KafkaClient {
  readonly #kafka: Kafka;
  readonly #options: KafkaClientOptions;
  readonly #disconnects: (() => Promise<void>)[] = [];

  constructor(options: KafkaClientOptions) {
    this.#options = options;
    this.#kafka = new Kafka({
      clientId: "chronik-chaos",
      brokers: options.bootstrapServers,
      retry: RETRY,
      requestTimeout: REQUEST_MS_MAX,
      connectionTimeout: CONNECT_MS_MAX,
      logLevel: options.verbose ? logLevel.INFO : logLevel.NOTHING,
      logCreator: () => (entry) => process.stderr.write(`kafkajs: ${entry.log.message}\n`),
    });
  }

  /** A topic of one partition on three nodes; resolves when it has a leader. */
  async createTopic(topic: string): Promise<void> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      await admin.createTopics({ topics: [{ topic, numPartitions: 1, replicationFactor: 3 }], waitForLeaders: true });
    } finally {
      await admin.disconnect();
    }
  }

  /** Idempotent, one request at a time, so that retries can neither duplicate nor reorder. */
  async producer(): Promise<Producer> {
    const producer = this.#kafka.producer({ idempotent: true, maxInFlightRequests: 1, allowAutoTopicCreation: false });
    await producer.connect();
    this.#disconnects.push(() => producer.disconnect());
    return producer;
  }

  /** A member of a group, not yet running. */
  async consumer(groupId: string): Promise<Consumer> {
    const consumer = this.#kafka.consumer({ groupId, allowAutoTopicCreation: false, maxWaitTimeInMs: 100 });
    await consumer.connect();
    this.#disconnects.push(() => consumer.disconnect());
    return consumer;
  }

  /** The offset after the last record that consumers may see. */
  async endOffset(topic: string): Promise<number> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      const [partition] = await admin.fetchTopicOffsets(topic);
      return Number(partition?.high);
    } finally {
      await admin.disconnect();
    }
  }

  /** The offset that a group has committed; −1 where there is none. */
  async committedOffset(topic: string, groupId: string): Promise<number> {
    const admin = this.#kafka.admin();
    await admin.connect();
    try {
      const [offsets] = await admin.fetchOffsets({ groupId, topics: [topic] });
      return Number(offsets?.partitions[0]?.offset ?? -1);
    } finally {
      await admin.disconnect();
    }
  }

  /** Reads the topic from its beginning to its present end as a group of its own. Also what it should not hold. */
  async consumeAll(topic: string, run: string): Promise<ConsumedRecord[]> {
    const { signal } = this.#options;
    const end = await this.endOffset(topic);
    const consumed: ConsumedRecord[] = [];
    let next = 0;
    const consumer = await this.consumer(`${topic}-reader-${performance.now()}`);
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ partition, message }) => {
        const offset = Number(message.offset);
        next = Math.max(next, offset + 1);
        const record = readRecord(message, run);
        consumed.push({ id: record?.id ?? -1, partition, offset, intact: record?.intact ?? false });
      },
    });
    const what = `a consumer to reach offset ${end} of ${topic}`;
    await waitFor({ what, timeoutMs: CONSUME_MS_MAX, signal }, async () => (next >= end ? next : undefined));
    await consumer.disconnect();
    return consumed;
  }

  /** Ends every client. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#disconnects.map((disconnect) => disconnect()));
  }
}
