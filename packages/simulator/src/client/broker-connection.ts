import {
  type AnyApi,
  apiVersions,
  decodeCorrelationId,
  decodeResponse,
  encodeRequest,
  errorCodes,
  type RequestInputOf,
  type ResponseOf,
} from "@chronik/kafka-protocol";
import type { ByteStream } from "@chronik/transport-tcp";
import type { ClientLife } from "./client-life.ts";
import type { Endpoint, VersionCaps } from "./ports.ts";
import { ResponseFrames } from "./response-frames.ts";

/** What became of a request. */
export type Answer<Api extends AnyApi> =
  | { readonly kind: "answered"; readonly version: number; readonly body: ResponseOf<Api> }
  /** Handed to the connection; no answer is to come. */
  | { readonly kind: "posted" }
  /** `sent`: bytes of it were handed to the connection, so that it may have been, or may still be, carried out. */
  | { readonly kind: "failed"; readonly sent: boolean; readonly reason: string };

export interface Request<Api extends AnyApi> {
  readonly api: Api;
  /** Made when the version is known, once. */
  readonly body: (version: number) => RequestInputOf<Api>;
  /** Default: the connection's. Counts from the moment of asking. */
  readonly timeoutMs?: number;
  /** Whether the broker answers. Default true. */
  readonly answered?: boolean;
  readonly done: (answer: Answer<Api>) => void;
}

export interface BrokerConnectionOptions {
  readonly life: ClientLife;
  readonly endpoint: Endpoint;
  readonly clientId: string;
  readonly versionMax: VersionCaps;
  readonly requestTimeoutMs: number;
  readonly connectTimeoutMs: number;
  /** The versions are agreed on. */
  readonly onReady: () => void;
  /** Once, and before the requests under way are told. */
  readonly onClosed: (reason: string) => void;
  /** The broker broke the protocol: `name` is that of an anomaly. */
  readonly onAnomaly: (name: string, detail: string) => void;
}

interface Pending {
  readonly request: Request<AnyApi>;
  readonly timer: { cancel(): void };
  correlationId: number;
  version: number;
}

interface ApiRange {
  readonly min: number;
  readonly max: number;
}

/**
 * One connection to a broker: asks for its versions first, then sends requests one behind the other without waiting for answers.
 *
 * Invariants:
 * - Every request is told what became of it exactly once, and never from inside {@link send}.
 * - Answers come in the order of the requests; a broker that answers otherwise is reported and not listened to any more.
 * - A request that is not answered in its time ends the connection, as in Kafka's own clients: what is behind it would wait too.
 */
export class BrokerConnection {
  readonly #options: BrokerConnectionOptions;
  readonly #stream: ByteStream;
  readonly #frames: ResponseFrames;
  /** Asked for before the versions were known. */
  #waiting: Pending[] = [];
  /** Sent, oldest first. */
  readonly #inFlight: Pending[] = [];
  #ranges: ReadonlyMap<number, ApiRange> | null = null;
  #correlationId = 0;
  #closed = false;

