import { expect } from "vitest";
import type { WalError } from "../src/errors.ts";
import { Journal } from "../src/journal/journal.ts";
import type { JournalInit } from "../src/journal/journal-init.ts";
import { journalFileName } from "../src/journal/layout.ts";
import type { SimDisk } from "../src/testing/sim-disk.ts";
import type { SimScheduler } from "../src/testing/sim-scheduler.ts";
import { makeMachine, Outcomes } from "./rig.ts";

export const JOURNAL_FOLDER = "/data/journal";
export const JOURNAL_OPTIONS = {
  fileBytes: 16_384,
  firstFileBytes: 16_384,
  readyFilesMax: 2,
  groupBytesMax: 8192,
  reserveBytes: 2048,
};

/** A journal on a simulated machine, and everything that it has said. */
export class JournalRig {
  readonly machine = makeMachine();
  readonly disk: SimDisk = this.machine.disk;
  readonly scheduler: SimScheduler = this.machine.scheduler;
  readonly outcomes = new Outcomes();
  readonly failures: WalError[] = [];
  readonly replayed: string[] = [];
  diskFullCalls = 0;
  journal: Journal;

  constructor(options: Partial<JournalInit["options"]> = {}) {
    this.journal = this.open({ options: { ...JOURNAL_OPTIONS, ...options } });
    this.scheduler.drain();
  }

  open(init: Partial<JournalInit> = {}): Journal {
    this.replayed.length = 0;
    this.journal = Journal.open(
      {
        disk: this.disk,
        folder: JOURNAL_FOLDER,
        defer: this.scheduler.defer,
        timers: this.scheduler.timers,
        options: JOURNAL_OPTIONS,
        onFailure: (error) => this.failures.push(error),
        onDiskFull: () => this.diskFullCalls++,
        ...init,
      },
      (frame) => this.replayed.push(`${frame.stream}:${frame.kind}:${new TextDecoder().decode(frame.payload)}`),
    );
    return this.journal;
  }

  append(text: string, essential = false): number {
    const buffers = [new TextEncoder().encode(text)];
    return this.journal.append({ stream: 3, kind: 9, buffers, essential }, this.outcomes.done(text));
  }

  /** Appends and waits until it is durable. */
  commit(...texts: string[]): void {
    for (const text of texts) this.append(text);
    this.scheduler.drain();
    for (const text of texts) expect(this.outcomes.errorOf(text)).toBeNull();
  }

  kill(): void {
    this.scheduler.clear();
    this.disk.restartProcess();
  }

  cutPower(seed: number): void {
    this.scheduler.clear();
    this.disk.restart(seed);
  }

  file(number: number): string {
    return `${JOURNAL_FOLDER}/${journalFileName(number)}`;
  }
}
