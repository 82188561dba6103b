/**
 * What happened, as a number and, where asked for, as lines.
 *
 * Every event is folded into a hash: two runs of one seed that end with different hashes were not the same run, so something
 * outside of the seed had a say. The text of an event is asked for only while lines are kept, and is not part of the hash: a run
 * that is watched is the same run.
 */

/** One event, for people. */
export interface TraceLine {
  readonly timeMs: number;
  /** 0 for what belongs to no node. */
  readonly node: number;
  readonly kind: string;
  readonly text: string;
}

export interface TraceOptions {
  /** The simulated time; `EventQueue` has it. */
  readonly clock: { readonly nowMs: number };
  /** Whether lines are kept. Default false. */
  readonly keep?: boolean;
  /** Lines kept per node; the oldest go first. Default 200. */
  readonly linesPerNodeMax?: number;
}

export class Trace {
  readonly keep: boolean;
  readonly #clock: { readonly nowMs: number };
  readonly #linesPerNodeMax: number;
  readonly #kinds = new Map<string, number>();
  readonly #lines = new Map<number, { order: number; line: TraceLine }[]>();
  readonly #float = new Float64Array(1);
  readonly #words = new Uint32Array(this.#float.buffer);
  #low = 0x9e3779b9 | 0;
  #high = 0x85ebca6b | 0;
  #events = 0;

  constructor(options: TraceOptions) {
    this.#clock = options.clock;
    this.keep = options.keep ?? false;
    this.#linesPerNodeMax = options.linesPerNodeMax ?? 200;
  }

  /** Events so far. */
  get events(): number {
    return this.#events;
  }

  /** Notes an event. `a` and `b` are whatever tells it from others of its kind. `kind` is one of a fixed set of names. */
  event(node: number, kind: string, a = 0, b = 0, text?: () => string): void {
    this.#events++;
    this.#foldNumber(this.#clock.nowMs);
    this.#fold(node, this.#kindHash(kind));
    this.#foldNumber(a);
    this.#foldNumber(b);
    if (this.keep) this.#keep(node, kind, text?.() ?? numbers(a, b));
  }

  /** All events so far as 16 hexadecimal digits. */
  hash(): string {
    return [this.#high, this.#low].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
  }

  /** The lines that are kept, of one node or of all, in the order of the events. */
  lines(node?: number): TraceLine[] {
    const kept = node === undefined ? [...this.#lines.values()].flat() : (this.#lines.get(node) ?? []);
    return [...kept].sort((one, other) => one.order - other.order).map(({ line }) => line);
  }

  #keep(node: number, kind: string, text: string): void {
    let lines = this.#lines.get(node);
    if (lines === undefined) {
      lines = [];
      this.#lines.set(node, lines);
    }
    lines.push({ order: this.#events, line: { timeMs: this.#clock.nowMs, node, kind, text } });
    if (lines.length > this.#linesPerNodeMax) lines.shift();
  }

  #kindHash(kind: string): number {
    let hash = this.#kinds.get(kind);
    if (hash === undefined) {
      hash = 0x811c9dc5;
      for (let at = 0; at < kind.length; at++) hash = Math.imul(hash ^ kind.charCodeAt(at), 0x01000193);
      this.#kinds.set(kind, hash);
    }
    return hash;
  }

  #foldNumber(value: number): void {
    this.#float[0] = value;
    this.#fold(this.#words[0]!, this.#words[1]!);
  }

  /** Two lanes that mix into each other; each step is a bijection of the state for a given input. */
  #fold(one: number, other: number): void {
    let low = Math.imul(this.#low ^ one, 0x9e3779b1);
    low ^= low >>> 15;
    let high = Math.imul(this.#high ^ other, 0xc2b2ae3d);
    high ^= high >>> 13;
    this.#low = (low + Math.imul(high, 5)) | 0;
    this.#high = high ^ Math.imul(this.#low, 0x27d4eb2f);
  }
}

function numbers(a: number, b: number): string {
  if (b !== 0) return `${a} ${b}`;
  return a === 0 ? "" : String(a);
}
