import { availableParallelism } from "node:os";
import { type ParseArgsConfig, parseArgs } from "node:util";

/** The command line cannot be followed; the message is one sentence. */
export class FlagError extends Error {}

export interface CrashFlags {
  readonly mode: "help" | "states" | "seed" | "planted";
  readonly from: number;
  readonly seed: number;
  /** Crash states to try, or with planted bugs seeds for each. */
  readonly states: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly only: string;
}

export interface BitflipFlags {
  readonly mode: "help" | "slice";
  /** This one of `slices`, from 1 on. */
  readonly slice: number;
  readonly slices: number;
  readonly jobs: number;
}

export const CRASH_HELP = `Crashes the write-ahead log, and the log of Raft, at every boundary of a simulated disk, and recovers.

  npm run wal:crash -- [options]

  --states N     go on until so many different disks were recovered from (default 100000)
  --from S       begin with this seed (default 1)
  --seed S       this seed alone
  --jobs J       processes that share the seeds (default: one per core)
  --planted      plant one bug after the other into the source: each has to be caught
  --only TEXT    with --planted: those whose name contains the text
  --seeds N      with --planted: so many seeds for each at most (default 60)
  --help         this

A seed is one history: a script that goes to a certain place, and then chance. Each of its boundaries (before each write, creation,
rename, removal, truncation, and before each sync takes effect) is crashed in several ways.
Ends with 0: everything held; 1: something did not; 2: wrong arguments; 130: interrupted.`;

export const BITFLIP_HELP = `Flips every bit of a data folder of 64 KiB, one at a time, opens it and reads everything.

  npm run wal:bitflip -- [options]

  --slice I/N    every N-th bit only, from the I-th on (default 1/1: all of them)
  --jobs J       processes that share the bits (default: one per core)
  --help         this

Ends with 0: no silent wrong read; 1: there was one; 2: wrong arguments; 130: interrupted.`;

const STATES_DEFAULT = 100_000;
const PLANTED_SEEDS_DEFAULT = 60;
const NUMBER_MAX = 1_000_000_000;

/** @throws {FlagError} */
export function parseCrashFlags(args: readonly string[]): CrashFlags {
  const values = parse(args, {
    states: { type: "string" },
    from: { type: "string" },
    seed: { type: "string" },
    jobs: { type: "string" },
    planted: { type: "boolean" },
    only: { type: "string" },
    seeds: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  const planted = values.planted === true;
  const refuse = (names: readonly (keyof typeof values)[], why: string) => {
    const stray = names.find((name) => values[name] !== undefined);
    if (stray !== undefined) throw new FlagError(`--${stray} ${why}`);
  };
  if (planted) refuse(["states", "seed"], "does not go with --planted");
  else refuse(["only", "seeds"], "goes with --planted only");
  if (values.seed !== undefined) refuse(["states", "from"], "does not go with --seed, which is one alone");
  return {
    mode: values.help ? "help" : planted ? "planted" : values.seed === undefined ? "states" : "seed",
    from: whole("from", values.from ?? "1", 0),
    seed: whole("seed", values.seed ?? "0", 0),
    states: whole("states", values.states ?? String(STATES_DEFAULT), 1),
    seeds: whole("seeds", values.seeds ?? String(PLANTED_SEEDS_DEFAULT), 1),
    jobs: jobsOf(values.jobs),
    only: values.only ?? "",
  };
}

/** @throws {FlagError} */
export function parseBitflipFlags(args: readonly string[]): BitflipFlags {
  const values = parse(args, {
    slice: { type: "string" },
    jobs: { type: "string" },
    help: { type: "boolean", short: "h" },
  });
  const [, part = "", parts = ""] = /^(\d+)\/(\d+)$/.exec(values.slice ?? "1/1") ?? [];
  const slice = Number(part);
  const slices = Number(parts);
  if (!(slice >= 1 && slice <= slices && slices <= NUMBER_MAX)) {
    throw new FlagError(`--slice takes one of several, as in 1/16, not "${values.slice}"`);
  }
  return { mode: values.help ? "help" : "slice", slice, slices, jobs: jobsOf(values.jobs) };
}

function parse<Options extends NonNullable<ParseArgsConfig["options"]>>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    // Its first sentence says what; the rest is about escaping.
    throw new FlagError((error as Error).message.split(/\. |\n/)[0]!);
  }
}

function jobsOf(text: string | undefined): number {
  return whole("jobs", text ?? String(availableParallelism()), 1);
}

function whole(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= least && value <= NUMBER_MAX) return value;
  throw new FlagError(`--${name} takes a whole number from ${least} to ${NUMBER_MAX}, not "${text}"`);
}
