import type { ByteStream } from "./ports.ts";

/** The streams that are not closed yet, so that closing can wait for the last of them. */
export class SocketSet {
  readonly #streams = new Set<ByteStream>();
  #onEmpty: (() => void) | null = null;

  add(stream: ByteStream): void {
    this.#streams.add(stream);
  }

  closed(stream: ByteStream): void {
    this.#streams.delete(stream);
    if (this.#streams.size === 0) this.#onEmpty?.();
  }

  /** Resolves when no stream is open. For one caller at a time. */
  allClosed(): Promise<void> {
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      if (this.#streams.size === 0) resolve();
    });
  }
}
