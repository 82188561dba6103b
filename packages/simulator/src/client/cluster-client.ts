import { type AnyApi, metadata, type ResponseOf } from "@chronik/kafka-protocol";
import { BrokerConnection, type Request } from "./broker-connection.ts";
import { ClientLife } from "./client-life.ts";
import { MetadataView } from "./metadata-view.ts";
import type { ClientOptions, Endpoint, VersionCaps } from "./ports.ts";

/** The way to one node, connected or not. */
interface Link {
  endpoint: Endpoint;
  connection: BrokerConnection | null;
  /** Connections in a row that came to nothing. */
  failures: number;
  redialAtMs: number;
}

const REQUEST_TIMEOUT_MS = 2000;
const CONNECT_TIMEOUT_MS = 1000;
const RETRY_BACKOFF_MS = 50;
const RECONNECT_BACKOFF_MS = 50;
const RECONNECT_BACKOFF_MS_MAX = 1000;
const METADATA_MAX_AGE_MS = 10_000;

/**
 * A client's view of the cluster and its connections to it: what producers, consumers and admins have in common.
 *
 * Invariants:
 * - At most one connection to a node, one more to it as a coordinator, and one request for metadata under way.
 * - A node that could not be reached is left alone for a time that doubles, as far as a limit, until it answers.
 */
