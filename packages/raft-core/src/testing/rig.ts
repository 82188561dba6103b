import type { Entry, EntryKind, HardState, Snapshot } from "../entry.ts";
import type { LogReader, LogWrite, RaftLog } from "../ports.ts";

/** A {@link RaftLog} with what a test needs to move its disk. */
export interface RaftLogUnderTest {
  /** Empty, and this case's own. */
  readonly log: RaftLog;
  /**
   * Lets the storage behind the log do one more thing, the smaller the better; false where nothing is left to do. Callbacks
   * of writes run in here, and nowhere else.
   */
  readonly step: () => boolean | Promise<boolean>;
  /**
   * The process dies now and its machine loses power. Resolves to the log that is opened from what is left; `step` is
   * about that one from now on, and the old one never calls back again.
   */
  readonly crash: () => RaftLog | Promise<RaftLog>;
  readonly dispose?: () => void | Promise<void>;
}

/** Steps after which a write that is still not durable never will be. */
const STEPS_MAX = 100_000;

export type MakeRig = () => Promise<LogRig>;

/** A case before it knows which log it is about. */
export interface RigCase {
  readonly name: string;
  readonly run: (makeRig: MakeRig) => Promise<void>;
}

/** A case about one log, which is disposed of afterwards. */
export function rigCase(name: string, body: (rig: LogRig) => Promise<void>): RigCase {
  return {
    name,
    run: async (makeRig) => {
      const rig = await makeRig();
      try {
        await body(rig);
      } finally {
        await rig.dispose();
      }
    },
  };
}

/** The log under test, and how far its writes have got. */
export class LogRig {
  log: RaftLog;
  /** What `done` was called with, in the order of the calls: the number of the write, from 0. */
  readonly completed: number[] = [];
  readonly #subject: RaftLogUnderTest;
  #appended = 0;
  #appending = false;

  static async over(make: () => RaftLogUnderTest | Promise<RaftLogUnderTest>): Promise<LogRig> {
    return new LogRig(await make());
  }

  private constructor(subject: RaftLogUnderTest) {
    this.#subject = subject;
    this.log = subject.log;
  }

  /** Hands a write over; it is durable when {@link completed} has its number. */
  append(write: LogWrite): void {
    const number = this.#appended++;
    this.#appending = true;
    this.log.append(write, (error) => {
      if (this.#appending) throw new Error("done was called from inside append");
      if (error !== null) throw error;
      this.completed.push(number);
    });
    this.#appending = false;
  }

  step(): Promise<boolean> | boolean {
    return this.#subject.step();
  }

  /** Until everything that was handed over is durable. */
  async settle(): Promise<void> {
    for (let steps = 0; this.completed.length < this.#appended; steps++) {
      if (steps > STEPS_MAX) throw new Error(`write ${this.completed.length} never became durable`);
      if (!(await this.step()) && this.completed.length < this.#appended) {
        throw new Error(`nothing is left to do, and write ${this.completed.length} is not durable`);
      }
    }
  }

  /** Appends, waits, and has the log opened again after a power cut. */
  async settleAndCrash(...writes: readonly LogWrite[]): Promise<void> {
    for (const write of writes) this.append(write);
    await this.settle();
    await this.crash();
  }

  async crash(): Promise<void> {
    this.log = await this.#subject.crash();
    // What was not durable by now is never heard of again.
    this.#appended = this.completed.length;
  }

  async dispose(): Promise<void> {
    await this.#subject.dispose?.();
  }
}

export function entry(index: number, term = 1, size = 10, kind: EntryKind = "command"): Entry {
  return { index, term, kind, data: new Uint8Array(size).fill(index) };
}

/** Entries `[from, to]` of one term. */
export function entries(from: number, to: number, term = 1, size = 10): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, at) => entry(from + at, term, size));
}

export function hardState(term: number, vote = 1, commit = 0): HardState {
  return { term, vote, commit };
}

export function snapshot(index: number, term = 1, size = 10): Snapshot {
  return { index, term, configuration: Uint8Array.of(1, 2, 3), data: new Uint8Array(size).fill(index) };
}

/** All that may be read of a log, as text. Entries that the snapshot covers are left out: a restart may drop them. */
export function contents(log: LogReader): string {
  const found = log.snapshot();
  const from = Math.max(log.firstIndex(), (found?.index ?? 0) + 1);
  const rest = log.entries({ from, to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY });
  const { term, vote, commit } = log.hardState();
  return [
    `term ${term}, vote ${vote}, commit ${commit}`,
    found === undefined ? "no snapshot" : describeSnapshot(found),
    `${log.term(from - 1)} before ${from}`,
    ...rest.map(describeEntry),
    `ends at ${log.lastIndex()}`,
  ].join("\n");
}

function describeSnapshot({ index, term, configuration, data, dataOmitted }: Snapshot): string {
  const content = dataOmitted === true ? "data left out" : describeBytes(data);
  return `snapshot ${index}/${term} of [${configuration}] with ${content}`;
}

function describeEntry({ index, term, kind, data }: Entry): string {
  return `${index}/${term} ${kind} ${describeBytes(data)}`;
}

/** Bytes by their number, and a hash (FNV-1a) that a wrong one changes. */
function describeBytes(data: Uint8Array): string {
  let hash = 2166136261;
  for (const byte of data) hash = Math.imul(hash ^ byte, 16777619) >>> 0;
  return `${data.length} bytes ${hash.toString(16)}`;
}

export function equal<Value>(actual: Value, expected: Value): void {
  if (!Object.is(actual, expected)) throw new Error(`expected ${String(expected)}, but it is ${String(actual)}`);
}

/** Lists, compared as text. */
export function equalList(actual: readonly unknown[], expected: readonly unknown[]): void {
  equal(JSON.stringify(actual), JSON.stringify(expected));
}
