import * as fs from "node:fs";
import type { Disk, DiskFile } from "../src/ports.ts";

/** The plainest disk over `node:fs`, to run the suites on a real file system. */
export const nodeDisk: Disk = {
  open(path, mode) {
    return new NodeFile(fs.openSync(path, { create: "wx+", open: "r+", read: "r" }[mode]));
  },
  exists: (path) => fs.existsSync(path),
  list(folder) {
    return fs.existsSync(folder) ? fs.readdirSync(folder).sort() : [];
  },
  makeFolder(path) {
    fs.mkdirSync(path, { recursive: true });
  },
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { recursive: true, force: true }),
  syncFolder(path, done) {
    const folder = fs.openSync(path, "r");
    fs.fsync(folder, (error) => {
      fs.closeSync(folder);
      done(error);
    });
  },
  syncFolderNow(path) {
    const folder = fs.openSync(path, "r");
    try {
      fs.fsyncSync(folder);
    } finally {
      fs.closeSync(folder);
    }
  },
};

class NodeFile implements DiskFile {
  readonly #descriptor: number;

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  read(target: Uint8Array, position: number): number {
    let total = 0;
    while (total < target.length) {
      const read = fs.readSync(this.#descriptor, target, total, target.length - total, position + total);
      if (read === 0) break;
      total += read;
    }
    return total;
  }

  write(buffers: readonly Uint8Array[], position: number): void {
    let sizeBytes = 0;
    for (const bytes of buffers) sizeBytes += bytes.length;
    if (sizeBytes === 0) return;
    const written = fs.writevSync(this.#descriptor, buffers as Uint8Array[], position);
    if (written !== sizeBytes) throw new Error(`only ${written} of ${sizeBytes} bytes were written`);
  }

  datasync(done: (error: Error | null) => void): void {
    fs.fdatasync(this.#descriptor, done);
  }

  datasyncNow(): void {
    fs.fdatasyncSync(this.#descriptor);
  }

  truncate(sizeBytes: number): void {
    fs.ftruncateSync(this.#descriptor, sizeBytes);
  }

  size(): number {
    return fs.fstatSync(this.#descriptor).size;
  }

  close(): void {
    fs.closeSync(this.#descriptor);
  }
}
