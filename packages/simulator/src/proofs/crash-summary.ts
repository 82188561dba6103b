import type { CrashSeedResult } from "./crash-seed.ts";

/** From so many states on, what no seed came by says that the histories do not go there any more. */
const STATES_FOR_EVERYTHING = 50_000;

/** What many seeds amounted to. */
export class CrashSummary {
  readonly #states = new Set<number>();
  readonly #reached = new Map<string, number>();
  readonly #failures: { readonly seed: number; readonly what: string; readonly text: string }[] = [];
  readonly #nested: number[] = [];
  #seeds = 0;
  #boundaries = 0;
  #kills = 0;
  #wentOn = 0;
  #full = 0;

  get seeds(): number {
    return this.#seeds;
  }

  /** Different disks that were recovered from. */
  get states(): number {
    return this.#states.size;
  }

  get failed(): boolean {
    return this.#failures.length > 0;
  }

  add(result: CrashSeedResult): void {
    const { seed, what, failure } = result;
    this.#seeds++;
    this.#boundaries += result.boundaries;
    this.#kills += result.kills;
    this.#wentOn += result.wentOn;
    this.#full += result.full;
    for (const state of result.states) this.#states.add(state);
    for (const [depth, count] of result.nested.entries()) this.#nested[depth] = (this.#nested[depth] ?? 0) + count;
    for (const [name, count] of Object.entries(result.reached)) {
      this.#reached.set(name, (this.#reached.get(name) ?? 0) + count);
    }
    if (failure !== undefined) this.#failures.push({ seed, what, text: `${failure.message}\n${failure.stack}` });
  }

  /** The seed has no result. */
  lost(seed: number, why: string): void {
    this.#seeds++;
    this.#failures.push({ seed, what: "the run does not end by itself", text: why });
  }

  /** What should have been come by, and was not. */
  get unreached(): string[] {
    if (this.states < STATES_FOR_EVERYTHING) return [];
    return [...this.#reached].filter(([, count]) => count === 0).map(([name]) => name);
  }

  lines(seconds: number): string[] {
    const failures = this.#failures.sort((a, b) => a.seed - b.seed);
    return [
      ...failures.map(
        ({ seed, what, text }) => `seed ${seed}, ${what}: ${text}\n  npm run wal:crash -- --seed ${seed}`,
      ),
      ...[...this.#reached].sort().map(([name, count]) => `${String(count).padStart(9)}  ${name}`),
      "",
      `${this.#boundaries} boundaries, ${this.#kills} kills, ${this.#full} recoveries on a full disk,`,
      `${this.#wentOn} times it went on to work; in a recovery were`,
      `  ${this.#nested.map((count, depth) => `${count} crashes ${depth + 1} deep`).join(", ") || "no crashes"}`,
      `${this.states} different crash states of ${this.#seeds} seeds in ${seconds.toFixed(1)} s: ` +
        (failures.length === 0 ? "all were survived" : `${failures.length} seeds failed`),
    ];
  }
}
