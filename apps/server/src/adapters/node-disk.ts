import {
  close,
  closeSync,
  existsSync,
  fdatasync,
  fdatasyncSync,
  fstatSync,
  fsync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  open,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  writevSync,
} from "node:fs";
import type { Disk, DiskFile } from "@chronik/wal";
import { systemErrorCode } from "../error.ts";

/** The machine's file system. */
export const nodeDisk: Disk = {
  open: (path, mode) => new NodeFile(openSync(path, FLAGS[mode])),
  exists: existsSync,
  list(folder) {
    try {
      return readdirSync(folder).sort();
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return [];
      throw error;
    }
  },
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  rename: renameSync,
  remove(path) {
    const fd = openedIfLarge(path);
    if (fd === undefined) return rmSync(path, { recursive: true, force: true });
    try {
      unlinkSync(path);
    } finally {
      blockFreer.close(fd);
    }
  },
  syncFolder(path, done) {
    open(path, "r", (openError, fd) => {
      if (openError !== null) return done(openError);
      fsync(fd, (error) => {
        closeSync(fd);
        done(error);
      });
    });
  },
  syncFolderNow(path) {
    const fd = openSync(path, "r");
    try {
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  },
};

/** From this size on a file is removed in two steps, see {@link BlockFreer}. */
const LARGE_FILE_BYTES = 4 * 1024 * 1024;
/** Descriptors of removed files that wait to be closed. More are closed at once. */
const REMOVED_FILES_MAX = 64;

/**
 * Gives back the blocks and cached pages of removed files, which takes the system about 0.2 ms per megabyte, on a thread of its
 * own: a file whose name is gone lives on until its last descriptor is closed. One at a time, since there are few threads, and the
 * journal needs one for its syncs.
 */
class BlockFreer {
  readonly #waiting: number[] = [];
  #busy = false;

  close(fd: number): void {
    if (this.#waiting.length >= REMOVED_FILES_MAX) return closeSync(fd);
    this.#waiting.push(fd);
    if (!this.#busy) this.#next();
  }

  #next(): void {
    const fd = this.#waiting.shift();
    this.#busy = fd !== undefined;
    if (fd === undefined) return;
    close(fd, (error) => {
      // Not a fault of the disk: nobody but this has the descriptor.
      if (error) throw error;
      this.#next();
    });
  }
}

const blockFreer = new BlockFreer();

/** The descriptor of a large file; undefined for what is small, a folder, or not there. */
function openedIfLarge(path: string): number | undefined {
  const status = statSync(path, { throwIfNoEntry: false });
  return status?.isFile() && status.size >= LARGE_FILE_BYTES ? openSync(path, "r") : undefined;
}

const FLAGS = { create: "wx+", open: "r+", read: "r" } as const;

/**
 * Invariant: the descriptor is closed only when no fdatasync on it is under way, and not used after: the system gives its
 * number to the next file that is opened.
 */
class NodeFile implements DiskFile {
  /** −1 once closed, which every system call refuses. */
  #fd: number;
  #syncsUnderWay = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  read(target: Uint8Array, position: number): number {
    let done = 0;
    while (done < target.length) {
      const count = readSync(this.#fd, target, done, target.length - done, position + done);
      if (count === 0) break;
      done += count;
    }
    return done;
  }

  write(buffers: readonly Uint8Array[], position: number): void {
    let size = 0;
    for (const buffer of buffers) size += buffer.length;
    let written = writevSync(this.#fd, buffers, position);
    while (written < size) {
      const count = writevSync(this.#fd, withoutFirst(buffers, written), position + written);
      if (count === 0) throw new Error(`a write stopped after ${written} of ${size} bytes without an error`);
      written += count;
    }
  }

  datasync(done: (error: Error | null) => void): void {
    const fd = this.#fd;
    this.#syncsUnderWay++;
    fdatasync(fd, (error) => {
      this.#syncsUnderWay--;
      if (this.#fd !== fd && this.#syncsUnderWay === 0) blockFreer.close(fd);
      done(error);
    });
  }

  datasyncNow(): void {
    fdatasyncSync(this.#fd);
  }

  truncate(sizeBytes: number): void {
    ftruncateSync(this.#fd, sizeBytes);
  }

  size(): number {
    return fstatSync(this.#fd).size;
  }

  close(): void {
    const fd = this.#fd;
    this.#fd = -1;
    if (fd !== -1 && this.#syncsUnderWay === 0) closeSync(fd);
  }
}

/** What is left of the buffers after a short write. */
function withoutFirst(buffers: readonly Uint8Array[], bytes: number): Uint8Array[] {
  let index = 0;
  let skip = bytes;
  while (index < buffers.length && skip >= buffers[index]!.length) skip -= buffers[index++]!.length;
  const rest = buffers.slice(index);
  if (skip > 0) rest[0] = rest[0]!.subarray(skip);
  return rest;
}
