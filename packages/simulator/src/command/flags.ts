import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

/** What the command line asks for. */
export type Order =
  | { readonly kind: "help" }
  | { readonly kind: "seeds"; readonly work: SeedWork }
  | { readonly kind: "one"; readonly source: PlanSource; readonly trace: boolean; readonly shrink: boolean }
  | { readonly kind: "bugs"; readonly only: string; readonly seeds: number | null; readonly jobs: number };

export interface SeedWork {
  readonly from: number;
  /** Infinite where only the time counts. */
  readonly seeds: number;
  /** Wall-clock minutes after which no further seed begins; infinite where only the seeds count. */
  readonly minutes: number;
  readonly jobs: number;
  /** Every seed is run twice, and has to do the same both times. */
  readonly twice: boolean;
  /** The first violation ends it. */
  readonly untilViolation: boolean;
}

export type PlanSource = { readonly seed: number } | { readonly file: string };

/** The command line cannot be followed; the message is one sentence. */
export class FlagError extends Error {}

export const HELP = `Runs simulated clusters under faults.

  npm run sim -- --seeds 200             seeds 1 to 200, on all cores
      --from <seed>                      begin with this seed
      --jobs <n>                         so many processes
      --minutes <m>                      go on from seed to seed for so long, instead of or besides --seeds
      --twice                            each seed twice: what happens must be the same
      --until-violation                  end with the first violation
  npm run sim -- --seed 17               one seed, and what went wrong in it
  npm run sim -- --plan plan.json        one plan that was written down
      --trace                            with a timeline of the last events of every node
      --shrink                           make the plan smaller for as long as it fails in the same way, and print it
  npm run sim:bugs                       every planted bug has to be caught
      --only <text>                      those whose name contains the text
      --seeds <n>                        seeds to try with each (default 400, and more for the few that hide well)
      --jobs <n>                         so many at one time
`;

const OPTIONS = {
  help: { type: "boolean" },
  seeds: { type: "string" },
  from: { type: "string" },
  jobs: { type: "string" },
  minutes: { type: "string" },
  twice: { type: "boolean" },
  "until-violation": { type: "boolean" },
  seed: { type: "string" },
  plan: { type: "string" },
  trace: { type: "boolean" },
  shrink: { type: "boolean" },
  bugs: { type: "boolean" },
  only: { type: "string" },
} as const;

type Name = keyof typeof OPTIONS;

/** Which flags go together. */
const OF_SEEDS: readonly Name[] = ["seeds", "from", "jobs", "minutes", "twice", "until-violation"];
const OF_ONE: readonly Name[] = ["seed", "plan", "trace", "shrink"];
const OF_BUGS: readonly Name[] = ["bugs", "only", "seeds", "jobs"];

const SEEDS_DEFAULT = 200;

/** @throws {FlagError} */
export function parseFlags(args: readonly string[]): Order {
  const values = read(args);
  const given = Object.keys(values) as Name[];
  const only = (names: readonly Name[], mode: string) => {
    const stray = given.find((name) => !names.includes(name));
    if (stray !== undefined) throw new FlagError(`--${stray} does not go with ${mode}.`);
  };
  if (values.help) return { kind: "help" };
  const jobs = wholeNumber("jobs", values.jobs, 1) ?? availableParallelism();
  if (values.bugs) {
    only(OF_BUGS, "planted bugs");
    const seeds = wholeNumber("seeds", values.seeds, 1) ?? null;
    return { kind: "bugs", only: values.only ?? "", seeds, jobs };
  }
  if (values.seed !== undefined || values.plan !== undefined) {
    only(OF_ONE, values.seed !== undefined ? "--seed" : "--plan");
    if (values.seed !== undefined && values.plan !== undefined) throw new FlagError("--plan does not go with --seed.");
    const { trace = false, shrink = false } = values;
    const source = values.plan === undefined ? { seed: wholeNumber("seed", values.seed, 0)! } : { file: values.plan };
    return { kind: "one", source, trace, shrink };
  }
  only(OF_SEEDS, "many seeds; it needs --seed or --plan");
  const minutes = positiveNumber("minutes", values.minutes);
  const seeds =
    wholeNumber("seeds", values.seeds, 1) ?? (minutes === undefined ? SEEDS_DEFAULT : Number.POSITIVE_INFINITY);
  return {
    kind: "seeds",
    work: {
      from: wholeNumber("from", values.from, 0) ?? 1,
      seeds,
      minutes: minutes ?? Number.POSITIVE_INFINITY,
      jobs,
      twice: values.twice ?? false,
      untilViolation: values["until-violation"] ?? false,
    },
  };
}

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS }).values;
  } catch (error) {
    const [sentence = ""] = (error as Error).message.split(". ");
    throw new FlagError(`${sentence.replace(/\.$/, "")}; --help lists the flags.`);
  }
}

function wholeNumber(name: string, text: string | undefined, least: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new FlagError(`--${name} must be a whole number from ${least} on, not "${text}".`);
}

function positiveNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== "" && Number.isFinite(value) && value > 0) return value;
  throw new FlagError(`--${name} must be a number above 0, not "${text}".`);
}
