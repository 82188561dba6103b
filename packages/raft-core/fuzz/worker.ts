import { runSeed, type SeedOptions, type SeedResult } from "../test/simulation/run-seed.ts";

/*
 * Runs seeds, as a process of its own. Under a parent it takes them over IPC, one message for a few; started by hand, as on
 * another version of Node, it prints the hashes of the seeds that its one argument names.
 */

/** What the parent asks for. */
export interface Order {
  readonly seeds: readonly number[];
  readonly options: SeedOptions;
  /** With a story of what happened. */
  readonly recording: boolean;
  /** Every seed a second time, to compare. */
  readonly twice: boolean;
}

/** What the parent is told, seed by seed. */
export interface Answer {
  readonly result: SeedResult;
  /** The hash of the second run, where it differs. */
  readonly otherHash?: string;
}

export interface HashesOrder {
  readonly from: number;
  readonly count: number;
  readonly options: SeedOptions;
}

const send = process.send?.bind(process);
if (send !== undefined) {
  // Ctrl-C goes to the whole group of processes; the parent decides when this one ends.
  process.on("SIGINT", () => {});
  process.on("disconnect", () => process.exit(0));
  process.on("message", (order: Order) => {
    for (const seed of order.seeds) send(carryOut(order, seed));
  });
} else if (process.argv[2] !== undefined) {
  const { from, count, options } = JSON.parse(process.argv[2]) as HashesOrder;
  for (let seed = from; seed < from + count; seed++) console.log(`${seed} ${runSeed(seed, options).hash}`);
}

function carryOut({ options, recording, twice }: Order, seed: number): Answer {
  const result = runSeed(seed, options, recording);
  if (!twice) return { result };
  const { hash } = runSeed(seed, options, recording);
  return hash === result.hash ? { result } : { result, otherHash: hash };
}
