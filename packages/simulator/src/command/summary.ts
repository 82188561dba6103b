import type { ViolationReport } from "../scenario/outcome.ts";
import type { SeedResult } from "./messages.ts";

/** From so many seeds on a mark that none of them reached says that the generator does not go there. */
export const SEEDS_FOR_MARKS = 10_000;

export interface SummaryOptions {
  readonly knownMarks: readonly string[];
  readonly jobs: number;
}

/** What many seeds amounted to. */
export class Summary {
  readonly #options: SummaryOptions;
  readonly #marks = new Map<string, number>();
  readonly #violations: { readonly seed: number; readonly violation: ViolationReport }[] = [];
  #seeds = 0;
  #simulatedMs = 0;
  #processorMs = 0;
  #recordsAcked = 0;
  #recordsConsumed = 0;
  #faultsBegun = 0;

  constructor(options: SummaryOptions) {
    this.#options = options;
  }

  get seeds(): number {
    return this.#seeds;
  }

  get violations(): number {
    return this.#violations.length;
  }

  /** Returns what was wrong with the seed; null where nothing was. */
  add({ outcome, hashes, processorMs }: SeedResult): ViolationReport | null {
    this.#seeds++;
    this.#processorMs += processorMs;
    this.#simulatedMs += outcome.simulatedMs * hashes.length;
    this.#recordsAcked += outcome.stats.recordsAcked;
    this.#recordsConsumed += outcome.stats.recordsConsumed;
    this.#faultsBegun += outcome.stats.faultsBegun;
    for (const [mark, count] of outcome.marks) this.#marks.set(mark, (this.#marks.get(mark) ?? 0) + count);
    const differs = hashes.find((hash) => hash !== hashes[0]);
    if (outcome.violation !== undefined) return this.#violated(outcome.seed, outcome.violation);
    if (differs === undefined) return null;
    const detail = `what happened has the hash ${hashes[0]} the first time and ${differs} another time`;
    return this.#violated(outcome.seed, { name: "the same seed is not the same run", detail, atMs: 0 });
  }

  /** The seed has no outcome. */
  lost(seed: number, reason: string): ViolationReport {
    this.#seeds++;
    return this.#violated(seed, { name: "the run does not end by itself", detail: reason, atMs: 0 });
  }

  /** Known marks that were not reached. */
  get unreached(): string[] {
    return this.#options.knownMarks.filter((mark) => !this.#marks.has(mark));
  }

  /** Whether the command has succeeded. */
  get ok(): boolean {
    return this.violations === 0 && (this.#seeds < SEEDS_FOR_MARKS || this.unreached.length === 0);
  }

  lines(wallMs: number): string[] {
    const simulatedS = this.#simulatedMs / 1000;
    const wallS = wallMs / 1000;
    const rate = wallS > 0 ? simulatedS / wallS : 0;
    const { jobs } = this.#options;
    const lines = [
      "",
      `marks reached: ${this.#marks.size}`,
      ...[...this.#marks].sort().map(([mark, count]) => `${String(count).padStart(9)}  ${mark}`),
    ];
    const { unreached } = this;
    if (unreached.length > 0)
      lines.push(`not reached: ${unreached.length}`, ...unreached.map((mark) => `           ${mark}`));
    lines.push(
      "",
      `${this.#seeds} seeds, ${this.violations} violations; ${this.#faultsBegun} faults, ` +
        `${this.#recordsAcked} records acknowledged, ${this.#recordsConsumed} consumed`,
      `${simulatedS.toFixed(0)} simulated seconds in ${wallS.toFixed(1)} s: ${rate.toFixed(0)} a second` +
        ` (${(rate / jobs).toFixed(0)} for each of ${jobs} processes), ` +
        `${(this.#simulatedMs / this.#processorMs).toFixed(0)} for a second of processor time`,
    );
    for (const [name, seeds] of this.#byName()) lines.push(`violated by seeds ${seeds.join(", ")}: ${name}`);
    if (this.#seeds >= SEEDS_FOR_MARKS && unreached.length > 0) lines.push("failed: known marks were not reached");
    return lines;
  }

  #violated(seed: number, violation: ViolationReport): ViolationReport {
    this.#violations.push({ seed, violation });
    return violation;
  }

  #byName(): Map<string, number[]> {
    const byName = new Map<string, number[]>();
    for (const { seed, violation } of this.#violations) {
      byName.set(violation.name, [...(byName.get(violation.name) ?? []), seed]);
    }
    return byName;
  }
}
