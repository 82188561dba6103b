import {
  type AnyApi,
  apiVersions,
  decodeRequest,
  decodeRequestBody,
  encodeResponse,
  ProtocolError,
  type RequestHeader,
  unsupportedApiVersions,
} from "@chronik/kafka-protocol";
import type { Handler, RequestContext } from "../handlers/handler.ts";
import type { ClientConnection, ClientSession, Logger, Timers } from "../ports.ts";
import { FrameError, FrameReader } from "./frame-reader.ts";

/** Requests of one connection that may be under way before no more are read from it. */
const REQUESTS_IN_FLIGHT_MAX = 256;
/** Bytes of requests of one connection that may be under way before no more are read from it. */
const REQUEST_BYTES_IN_FLIGHT_MAX = 32 * 1024 * 1024;
/** Bytes of responses of one connection that may be ready and not written before no more requests are taken. */
const RESPONSE_BYTES_READY_MAX = 1024 * 1024;

export interface SessionOptions {
  readonly connection: ClientConnection;
  readonly handlers: ReadonlyMap<number, Handler>;
  readonly requestBytesMax: number;
  readonly timers: Timers;
  readonly logger: Logger;
}

/** The place of one request in the order of responses. */
interface Slot {
  readonly requestBytes: number;
  /** Null until there is a response; empty where there will be none. */
  chunks: readonly Uint8Array[] | null;
}

/**
 * One client connection: requests in, responses out.
 *
 * Invariants:
 * - Requests are handed to their handlers in the order in which they came; responses leave in that order too, whatever order
 *   they are ready in.
 * - What is under way is bounded in number and in bytes, of requests and of responses; beyond that, and while the client does
 *   not take its responses, no request is taken and the connection is not read. What one read brought waits here, whole.
 * - Whatever bytes come in, the worst that happens is that this connection is closed, with the reason in the log.
 */
export class Session implements ClientSession {
  readonly #options: SessionOptions;
  readonly #frames: FrameReader;
  readonly #slots: Slot[] = [];
  /** Cut from the stream, and not handed on yet. */
  #waiting: Uint8Array[] = [];
  #inFlightBytes = 0;
  #readyBytes = 0;
  #flushScheduled = false;
  #congested = false;
  #paused = false;
  #closed = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#frames = new FrameReader(options.requestBytesMax);
  }

  data(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#guard(() => this.#frames.push(bytes, (frame) => this.#waiting.push(frame)));
    this.#pump();
  }

  drained(): void {
    this.#congested = false;
    this.#pump();
  }

  closed(): void {
    this.#closed = true;
    this.#forget();
  }

  /** Takes requests as long as there is room for what they bring. */
  #pump(): void {
    let taken = 0;
    this.#guard(() => {
      while (taken < this.#waiting.length && !this.#closed && !this.#full()) this.#receive(this.#waiting[taken++]!);
    });
    this.#waiting = this.#waiting.slice(taken);
    this.#regulate();
  }

  #full(): boolean {
    return (
      this.#congested ||
      this.#readyBytes >= RESPONSE_BYTES_READY_MAX ||
      this.#slots.length >= REQUESTS_IN_FLIGHT_MAX ||
      this.#inFlightBytes >= REQUEST_BYTES_IN_FLIGHT_MAX
    );
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      if (!(error instanceof FrameError || error instanceof ProtocolError)) this.#logBug(error);
      this.#close((error as Error).message);
    }
  }

  #receive(frame: Uint8Array): void {
    if (this.#closed) return;
    const header = decodeRequest(frame);
    const handler = this.#options.handlers.get(header.apiKey);
    const slot: Slot = { requestBytes: frame.byteLength, chunks: null };
    if (handler === undefined || !hasVersion(handler.api, header.apiVersion))
      return this.#receiveUnsupported(header, slot);
    this.#admit(slot);
    const request = decodeRequestBody(handler.api, frame, header);
    let answered = false;
    handler.handle(request, this.#context(header), (response) => {
      if (answered) throw new Error(`${handler.api.name} was answered twice`);
      answered = true;
      if (!this.#closed) this.#answer(slot, response === null ? [] : this.#encode(handler.api, header, response));
    });
  }

  /** An unknown version of ApiVersions is answered so that the client can choose another; all else ends the connection. */
  #receiveUnsupported(header: RequestHeader, slot: Slot): void {
    if (header.apiKey !== apiVersions.key) {
      throw new FrameError(
        `request with API key ${header.apiKey} in version ${header.apiVersion}, which is not supported`,
      );
    }
    this.#admit(slot);
    this.#answer(slot, this.#encode(apiVersions, { ...header, apiVersion: 0 }, unsupportedApiVersions()));
  }

  /** A response may come from anyone's turn: what is wrong with it must not be thrown there. */
  #encode(api: AnyApi, header: RequestHeader, body: unknown): readonly Uint8Array[] {
    try {
      const { apiVersion: version, correlationId } = header;
      return encodeResponse({ api, version, correlationId, body: body as never });
    } catch (error) {
      this.#logBug(error);
      this.#close(`the response to ${api.name} cannot be encoded`);
      return [];
    }
  }

  #context(header: RequestHeader): RequestContext {
    const { listener, clientHost } = this.#options.connection;
    return {
      apiVersion: header.apiVersion,
      clientId: header.clientId,
      clientHost,
      listener,
      close: (reason) => this.#close(reason),
    };
  }

  #admit(slot: Slot): void {
    this.#slots.push(slot);
    this.#inFlightBytes += slot.requestBytes;
  }

  #answer(slot: Slot, chunks: readonly Uint8Array[]): void {
    slot.chunks = chunks;
    for (const chunk of chunks) this.#readyBytes += chunk.byteLength;
    if (this.#slots[0] !== slot) {
      SIMULATION: globalThis.chronikSometimes?.("a response waits for an earlier one");
      return;
    }
    if (this.#flushScheduled) return;
    // All that becomes ready in this turn goes out as one write.
    this.#flushScheduled = true;
    this.#options.timers.defer(() => this.#flush());
  }

  #flush(): void {
    this.#flushScheduled = false;
    if (this.#closed) return;
    const out: Uint8Array[] = [];
    let count = 0;
    for (; count < this.#slots.length; count++) {
      const slot = this.#slots[count]!;
      if (slot.chunks === null) break;
      for (const chunk of slot.chunks) {
        out.push(chunk);
        this.#readyBytes -= chunk.byteLength;
      }
      this.#inFlightBytes -= slot.requestBytes;
    }
    this.#slots.splice(0, count);
    if (out.length > 0 && !this.#options.connection.write(out)) {
      SIMULATION: globalThis.chronikSometimes?.("a client reads more slowly than it is answered");
      this.#congested = true;
    }
    this.#pump();
  }

  #regulate(): void {
    if (this.#closed) return;
    const full = this.#waiting.length > 0 || this.#full();
    if (full === this.#paused) return;
    this.#paused = full;
    if (full) {
      SIMULATION: globalThis.chronikSometimes?.("a session takes no more requests for a while");
      this.#options.connection.pause();
    } else this.#options.connection.resume();
  }

  #close(reason: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forget();
    this.#options.connection.close(reason);
  }

  #forget(): void {
    this.#slots.length = 0;
    this.#waiting = [];
  }

  #logBug(error: unknown): void {
    const { stack, message } = error as Error;
    this.#options.logger.error("a request failed for no fault of the client's; its connection is closed", {
      message,
      stack,
    });
  }
}

function hasVersion(api: AnyApi, version: number): boolean {
  return version >= api.versionMin && version <= api.versionMax;
}
