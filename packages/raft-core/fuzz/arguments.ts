import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

/** What the command line asks for. */
export interface Arguments {
  readonly mode: "fuzz" | "planted" | "hashes" | "help";
  readonly from: number;
  /** Undefined: as many as `minutes` allow. */
  readonly seeds: number | undefined;
  /** One seed, again. */
  readonly seed: number | undefined;
  readonly minutes: number | undefined;
  readonly chaosMs: number;
  readonly walks: number;
  readonly recoveries: number;
  readonly jobs: number;
  readonly twice: boolean;
  /** Major versions of Node to compare hashes between. */
  readonly acrossNodes: readonly number[] | undefined;
  readonly only: string;
  readonly historyAlone: boolean;
}

/** What is wrong with the command line, in one sentence. */
export class UsageError extends Error {}

const FUZZ_SEEDS = 100;
const PLANTED_SEEDS = 1_000;
const HASHES_SEEDS = 20;

export const FUZZ_HELP = `Runs simulated Raft groups from seed to seed, and checks every invariant after every step.

  npm run raft:fuzz -- [options]

  --seeds N          so many seeds (default ${FUZZ_SEEDS})
  --from S           the first of them (default 1)
  --minutes M        go on for so long, instead of --seeds
  --jobs J           processes that share the seeds (default: one per core)
  --seed S           this seed alone, and its hash
  --ms T             simulated milliseconds of faults in each scenario (default 3000)
  --walks W          walks without time that go before each scenario (default 25)
  --recoveries R     groups that lose their quorum and are recovered before each scenario (default 5)
  --twice            every seed twice: both runs must be equal
  --hashes           print the hash of every seed's run (default ${HASHES_SEEDS} seeds)
  --across-nodes V   with these versions of Node, e.g. 20,22,24: the hashes must be equal
  --history-alone    check reads by what clients heard alone, not by their index as well
  --help             this

A seed that fails is run again, and its last events are printed with the command that does so. With 1000 seeds
or more, a state of the list of marks that no run reached is a failure too.
Ends with 0: everything held; 1: something did not; 2: wrong arguments; 130: interrupted.`;

export const PLANTED_HELP = `Plants one bug after the other into Raft, and shows that the simulation finds each of them.

  npm run raft:bugs -- [options]

  --only TEXT        only the bugs whose name contains it
  --seeds N          so many seeds for each; the first that catches it ends its row (default ${PLANTED_SEEDS})
  --from S           the first of them (default 1)
  --jobs J           rows that run at the same time (default: one per core)
  --ms T, --walks W, --recoveries R, --history-alone   as of raft:fuzz
  --help             this

Ends with 0: every bug was caught; 1: one was missed; 2: wrong arguments.`;

/** @throws {UsageError} */
export function parseArguments(argv: readonly string[]): Arguments {
  const values = parse(argv);
  const planted = values.planted === true;
  const across = values["across-nodes"];
  const hashes = values.hashes === true || across !== undefined;
  if (values.seed !== undefined && (values.seeds !== undefined || values.minutes !== undefined)) {
    throw new UsageError("--seed is one seed alone: it does not go with --seeds or --minutes");
  }
  if (values.seeds !== undefined && values.minutes !== undefined) {
    throw new UsageError("--seeds and --minutes exclude each other");
  }
  if (hashes && values.minutes !== undefined) throw new UsageError("--hashes needs --seeds, not --minutes");
  if (hashes && values.twice) throw new UsageError("--hashes and --twice exclude each other");
  for (const name of planted ? FUZZ_ONLY : PLANTED_ONLY) {
    if (values[name] !== undefined) throw new UsageError(`--${name} belongs to ${planted ? "raft:fuzz" : "raft:bugs"}`);
  }
  const fallback = planted ? PLANTED_SEEDS : hashes ? HASHES_SEEDS : FUZZ_SEEDS;
  const seed = values.seed === undefined ? undefined : integer("seed", values.seed, 0, SEED_MAX);
  const seeds = values.minutes === undefined ? integer("seeds", values.seeds ?? `${fallback}`, 1, SEED_MAX) : undefined;
  return {
    mode: values.help ? "help" : planted ? "planted" : hashes ? "hashes" : "fuzz",
    from: seed ?? integer("from", values.from ?? "1", 0, SEED_MAX),
    seeds: seed === undefined ? seeds : 1,
    seed,
    minutes: values.minutes === undefined ? undefined : positive("minutes", values.minutes),
    chaosMs: integer("ms", values.ms ?? "3000", 1, 3_600_000),
    walks: integer("walks", values.walks ?? "25", 0, 999),
    recoveries: integer("recoveries", values.recoveries ?? "5", 0, 999),
    jobs: integer("jobs", values.jobs ?? `${availableParallelism()}`, 1, 256),
    twice: values.twice === true,
    acrossNodes: across === undefined ? undefined : across.split(",").map((version) => major(version)),
    only: values.only ?? "",
    historyAlone: values["history-alone"] === true,
  };
}

const SEED_MAX = 1_000_000_000;
const FUZZ_ONLY = ["seed", "minutes", "twice", "hashes", "across-nodes"] as const;
const PLANTED_ONLY = ["only"] as const;

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        seeds: { type: "string" },
        seed: { type: "string" },
        from: { type: "string" },
        minutes: { type: "string" },
        ms: { type: "string" },
        walks: { type: "string" },
        recoveries: { type: "string" },
        jobs: { type: "string" },
        only: { type: "string" },
        "across-nodes": { type: "string" },
        twice: { type: "boolean" },
        hashes: { type: "boolean" },
        planted: { type: "boolean" },
        "history-alone": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    }).values;
  } catch (error) {
    // Its first sentence says what; the rest is about escaping.
    const message = error instanceof Error ? error.message : String(error);
    throw new UsageError(message.split(/\. |\n/)[0]!);
  }
}

function integer(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isInteger(value) && value >= min && value <= max) return value;
  throw new UsageError(`--${name} takes an integer from ${min} to ${max}, not "${text}"`);
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new UsageError(`--${name} takes a positive number, not "${text}"`);
}

function major(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 20 && value <= 99) return value;
  throw new UsageError(`--across-nodes takes major versions of Node from 20 on, as in 20,22,24, not "${text}"`);
}
