import { DELETED_SUFFIX } from "./log/kafka-files.ts";
import type { Disk, EventLog, Timers } from "./ports.ts";

/** Removes the folders of deleted partitions in the background, a file per turn: removing a large one takes its time. */
export class Trash {
  readonly #disk: Disk;
  readonly #timers: Timers;
  readonly #log: EventLog;
  #folders: string[] = [];
  #running = false;

  constructor(init: { disk: Disk; timers: Timers; log: EventLog }) {
    this.#disk = init.disk;
    this.#timers = init.timers;
    this.#log = init.log;
  }

  /** Takes a folder out of the way under another name at once, and removes it later. */
  discard(folder: string, unique: string): void {
    if (!this.#disk.exists(folder)) return;
    const doomed = `${folder}.${unique}${DELETED_SUFFIX}`;
    this.#disk.rename(folder, doomed);
    this.add(doomed);
  }

  /** Removes a folder later. */
  add(folder: string): void {
    this.#folders.push(folder);
    if (this.#running) return;
    this.#running = true;
    this.#timers.set(0, () => this.#step());
  }

  /** Stops; what is left is removed after the next start. */
  close(): void {
    this.#folders = [];
  }

  #step(): void {
    const folder = this.#folders[0];
    if (folder === undefined) {
      this.#running = false;
      return;
    }
    try {
      const name = this.#disk.list(folder)[0];
      this.#disk.remove(name === undefined ? folder : `${folder}/${name}`);
      if (name === undefined) this.#folders.shift();
    } catch (error) {
      const { message } = error as Error;
      this.#log("warn", "the folder of a deleted partition cannot be removed; tried again at the next start", {
        folder,
        error: message,
      });
      this.#folders.shift();
    }
    this.#timers.set(0, () => this.#step());
  }
}
