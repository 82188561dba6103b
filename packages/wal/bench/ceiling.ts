import { closeSync, fdatasync, fdatasyncSync, mkdirSync, openSync, writeSync, writevSync } from "node:fs";
import { join } from "node:path";
import type { Run } from "./run.ts";

const MiB = 1024 * 1024;
const FILE_COUNT = 8;
const FILE_BYTES = 64 * MiB;

/**
 * What the machine can do at best: a bare loop of one `writev` and one `fdatasync` over files that were written before, so that
 * no sync has to write metadata of the file system. One core is idle most of the time.
 */
export class Ceiling {
  readonly #descriptors: readonly number[];
  #file = 0;
  #position = 0;

  constructor(folder: string) {
    mkdirSync(folder);
    const zeroes = new Uint8Array(MiB);
    this.#descriptors = Array.from({ length: FILE_COUNT }, (_, number) => {
      const descriptor = openSync(join(folder, String(number)), "wx+");
      for (let at = 0; at < FILE_BYTES; at += MiB) writeSync(descriptor, zeroes, 0, MiB, at);
      fdatasyncSync(descriptor);
      return descriptor;
    });
  }

  /** Makes `count` groups durable, one after the other. */
  run(group: readonly Uint8Array[], count: number): Promise<Run> {
    const sizeBytes = group.reduce((sum, { length }) => sum + length, 0);
    const latenciesMs: number[] = [];
    const startMs = performance.now();
    return new Promise((resolve, reject) => {
      const next = () => {
        const groupMs = performance.now();
        fdatasync(this.#write(group, sizeBytes), (error) => {
          if (error !== null) return reject(error);
          const nowMs = performance.now();
          latenciesMs.push(nowMs - groupMs);
          if (latenciesMs.length < count) next();
          else resolve({ ms: nowMs - startMs, appends: count * group.length, bytes: count * sizeBytes, latenciesMs });
        });
      };
      next();
    });
  }

  close(): void {
    for (const descriptor of this.#descriptors) closeSync(descriptor);
  }

  #write(group: readonly Uint8Array[], sizeBytes: number): number {
    if (this.#position + sizeBytes > FILE_BYTES) {
      this.#file = (this.#file + 1) % FILE_COUNT;
      this.#position = 0;
    }
    const descriptor = this.#descriptors[this.#file]!;
    const written = writevSync(descriptor, group, this.#position);
    if (written !== sizeBytes) throw new Error(`only ${written} of ${sizeBytes} bytes were written`);
    this.#position += sizeBytes;
    return descriptor;
  }
}
