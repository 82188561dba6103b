import type { TurnEnd } from "./ports.ts";

/** What is to be done at the end of the turn: once per item, however often it was added. */
export class TurnWork<Item> {
  readonly #items = new Set<Item>();
  readonly #turnEnd: TurnEnd;
  readonly #work: (item: Item) => void;
  readonly #run = (): void => this.#endTurn();
  readonly #afterwards: () => void;
  #due = false;

  constructor(options: { turnEnd: TurnEnd; work: (item: Item) => void; afterwards?: () => void }) {
    this.#turnEnd = options.turnEnd;
    this.#work = options.work;
    this.#afterwards = options.afterwards ?? (() => {});
  }

  add(item: Item): void {
    this.#items.add(item);
    this.expectEnd();
  }

  /** Sees to it that the turn is ended, even without anything to do. */
  expectEnd(): void {
    if (this.#due) return;
    this.#due = true;
    this.#turnEnd.defer(this.#run);
  }

  #endTurn(): void {
    this.#due = false;
    // What is added on the way is done as well.
    for (const item of this.#items) {
      this.#items.delete(item);
      this.#work(item);
    }
    this.#afterwards();
  }
}
