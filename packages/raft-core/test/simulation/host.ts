import {
  type Entry,
  type LogWrite,
  MemoryLog,
  type MessageLoop,
  type NodeId,
  type RaftError,
  type RaftLog,
  type Snapshot,
  type Status,
} from "../../src/index.ts";
import { Registers } from "./registers.ts";
import { Violation } from "./violation.ts";

/** A server with its disk. The disk outlives the server's crashes. */
export class Host {
  readonly id: NodeId;
  log = new MemoryLog();
  loop: MessageLoop | undefined;
  /** Grows with every start: what belongs to an earlier life is not delivered. */
  life = 0;
  /** Stopped (SIGSTOP): what would have happened meanwhile is kept for later. */
  paused = false;
  parked: (() => void)[] = [];
  /** Lives whose last messages never left the machine. */
  readonly silenced = new Set<number>();
  failure: RaftError | undefined;
  registers = new Registers();
  /** Commands proposed here in this life whose clients wait. */
  readonly waiting = new Set<number>();
  /** As of its last step; undefined while it is down. */
  status: Status | undefined;
  /** This disk alone takes so long; undefined: as the weather says. */
  diskMsMax: number | undefined;
  /** How late its ticks come; its clock is right all the same. */
  tickLateMs = 0;

  constructor(id: NodeId) {
    this.id = id;
  }

  /** @throws {Violation} where the loop has stopped by itself */
  assertAlive(): void {
    if (this.failure === undefined) return;
    const { cause } = this.failure;
    if (cause instanceof Violation) throw cause;
    throw new Violation(`node ${this.id} failed: ${this.failure.message}`, { cause: cause ?? this.failure });
  }
}

/** The host's log as its loop sees it: every write passes by `onAppend` first. */
export class WatchedLog implements RaftLog {
  readonly #log: MemoryLog;
  readonly #onAppend: (write: LogWrite) => void;

  constructor(log: MemoryLog, onAppend: (write: LogWrite) => void) {
    this.#log = log;
    this.#onAppend = onAppend;
  }

  hardState(): ReturnType<RaftLog["hardState"]> {
    return this.#log.hardState();
  }

  snapshot(): Snapshot | undefined {
    return this.#log.snapshot();
  }

  firstIndex(): number {
    return this.#log.firstIndex();
  }

  lastIndex(): number {
    return this.#log.lastIndex();
  }

  term(index: number): number | undefined {
    return this.#log.term(index);
  }

  entries(range: { from: number; to: number; bytesMax: number }): readonly Entry[] {
    return this.#log.entries(range);
  }

  append(write: LogWrite, done: (error: Error | null) => void): void {
    this.#onAppend(write);
    this.#log.append(write, done);
  }
}
