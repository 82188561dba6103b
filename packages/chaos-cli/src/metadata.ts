import { connect, type Socket } from "node:net";

/** What the cluster says about a partition, in the Kafka protocol. */
export interface PartitionMetadata {
  readonly partition: number;
  /** Kafka error code; 0 where there is none, 5 while there is no leader. */
  readonly errorCode: number;
  /** Node id; −1 for none. */
  readonly leader: number;
  readonly leaderEpoch: number;
  readonly replicas: readonly number[];
  readonly isr: readonly number[];
}

export interface TopicMetadata {
  readonly errorCode: number;
  readonly partitions: readonly PartitionMetadata[];
}

/** What a broker says about the cluster. */
export interface ClusterMetadata {
  /** Of the brokers that are alive, ascending. */
  readonly brokerIds: readonly number[];
  /** The leader of the metadata log; −1 where the broker knows of none. */
  readonly controllerId: number;
}

/** A Metadata response: the cluster, and the topics that were asked about. */
export interface MetadataResponse extends ClusterMetadata {
  readonly topics: readonly TopicMetadata[];
}

const METADATA_KEY = 3;
/** The first version with leader epochs (KIP-320), and not yet of the flexible kind. */
const METADATA_VERSION = 7;
const CORRELATION_ID = 1;
const CLIENT_ID = "chronik-chaos";
const RESPONSE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Asks one broker about one topic. KafkaJS does not show leader epochs, and a client that caches or retries would hide
 * what is being looked at here, so this speaks the protocol itself.
 *
 * @throws Error where the broker cannot be reached, or does not answer in time.
 */
export async function fetchTopicMetadata(
  broker: { readonly host: string; readonly port: number },
  options: { readonly topic: string; readonly timeoutMs: number },
): Promise<TopicMetadata> {
  const { topics } = await fetchMetadata(broker, [options.topic], options.timeoutMs);
  const [topic] = topics;
  if (topic === undefined) throw new Error("the response holds no topic");
  return topic;
}

/**
 * Asks one broker which brokers there are, and who leads the metadata log.
 *
 * @throws Error where the broker cannot be reached, or does not answer in time.
 */
export async function fetchClusterMetadata(
  broker: { readonly host: string; readonly port: number },
  options: { readonly timeoutMs: number },
): Promise<ClusterMetadata> {
  const { brokerIds, controllerId } = await fetchMetadata(broker, [], options.timeoutMs);
  return { brokerIds, controllerId };
}

async function fetchMetadata(
  broker: { readonly host: string; readonly port: number },
  topics: readonly string[],
  timeoutMs: number,
): Promise<MetadataResponse> {
  const socket = connect(broker);
  try {
    return decodeMetadataResponse(await exchange(socket, encodeMetadataRequest(topics), timeoutMs));
  } finally {
    socket.destroy();
  }
}

/** The request, its length in front. The topics are not created; where none is named, the answer holds none. */
export function encodeMetadataRequest(topics: readonly string[]): Buffer {
  const head = Buffer.alloc(8);
  head.writeInt16BE(METADATA_KEY, 0);
  head.writeInt16BE(METADATA_VERSION, 2);
  head.writeInt32BE(CORRELATION_ID, 4);
  const topicCount = Buffer.alloc(4);
  topicCount.writeInt32BE(topics.length);
  const allowAutoTopicCreation = Buffer.from([0]);
  const names = topics.map(encodeString);
  const body = Buffer.concat([head, encodeString(CLIENT_ID), topicCount, ...names, allowAutoTopicCreation]);
  const size = Buffer.alloc(4);
  size.writeInt32BE(body.length);
  return Buffer.concat([size, body]);
}

/** The response without its length. @throws Error where it is another's, or ends too early. */
export function decodeMetadataResponse(bytes: Buffer): MetadataResponse {
  const reader = new Reader(bytes);
  if (reader.int32() !== CORRELATION_ID) throw new Error("the response belongs to another request");
  reader.int32(); // throttle_time_ms
  const brokerIds = reader.array(() => readBrokerId(reader)).sort((a, b) => a - b);
  reader.string(); // cluster_id
  const controllerId = reader.int32();
  return { brokerIds, controllerId, topics: reader.array(() => readTopic(reader)) };
}

function readBrokerId(reader: Reader): number {
  const brokerId = reader.int32();
  reader.string(); // host
  reader.int32(); // port
  reader.string(); // rack
  return brokerId;
}

function readTopic(reader: Reader): TopicMetadata {
  const errorCode = reader.int16();
  reader.string(); // name
  reader.int8(); // is_internal
  const partitions = reader.array(() => {
    const partition = {
      errorCode: reader.int16(),
      partition: reader.int32(),
      leader: reader.int32(),
      leaderEpoch: reader.int32(),
      replicas: reader.array(() => reader.int32()),
      isr: reader.array(() => reader.int32()),
    };
    reader.array(() => reader.int32()); // offline_replicas
    return partition;
  });
  return { errorCode, partitions: partitions.sort((a, b) => a.partition - b.partition) };
}

/** Sends a request and reads the one response, without its length. */
function exchange(socket: Socket, request: Buffer, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let received = 0;
    const timer = setTimeout(() => reject(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
    const fail = (error: Error) => {
      clearTimeout(timer);
      reject(error);
    };
    socket.on("error", fail);
    socket.on("close", () => fail(new Error("the connection was closed before the answer")));
    socket.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      received += chunk.length;
      if (received < 4) return;
      const bytes = Buffer.concat(chunks);
      const size = bytes.readInt32BE(0);
      if (size < 0 || size > RESPONSE_BYTES_MAX) return fail(new Error(`an answer of ${size} bytes makes no sense`));
      if (bytes.length < 4 + size) return;
      clearTimeout(timer);
      resolve(bytes.subarray(4, 4 + size));
    });
    socket.write(request);
  });
}

function encodeString(text: string): Buffer {
  const bytes = Buffer.from(text);
  const size = Buffer.alloc(2);
  size.writeInt16BE(bytes.length);
  return Buffer.concat([size, bytes]);
}

/** Reads the primitive types of the protocol's older, non-flexible versions. */
class Reader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#advance(1));
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#advance(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#advance(4));
  }

  /** Null where its length is −1. */
  string(): string | null {
    const length = this.int16();
    if (length < 0) return null;
    const start = this.#advance(length);
    return this.#bytes.toString("utf8", start, start + length);
  }

  array<Item>(read: () => Item): Item[] {
    const count = this.int32();
    const items: Item[] = [];
    for (let index = 0; index < count; index++) items.push(read());
    return items;
  }

  #advance(count: number): number {
    const start = this.#position;
    this.#position += count;
    if (this.#position > this.#bytes.length) throw new Error("the response ends too early");
    return start;
  }
}
