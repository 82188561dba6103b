import { Fifo } from "./log/fifo.ts";
import { DELETED_SUFFIX } from "./log/kafka-files.ts";
import type { Disk, EventLog, TimerHandle, Timers } from "./ports.ts";

/** How long an empty folder stays after the last file was removed. */
const EMPTY_FOLDER_DELAY_MS = 5_000;

/**
 * Removes the folders of deleted partitions in the background, a file per turn: removing a large one takes its time. A system that
 * frees what a file held after its name is gone lets the removal of its folder wait for that, so folders go a while later.
 */
export class Trash {
  readonly #disk: Disk;
  readonly #timers: Timers;
  readonly #log: EventLog;
  readonly #folders = new Fifo<string>();
  readonly #empty = new Fifo<string>();
  /** Null while there is nothing to do. */
  #next: TimerHandle | null = null;

  constructor(init: { disk: Disk; timers: Timers; log: EventLog }) {
    this.#disk = init.disk;
    this.#timers = init.timers;
    this.#log = init.log;
  }

  /** Takes a folder out of the way under another name at once, and removes it later. */
  discard(folder: string, unique: string): void {
    if (!this.#disk.exists(folder)) return;
    let doomed = `${folder}.${unique}${DELETED_SUFFIX}`;
    // The one before may be on its way out still.
    for (let count = 1; this.#disk.exists(doomed); count++) doomed = `${folder}.${unique}.${count}${DELETED_SUFFIX}`;
    this.#disk.rename(folder, doomed);
    this.add(doomed);
  }

  /** Removes a folder later. */
  add(folder: string): void {
    this.#next?.cancel();
    this.#folders.push(folder);
    this.#plan(0);
  }

  /** Stops; what is left is removed after the next start. */
  close(): void {
    this.#next?.cancel();
    this.#next = null;
  }

  #plan(delayMs: number): void {
    this.#next = this.#timers.set(delayMs, () => this.#step());
  }

  #step(): void {
    this.#next = null;
    const folder = this.#folders.peek();
    if (folder !== undefined) {
      this.#removing(folder, () => {
        const name = this.#disk.list(folder)[0];
        if (name === undefined) this.#empty.push(this.#folders.shift()!);
        else this.#disk.remove(`${folder}/${name}`);
      });
      this.#plan(this.#folders.length > 0 ? 0 : EMPTY_FOLDER_DELAY_MS);
      return;
    }
    const empty = this.#empty.shift();
    if (empty === undefined) return;
    this.#removing(empty, () => this.#disk.remove(empty));
    this.#plan(0);
  }

  #removing(folder: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      if (this.#folders.peek() === folder) this.#folders.shift();
      const { message } = error as Error;
      this.#log("warn", "the folder of a deleted partition cannot be removed; tried again at the next start", {
        folder,
        error: message,
      });
    }
  }
}