  constructor(options: BrokerConnectionOptions) {
    this.#options = options;
    this.#frames = new ResponseFrames((frame) => this.#answered(frame));
    this.#stream = options.life.connect(options.endpoint, {
      connected: () => this.#askVersions(),
      data: (bytes) => this.#data(bytes),
      ended: () => this.close("the broker closed the connection"),
      failed: (error) => this.close(error.message),
      closed: () => this.close("the connection is closed"),
    });
    options.life.after(options.connectTimeoutMs, () => {
      if (this.#ranges === null) this.close("no connection in time");
    });
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Requests that wait for an answer, or for the connection. */
  get inFlightCount(): number {
    return this.#inFlight.length + this.#waiting.length;
  }

  send(request: Request<AnyApi>): void {
    const { life, requestTimeoutMs } = this.#options;
    if (this.#closed) {
      life.after(0, () => request.done({ kind: "failed", sent: false, reason: "the connection is closed" }));
      return;
    }
    const timer = life.after(request.timeoutMs ?? requestTimeoutMs, () => this.#timedOut(pending));
    const pending: Pending = { request, timer, correlationId: -1, version: -1 };
    if (this.#ranges === null) this.#waiting.push(pending);
    else this.#transmit(pending);
  }

  /** Ends it, and tells all requests under way. */
  close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stream.destroy();
    const { onClosed } = this.#options;
    const sent = this.#inFlight.splice(0);
    const waiting = this.#waiting.splice(0);
    for (const { timer } of [...sent, ...waiting]) timer.cancel();
    onClosed(reason);
    for (const { request } of sent) request.done({ kind: "failed", sent: true, reason });
    for (const { request } of waiting) request.done({ kind: "failed", sent: false, reason });
  }

  #askVersions(): void {
    const { life, connectTimeoutMs, versionMax, onReady } = this.#options;
    const version = Math.min(apiVersions.versionMax, versionMax[apiVersions.name] ?? Number.POSITIVE_INFINITY);
    const request: Request<typeof apiVersions> = {
      api: apiVersions,
      body: () => ({ clientSoftwareName: "chronik-simulator", clientSoftwareVersion: "0" }),
      done: (answer) => {
        if (answer.kind !== "answered") return;
        if (answer.body.errorCode !== errorCodes.NONE) return this.close(`ApiVersions: ${answer.body.errorCode}`);
        this.#ranges = new Map(
          answer.body.apiKeys.map(({ apiKey, minVersion, maxVersion }) => [
            apiKey,
            { min: minVersion, max: maxVersion },
          ]),
        );
        onReady();
        for (const pending of this.#waiting.splice(0)) this.#transmit(pending);
      },
    };
    const timer = life.after(connectTimeoutMs, () => this.close("no versions in time"));
    this.#write({ request: request as never, timer, correlationId: -1, version });
  }

  #transmit(pending: Pending): void {
    const { api } = pending.request;
    const range = this.#ranges!.get(api.key);
    const cap = this.#options.versionMax[api.name] ?? Number.POSITIVE_INFINITY;
    const version = Math.min(api.versionMax, range?.max ?? -1, cap);
    if (range === undefined || version < Math.max(api.versionMin, range.min)) {
      pending.timer.cancel();
      const reason = `the broker has no version of ${api.name} that this client knows`;
      this.#options.life.after(0, () => pending.request.done({ kind: "failed", sent: false, reason }));
      return;
    }
    pending.version = version;
    this.#write(pending);
  }

  #write(pending: Pending): void {
    if (this.#closed) {
      pending.timer.cancel();
      return pending.request.done({ kind: "failed", sent: false, reason: "the connection is closed" });
    }
    const { api, body, answered } = pending.request;
    const { version } = pending;
    pending.correlationId = ++this.#correlationId;
    const { clientId } = this.#options;
    const chunks = encodeRequest({
      api,
      version,
      correlationId: pending.correlationId,
      clientId,
      body: body(version) as never,
    });
    if (answered !== false) {
      this.#inFlight.push(pending);
      this.#stream.write(chunks, ignore);
      return;
    }
    this.#stream.write(chunks, ignore);
    pending.timer.cancel();
    this.#options.life.after(0, () => pending.request.done({ kind: "posted" }));
  }

  #data(bytes: Uint8Array): void {
    if (this.#closed) return;
    try {
      this.#frames.push(bytes);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#broken("undecodable-response", error.message);
    }
  }

  #answered(frame: Uint8Array): void {
    if (this.#closed) return;
    const correlationId = decodeCorrelationId(frame);
    const pending = this.#inFlight[0];
    if (pending === undefined || pending.correlationId !== correlationId) {
      const awaited = pending === undefined ? "nothing" : `${pending.correlationId} (${pending.request.api.name})`;
      return this.#broken("out-of-order-response", `an answer to ${correlationId} where ${awaited} was awaited`);
    }
    const { api, done } = pending.request;
    const body = this.#decode(api, pending.version, frame);
    if (body === null) return;
    this.#inFlight.shift();
    pending.timer.cancel();
    done({ kind: "answered", version: pending.version, body });
  }

  #decode(api: AnyApi, version: number, frame: Uint8Array): ResponseOf<AnyApi> | null {
    try {
      return decodeResponse({ api, version, frame }).body;
    } catch (error) {
      this.#broken("undecodable-response", `${api.name} v${version}: ${(error as Error).message}`);
      return null;
    }
  }

  #broken(name: string, detail: string): void {
    const { host, port } = this.#options.endpoint;
    this.#options.onAnomaly(name, `${host}:${port}: ${detail}`);
    this.close(name);
  }

  #timedOut(pending: Pending): void {
    const at = this.#waiting.indexOf(pending);
    if (at < 0) return this.close(`no answer to ${pending.request.api.name} in time`);
    this.#waiting.splice(at, 1);
    pending.request.done({ kind: "failed", sent: false, reason: "not connected in time" });
  }
}

function ignore(): void {}
