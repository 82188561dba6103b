import {
  type AnyApi,
  advertisedVersions,
  apis,
  apiVersions,
  decodeRequest,
  decodeRequestBody,
  encodeResponse,
  errorCodes,
  metadata,
  type RequestOf,
  type ResponseInputOf,
} from "@chronik/kafka-protocol";
import type { ByteStream, StreamHandlers } from "@chronik/transport-tcp";
import { SeededRandom } from "@chronik/wal/testing";
import { History } from "../../history/history.ts";
import { EventQueue } from "../../world/event-queue.ts";
import type { ClientOptions, Dialer, Endpoint } from "../ports.ts";

const PORT = 9092;
const LATENCY_MS = 1;
const LENGTH_BYTES = 4;

/** A request that came in, and the means to answer it. */
export interface Incoming<Api extends AnyApi> {
  readonly node: number;
  readonly version: number;
  readonly body: RequestOf<Api>;
  readonly atMs: number;
  respond(body: ResponseInputOf<Api>): void;
  /** Sends these bytes as they are. */
  raw(bytes: Uint8Array): void;
  /** Hangs up. */
  close(): void;
}

type AnyHandler = (incoming: Incoming<AnyApi>) => void;

/** Brokers of which a test says what they answer: `node1` to `node3`, each a millisecond away. ApiVersions and Metadata they know. */
export class ScriptedBrokers implements Dialer {
  readonly queue = new EventQueue();
  readonly history = new History(this.queue);
  /** All requests but ApiVersions and Metadata, by name. */
  readonly requests: { readonly name: string; readonly incoming: Incoming<AnyApi> }[] = [];
  readonly dialled: { readonly host: string; readonly atMs: number }[] = [];
  readonly topic = "t";
  readonly topicId = "000000000000000000000000000000aa";
  /** The most bytes in one delivery. */
  fragmentBytes = Number.POSITIVE_INFINITY;
  /** By partition. */
  leaders = [{ leaderId: 1, leaderEpoch: 0 }];
  /** Nodes that refuse connections. */
  readonly down = new Set<number>();
  readonly #handlers = new Map<number, AnyHandler>();

  constructor() {
    this.on(apiVersions, ({ respond }) => {
      respond({ errorCode: 0, apiKeys: advertisedVersions([...apis.values()]) });
    });
    this.on(metadata, ({ respond }) => respond(this.#metadata()));
  }

  /** Options for a client `id` of these brokers. */
  options(id: string): ClientOptions {
    const bootstrap = [{ host: "node1", port: PORT }];
    const { queue, history } = this;
    return { id, queue, history, bootstrap, sockets: this, random: new SeededRandom(1) };
  }

  on<Api extends AnyApi>(api: Api, handler: (incoming: Incoming<Api>) => void): void {
    this.#handlers.set(api.key, handler as unknown as AnyHandler);
  }

  named(name: string): Incoming<AnyApi>[] {
    return this.requests.filter((request) => request.name === name).map(({ incoming }) => incoming);
  }

  connect({ host }: Endpoint): ByteStream {
    this.dialled.push({ host, atMs: this.queue.nowMs });
    return new ScriptedStream(this, host);
  }

  /** @internal */
  handle(api: AnyApi, incoming: Incoming<AnyApi>): void {
    if (api.key !== apiVersions.key && api.key !== metadata.key) this.requests.push({ name: api.name, incoming });
    this.#handlers.get(api.key)?.(incoming);
  }

  #metadata(): ResponseInputOf<typeof metadata> {
    const partitions = this.leaders.map((leader, partitionIndex) => ({
      errorCode: leader.leaderId < 0 ? errorCodes.LEADER_NOT_AVAILABLE : errorCodes.NONE,
      partitionIndex,
      ...leader,
      replicaNodes: [1, 2, 3],
      isrNodes: [1, 2, 3],
    }));
    return {
      brokers: [1, 2, 3].map((nodeId) => ({ nodeId, host: `node${nodeId}`, port: PORT })),
      controllerId: 1,
      topics: [{ errorCode: 0, name: this.topic, topicId: this.topicId, partitions }],
    };
  }
}

class ScriptedStream implements ByteStream {
  readonly remoteHost: string;
  readonly remotePort = PORT;
  readonly #brokers: ScriptedBrokers;
  readonly #node: number;
  #handlers!: StreamHandlers;
  #connected = false;
  #closed = false;
  #received: Uint8Array = new Uint8Array(0);
  readonly #early: Uint8Array[] = [];

  constructor(brokers: ScriptedBrokers, host: string) {
    this.#brokers = brokers;
    this.remoteHost = host;
    this.#node = Number(host.slice("node".length));
    brokers.queue.after(2 * LATENCY_MS, () => this.#established());
  }

  attach(handlers: StreamHandlers): void {
    this.#handlers = handlers;
  }

  write(buffers: readonly Uint8Array[]): void {
    const copies = buffers.map((buffer) => buffer.slice());
    if (!this.#connected) this.#early.push(...copies);
    else this.#brokers.queue.after(LATENCY_MS, () => this.#arrive(copies));
  }

  end(): void {}
  pause(): void {}
  resume(): void {}

  destroy(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#brokers.queue.after(0, () => this.#handlers.closed());
  }

  #established(): void {
    if (this.#closed) return;
    if (this.#brokers.down.has(this.#node)) {
      this.#closed = true;
      this.#handlers.failed(new Error("ECONNREFUSED"));
      this.#handlers.closed();
      return;
    }
    this.#connected = true;
    this.#handlers.connected();
    if (this.#early.length > 0) this.write(this.#early.splice(0));
  }

  #arrive(buffers: readonly Uint8Array[]): void {
    if (this.#closed) return;
    const all = [this.#received, ...buffers];
    this.#received = Uint8Array.from(all.flatMap((bytes) => [...bytes]));
    while (this.#received.length >= LENGTH_BYTES) {
      const end = LENGTH_BYTES + new DataView(this.#received.buffer, this.#received.byteOffset).getInt32(0);
      if (this.#received.length < end) return;
      const frame = this.#received.slice(LENGTH_BYTES, end);
      this.#received = this.#received.slice(end);
      this.#request(frame);
    }
  }

  #request(frame: Uint8Array): void {
    const header = decodeRequest(frame);
    const api = header.api!;
    const { apiVersion: version, correlationId } = header;
    this.#brokers.handle(api, {
      node: this.#node,
      version,
      body: decodeRequestBody(api, frame, header),
      atMs: this.#brokers.queue.nowMs,
      respond: (body) => this.#send(encodeResponse({ api, version, correlationId, body })),
      raw: (bytes) => this.#send([bytes]),
      close: () => {
        if (this.#closed) return;
        this.#closed = true;
        this.#handlers.ended();
        this.#handlers.closed();
      },
    });
  }

  #send(chunks: readonly Uint8Array[]): void {
    const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
    const size = Math.min(this.#brokers.fragmentBytes, bytes.length);
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.slice(at, at + size);
      this.#brokers.queue.after(LATENCY_MS, () => {
        if (!this.#closed) this.#handlers.data(piece);
      });
    }
  }
}
