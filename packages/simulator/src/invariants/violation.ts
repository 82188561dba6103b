/** A rule that is always to hold does not. Ends the run. */
export class Violation extends Error {
  /** The same for every breach of the rule: by this the shrinker tells whether a smaller run fails in the same way. */
  readonly rule: string;
  readonly detail: string;

  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`);
    this.name = "Violation";
    this.rule = rule;
    this.detail = detail;
  }
}

/** The words are put together only where it fails. */
export function demand(holds: boolean, rule: string, detail: () => string): asserts holds {
  if (!holds) throw new Violation(rule, detail());
}