export class ClusterClient {
  readonly life: ClientLife;
  readonly metadata = new MetadataView();
  readonly retryBackoffMs: number;
  readonly requestTimeoutMs: number;
  readonly #options: ClientOptions;
  readonly #versionMax: VersionCaps;
  readonly #links = new Map<string, Link>();
  readonly #topics = new Set<string>();
  readonly #listeners: (() => void)[] = [];
  #refreshing = false;
  #refreshWanted = false;
  #refreshTimer: { cancel(): void } | null = null;
  #refreshedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#versionMax = consistent(options.versionMax ?? {});
    this.life = new ClientLife(options.queue, options.sockets);
    this.retryBackoffMs = options.retryBackoffMs ?? RETRY_BACKOFF_MS;
    this.requestTimeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  }

  get id(): string {
    return this.#options.id;
  }

  /** Called whenever metadata has come. */
  onMetadata(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Asks for the topic's metadata from now on. */
  follow(topic: string): void {
    this.#topics.add(topic);
    this.refresh();
  }

  /** Asks for metadata, at once or, so soon after the last time, a little later. */
  refresh(): void {
    if (this.#refreshing) this.#refreshWanted = true;
    else this.#refreshIn(Math.max(0, this.#refreshedAtMs + this.retryBackoffMs - this.life.nowMs));
  }

  /**
   * Sends to a node that the metadata names; as a coordinator over a connection of its own, since answers keep the order of the
   * requests and a JoinGroup may wait for long.
   */
  send<Api extends AnyApi>(nodeId: number, request: Request<Api>, as: "node" | "coordinator" = "node"): void {
    const endpoint = this.metadata.brokers.get(nodeId);
    if (endpoint === undefined) return this.#fail(request, `node ${nodeId} is not known`);
    const link = this.#link(`${as} ${nodeId}`, endpoint);
    if (!this.#isOpen(link)) return this.#fail(request, `node ${nodeId} could not be reached a moment ago`);
    this.#connection(link).send(request as unknown as Request<AnyApi>);
  }

  /**
   * Sends to some node: one whose connection is free, else a new one, else the one with the least to do. Answers keep the order of the
   * requests, so that what is sent behind a long poll waits for it.
   */
  sendAny<Api extends AnyApi>(request: Request<Api>): void {
    const links = this.#knownLinks().filter((link) => this.#isOpen(link));
    const least = Math.min(...links.map(load));
    const choice = links.filter((link) => load(link) === least);
    if (choice.length === 0) return this.#fail(request, "no node can be reached");
    this.#connection(this.#options.random.pick(choice)).send(request as unknown as Request<AnyApi>);
  }

  /** Whether a request to the node would be tried now. */
  isReachable(nodeId: number): boolean {
    const link = this.#links.get(`node ${nodeId}`);
    return this.metadata.brokers.has(nodeId) && (link === undefined || this.#isOpen(link));
  }

  #knownLinks(): Link[] {
    const links = [...this.metadata.brokers].map(([nodeId, endpoint]) => this.#link(`node ${nodeId}`, endpoint));
    // The nodes that were known may all have moved or gone: then the first ones are asked again (KIP-899).
    if (links.some((link) => this.#isOpen(link))) return links;
    return this.#options.bootstrap.map((endpoint) => this.#link(`${endpoint.host}:${endpoint.port}`, endpoint));
  }

  #link(name: string, endpoint: Endpoint): Link {
    let link = this.#links.get(name);
    if (link === undefined) {
      link = { endpoint, connection: null, failures: 0, redialAtMs: 0 };
      this.#links.set(name, link);
    } else if (link.endpoint.host !== endpoint.host || link.endpoint.port !== endpoint.port) {
      const old = link.connection;
      link.endpoint = endpoint;
      link.failures = 0;
      link.redialAtMs = 0;
      old?.close("the node has moved");
    }
    return link;
  }

  #isOpen(link: Link): boolean {
    return link.connection !== null || link.redialAtMs <= this.life.nowMs;
  }

  #connection(link: Link): BrokerConnection {
    if (link.connection !== null) return link.connection;
    const { id, history, connectTimeoutMs } = this.#options;
    const connection = new BrokerConnection({
      life: this.life,
      endpoint: link.endpoint,
      clientId: id,
      versionMax: this.#versionMax,
      requestTimeoutMs: this.requestTimeoutMs,
      connectTimeoutMs: connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      onReady: () => {
        link.failures = 0;
      },
      onClosed: () => {
        if (link.connection === connection) link.connection = null;
        this.#backOff(link);
        this.refresh();
      },
      onAnomaly: (name, detail) => history.report(id, name, detail),
    });
    link.connection = connection;
    return connection;
  }

  #backOff(link: Link): void {
    const base = this.#options.reconnectBackoffMs ?? RECONNECT_BACKOFF_MS;
    const max = this.#options.reconnectBackoffMsMax ?? RECONNECT_BACKOFF_MS_MAX;
    const backoffMs = Math.min(max, base * 2 ** link.failures);
    link.failures++;
    // Between 80 and 120 %, so that clients do not come back all at once.
    link.redialAtMs = this.life.nowMs + (backoffMs * (80 + this.#options.random.below(41))) / 100;
  }

  #fail<Api extends AnyApi>(request: Request<Api>, reason: string): void {
    this.refresh();
    this.life.after(0, () => request.done({ kind: "failed", sent: false, reason }));
  }

  #refreshIn(delayMs: number): void {
    this.#refreshTimer?.cancel();
    this.#refreshTimer = this.life.after(delayMs, () => this.#ask());
  }

  #ask(): void {
    if (this.#refreshing) return;
    this.#refreshing = true;
    this.#refreshWanted = false;
    const topics = [...this.#topics].map((name) => ({ name }));
    this.sendMetadataRequest(topics, (response) => {
      this.#refreshing = false;
      this.#refreshedAtMs = this.life.nowMs;
      if (response !== null) this.metadata.update(response);
      const again = response === null || this.#refreshWanted;
      this.#refreshIn(again ? this.retryBackoffMs : (this.#options.metadataMaxAgeMs ?? METADATA_MAX_AGE_MS));
      if (response !== null) for (const listener of this.#listeners) listener();
    });
  }

  /** Asks some node for metadata, without taking it over. Null where that failed. */
  sendMetadataRequest(
    topics: { name: string }[] | null,
    done: (response: ResponseOf<typeof metadata> | null) => void,
  ): void {
    this.sendAny({
      api: metadata,
      body: () => ({ topics, allowAutoTopicCreation: false }),
      done: (answer) => done(answer.kind === "answered" ? answer.body : null),
    });
  }
}

/** Dialling costs more than a connection that is free, and less than waiting behind another request. */
const DIALLING_LOAD = 0.5;

function load({ connection }: Link): number {
  return connection?.inFlightCount ?? DIALLING_LOAD;
}

/** The first version of Metadata that tells the ids of topics, and the last versions of others that can do without. */
const TOPIC_ID_VERSION = 10;
const NAMES_ONLY: VersionCaps = { Produce: 12, Fetch: 12, OffsetCommit: 9, OffsetFetch: 9 };

/** The caps, and those that follow from them. */
function consistent(versionMax: VersionCaps): VersionCaps {
  if ((versionMax[metadata.name] ?? TOPIC_ID_VERSION) >= TOPIC_ID_VERSION) return versionMax;
  const caps: Record<string, number> = { ...versionMax };
  for (const [name, cap] of Object.entries(NAMES_ONLY)) caps[name] = Math.min(cap, caps[name] ?? cap);
  return caps;
}
