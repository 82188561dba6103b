import type { DiskFile } from "../ports.ts";

/** Reads a file front to back through a window, so that many small looks cost few reads. */
export class WindowReader {
  readonly sizeBytes: number;
  readonly #file: DiskFile;
  #window: Uint8Array;
  #from = 0;
  #to = 0;

  constructor(file: DiskFile, windowBytes: number) {
    this.#file = file;
    this.sizeBytes = file.size();
    this.#window = new Uint8Array(Math.min(windowBytes, this.sizeBytes));
  }

  /** `sizeBytes` bytes at `position`, valid until the next call; null where the file ends before. */
  look(position: number, sizeBytes: number): Uint8Array | null {
    if (position + sizeBytes > this.sizeBytes) return null;
    if (position < this.#from || position + sizeBytes > this.#to) this.#fill(position, sizeBytes);
    if (position + sizeBytes > this.#to) return null;
    return this.#window.subarray(position - this.#from, position - this.#from + sizeBytes);
  }

  #fill(position: number, sizeBytes: number): void {
    if (this.#window.length < sizeBytes) this.#window = new Uint8Array(sizeBytes);
    const wanted = Math.min(this.#window.length, this.sizeBytes - position);
    this.#from = position;
    this.#to = position + this.#file.read(this.#window.subarray(0, wanted), position);
  }
}
