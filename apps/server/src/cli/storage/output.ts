import { writeSync } from "node:fs";
import { systemErrorCode } from "../../error.ts";

/** Takes whole lines, in their order. */
export interface Output {
  line(text: string): void;
  /** One object on a line of its own. */
  json(value: object): void;
}

const BUFFER_BYTES_MAX = 64 * 1024;
const RETRY_MS = 5;

/** Whoever read the output is gone: there is nothing left to do. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";
}

/**
 * Writes to a file descriptor on the caller's turn: a dump of a large folder is made in one go, and must not pile up in
 * memory while its reader is slow.
 */
export class DescriptorOutput implements Output {
  readonly #fd: number;
  #buffered = "";

  constructor(fd: number) {
    this.#fd = fd;
  }

  line(text: string): void {
    this.#buffered += `${text}\n`;
    if (this.#buffered.length >= BUFFER_BYTES_MAX) this.flush();
  }

  json(value: object): void {
    this.line(JSON.stringify(value));
  }

  /** @throws OutputClosed where nobody reads any more. */
  flush(): void {
    let bytes = Buffer.from(this.#buffered);
    this.#buffered = "";
    while (bytes.length > 0) bytes = bytes.subarray(this.#write(bytes));
  }

  #write(bytes: Uint8Array): number {
    try {
      return writeSync(this.#fd, bytes);
    } catch (error) {
      const code = systemErrorCode(error);
      if (code === "EPIPE") throw new OutputClosed("nobody reads the output any more", { cause: error });
      if (code !== "EAGAIN") throw error;
      // The pipe is full, and somebody has made it not block.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, RETRY_MS);
      return 0;
    }
  }
}
