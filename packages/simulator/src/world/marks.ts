/**
 * Counts the `sometimes` marks that production code passes: places that a simulation has to reach now and then, or it proves
 * nothing about them. A mark is a labelled statement that builds leave out:
 *
 *     SIMULATION: globalThis.chronikSometimes?.("the ISR shrinks");
 */
export class Marks {
  readonly #counts = new Map<string, number>();

  /** How often each mark was passed that was passed at all. */
  get counts(): ReadonlyMap<string, number> {
    return this.#counts;
  }

  /** Runs `body` and counts the marks that are passed in it. Not to be nested. */
  counting<Result>(body: () => Result): Result {
    if (globalThis.chronikSometimes !== undefined) throw new Error("marks are being counted already");
    globalThis.chronikSometimes = (mark) => {
      this.#counts.set(mark, (this.#counts.get(mark) ?? 0) + 1);
    };
    try {
      return body();
    } finally {
      globalThis.chronikSometimes = undefined;
    }
  }

  /** Adds what another run counted. */
  add(counts: Iterable<readonly [mark: string, count: number]>): void {
    for (const [mark, count] of counts) this.#counts.set(mark, (this.#counts.get(mark) ?? 0) + count);
  }

  /** Which of the known marks were never passed. */
  unreached(known: readonly string[]): string[] {
    return known.filter((mark) => !this.#counts.has(mark));
  }
}
