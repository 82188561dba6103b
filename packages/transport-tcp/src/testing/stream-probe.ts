import type { ByteStream, StreamHandlers } from "../ports.ts";
import { concatenate } from "./expectations.ts";

/** Calls of the port go through it, so that a handler that is called from inside one is found out. */
export class PortCalls {
  /** Rules that were broken. Handlers note and do not throw: whoever calls them may not mind. */
  readonly violations: string[] = [];
  #isInside = false;

  call<Result>(body: () => Result): Result {
    this.#isInside = true;
    try {
      return body();
    } finally {
      this.#isInside = false;
    }
  }

  /** To be called first in every handler. */
  inHandler(name: string): void {
    this.expect(!this.#isInside, `${name} was called from inside a call of the port`);
  }

  expect(holds: boolean, violation: string): void {
    if (!holds) this.violations.push(violation);
  }
}

/** One end of a connection under test: notes what it is told, and whether the rules of {@link StreamHandlers} hold. */
export class StreamProbe implements StreamHandlers {
  readonly stream: ByteStream;
  readonly chunks: Uint8Array[] = [];
  byteCount = 0;
  isConnected: boolean;
  isEnded = false;
  isClosed = false;
  error: (Error & { code?: unknown }) | null = null;
  /** Called after a chunk was noted. */
  onData: () => void = () => {};
  onEnded: () => void = () => {};
  readonly #calls: PortCalls;
  readonly #isDialled: boolean;
  #isDestroyed = false;

  constructor(stream: ByteStream, options: { calls: PortCalls; isDialled: boolean }) {
    this.stream = stream;
    this.#calls = options.calls;
    this.#isDialled = options.isDialled;
    this.isConnected = !options.isDialled;
    this.#calls.call(() => stream.attach(this));
  }

  /** All that arrived, as one. */
  get bytes(): Uint8Array {
    return concatenate(this.chunks);
  }

  /** Returns what counts how often `written` was called; `onWritten` is called after that. */
  write(buffers: readonly Uint8Array[], onWritten: () => void = () => {}): { count: number } {
    const written = { count: 0 };
    const note = (): void => {
      this.#inHandler("written");
      written.count += 1;
      this.#calls.expect(written.count === 1, "written was called twice");
      onWritten();
    };
    this.#calls.call(() => this.stream.write(buffers, note));
    return written;
  }

  end(): void {
    this.#calls.call(() => this.stream.end());
  }

  destroy(): void {
    this.#isDestroyed = true;
    this.#calls.call(() => this.stream.destroy());
  }

  pause(): void {
    this.#calls.call(() => this.stream.pause());
  }

  resume(): void {
    this.#calls.call(() => this.stream.resume());
  }

  connected(): void {
    this.#inHandler("connected");
    this.#calls.expect(this.#isDialled && !this.isConnected, "connected came twice, or of an accepted stream");
    this.isConnected = true;
  }

  data(bytes: Uint8Array): void {
    this.#inHandler("data");
    this.#calls.expect(this.isConnected && !this.isEnded, "data came before connected, or after ended");
    this.#calls.expect(bytes.byteLength > 0, "data was empty");
    this.chunks.push(bytes);
    this.byteCount += bytes.byteLength;
    this.onData();
  }

  ended(): void {
    this.#inHandler("ended");
    this.#calls.expect(this.isConnected && !this.isEnded, "ended came before connected, or twice");
    this.isEnded = true;
    this.onEnded();
  }

  failed(error: Error): void {
    this.#inHandler("failed");
    this.error = error;
  }

  closed(): void {
    this.#calls.inHandler("closed");
    this.#calls.expect(!this.isClosed, "closed came twice");
    this.isClosed = true;
  }

  #inHandler(name: string): void {
    this.#calls.inHandler(name);
    this.#calls.expect(!this.isClosed, `${name} came after closed`);
    this.#calls.expect(!this.#isDestroyed, `${name} came after destroy`);
    this.#calls.expect(this.error === null, `${name} came after failed`);
  }
}
