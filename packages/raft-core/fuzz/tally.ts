import { MARKS, type Mark } from "../test/simulation/marks.ts";
import type { SeedResult } from "../test/simulation/run-seed.ts";

/** From so many seeds on, a mark that was not reached is a failure: the generator has lost sight of something. */
export const SEEDS_FOR_EVERY_MARK = 1_000;

/** What a run over many seeds has come to so far. */
export class Tally {
  seeds = 0;
  undecided = 0;
  simulatedMs = 0;
  readonly failures: SeedResult[] = [];
  readonly #marks = new Map<Mark, number>();

  add(result: SeedResult): void {
    this.seeds++;
    if (result.failure !== undefined) {
      this.failures.push(result);
      return;
    }
    this.simulatedMs += result.simulatedMs;
    if (result.history === "unknown") this.undecided++;
    for (const mark of result.marks) this.#marks.set(mark, (this.#marks.get(mark) ?? 0) + 1);
  }

  get reached(): readonly Mark[] {
    return [...this.#marks.keys()].sort();
  }

  get unreached(): readonly Mark[] {
    return (Object.keys(MARKS) as Mark[]).filter((mark) => !this.#marks.has(mark));
  }

  /** Whether so few marks cannot be chance. */
  get lostSight(): boolean {
    return this.seeds >= SEEDS_FOR_EVERY_MARK && this.unreached.length > 0;
  }

  /** Every mark with the number of seeds that reached it. */
  describeMarks(): string {
    const lines = Object.entries(MARKS).map(([mark, meaning]) => {
      const times = this.#marks.get(mark as Mark) ?? 0;
      return `  ${(times === 0 ? "never" : String(times)).padStart(7)}  ${mark}: ${meaning}`;
    });
    return lines.join("\n");
  }
}
