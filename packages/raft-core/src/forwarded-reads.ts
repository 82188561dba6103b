import type { Random } from "./ports.ts";

/** Where in all possible ids a life of a node begins, and how far it is from there to where another may begin. */
const LIVES = 2 ** 32;
const READS_PER_LIFE = 2 ** 20;

interface ForwardedRead {
  /** The owner's own number for it. */
  readonly readId: number;
  ticks: number;
}

/**
 * Reads that this follower asked its leader for.
 *
 * Question and answer carry an id of their own. It begins at random in every life of the node: an answer to an earlier life may come
 * late, from the same leader in the same term, and must not be taken for one to a read that began after it was given.
 */
export class ForwardedReads {
  readonly #waiting = new Map<number, ForwardedRead>();
  #lastId: number;

  constructor(random: Random) {
    this.#lastId = random.below(LIVES) * READS_PER_LIFE;
  }

  get count(): number {
    return this.#waiting.size;
  }

  /** Returns the id to ask under. */
  add(readId: number): number {
    this.#waiting.set(++this.#lastId, { readId, ticks: 0 });
    return this.#lastId;
  }

  /** The read that was asked under `id`, which waits no longer; undefined where none does. */
  answered(id: number): number | undefined {
    const read = this.#waiting.get(id);
    this.#waiting.delete(id);
    return read?.readId;
  }

  /** One tick. Returns the reads that have waited for `ticksMax`, and do not wait any more. */
  tick(ticksMax: number): number[] {
    const late: number[] = [];
    for (const [id, read] of this.#waiting) {
      if (++read.ticks < ticksMax) continue;
      this.#waiting.delete(id);
      late.push(read.readId);
    }
    return late;
  }

  /** Everything that waits, to be told that it waits in vain. */
  drain(): number[] {
    const reads = [...this.#waiting.values()].map(({ readId }) => readId);
    this.#waiting.clear();
    return reads;
  }
}
