/** Prints what a scenario does, step by step. */
export class Steps {
  readonly #print: (line: string) => void;
  readonly #count: number;
  #done = 0;

  constructor(options: { count: number; print: (line: string) => void }) {
    this.#count = options.count;
    this.#print = options.print;
  }

  /** The next step is done, or about to be; `[2/7] …`. */
  step(line: string): void {
    this.#done++;
    this.#print(`[${this.#done}/${this.#count}] ${line}`);
  }
}

/** What one run of a scenario came to. */
export interface RunResult {
  readonly passed: boolean;
  /** In a sentence. */
  readonly summary: string;
  /** The time the scenario is about, in milliseconds; null where it did not get that far. */
  readonly tookMs: number | null;
  /** Whatever else is worth keeping of this run, for `--json`. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** What all runs came to. */
export interface Report {
  readonly scenario: string;
  readonly passed: boolean;
  /** What `tookMs` measures, in words. */
  readonly measure: string;
  readonly medianMs: number | null;
  readonly worstMs: number | null;
  readonly runs: readonly RunResult[];
}

export function makeReport(scenario: string, measure: string, runs: readonly RunResult[]): Report {
  const times = runs.flatMap(({ tookMs }) => (tookMs === null ? [] : [tookMs]));
  const passed = runs.length > 0 && runs.every((run) => run.passed);
  return {
    scenario,
    passed,
    measure,
    medianMs: median(times),
    worstMs: times.length > 0 ? Math.max(...times) : null,
    runs,
  };
}

/** One line over all runs. */
export function formatReport({ passed, runs, measure, medianMs, worstMs }: Report): string {
  const passes = runs.filter((run) => run.passed).length;
  const times =
    medianMs === null || worstMs === null ? "" : `; ${measure}: median ${ms(medianMs)}, worst ${ms(worstMs)}`;
  return `${passed ? "passed" : "FAILED"}: ${passes} of ${runs.length} runs${times}`;
}

export function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

/** The middle value, or the mean of the two middle ones; null of none. */
export function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[sorted.length >> 1];
  const lower = sorted[(sorted.length - 1) >> 1];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
