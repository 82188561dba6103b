import type { Disk, DiskFile } from "@chronik/wal";
import type { SimProcess } from "./sim-process.ts";

/**
 * A machine's disk as one life of a process sees it: of no use to it after its end. Files that are open need no guard, because the
 * disk itself refuses those of an earlier life.
 */
export class ProcessDisk implements Disk {
  readonly #disk: Disk;
  readonly #process: SimProcess;

  constructor(disk: Disk, process: SimProcess) {
    this.#disk = disk;
    this.#process = process;
  }

  open(path: string, mode: "create" | "open" | "read"): DiskFile {
    return this.#alive().open(path, mode);
  }

  exists(path: string): boolean {
    return this.#alive().exists(path);
  }

  list(folder: string): string[] {
    return this.#alive().list(folder);
  }

  makeFolder(path: string): void {
    this.#alive().makeFolder(path);
  }

  rename(from: string, to: string): void {
    this.#alive().rename(from, to);
  }

  remove(path: string): void {
    this.#alive().remove(path);
  }

  syncFolder(path: string, done: (error: Error | null) => void): void {
    this.#alive().syncFolder(path, done);
  }

  syncFolderNow(path: string): void {
    this.#alive().syncFolderNow(path);
  }

  #alive(): Disk {
    this.#process.requireAlive();
    return this.#disk;
  }
}
