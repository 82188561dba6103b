/*
 * Is a concurrent history what one copy of the object could have answered? The search of Wing and Gong (1993) with the
 * memory of Lowe (2017), as in Porcupine: take operations one by one that began before anybody else ended, as long as the
 * object's answers agree; go back where they do not; never visit the same set of taken operations with the same state twice.
 */

/** A sequential object. States are compared with `===`. */
export interface Model<S extends number | string, I, O> {
  readonly initial: S;
  /** The next state; undefined where `output` cannot be the answer. `output` undefined: nobody heard it, any will do. */
  step(state: S, input: I, output: O | undefined): S | undefined;
}

/** One client's operation. `call` and `return` are distinct moments of one clock. */
export interface Operation<I, O> {
  readonly input: I;
  /** Undefined where the client never heard. */
  readonly output: O | undefined;
  readonly call: number;
  /** `Infinity` where the client never heard: it may take effect at any later time, or never. */
  readonly return: number;
  /** A guess at where it stands in the order: looked at first. A wrong guess costs time and never the verdict. */
  readonly rank?: number;
}

/** `unknown`: given up after too many steps. */
export type Verdict = "linearizable" | "violated" | "unknown";

/** So many steps of the search; histories of the simulation mostly need a few hundred. */
const STEPS_MAX = 50_000;

export function checkLinearizable<S extends number | string, I, O>(
  model: Model<S, I, O>,
  operations: readonly Operation<I, O>[],
  stepsMax: number = STEPS_MAX,
): Verdict {
  const search = new Search(model, operations);
  for (let step = 0; step < stepsMax; step++) {
    const verdict = search.step();
    if (verdict !== undefined) return verdict;
  }
  return "unknown";
}

/** A moment of the history: an operation begins or ends. Linked, so that what is taken can be lifted out and put back. */
interface Moment {
  readonly operation: number;
  readonly at: number;
  /** Present where the operation begins, unless it never ends. */
  end: Moment | undefined;
  readonly begins: boolean;
  before: Moment | undefined;
  after: Moment | undefined;
}

/** One decision: which of the operations that may come next was taken. */
interface Frame<S> {
  /** State before it. */
  readonly state: S;
  readonly candidates: readonly Moment[];
  /** The candidate that is tried next. */
  next: number;
  /** What is taken now; undefined before the first try. */
  taken: Moment | undefined;
}

class Search<S extends number | string, I, O> {
  readonly #model: Model<S, I, O>;
  readonly #operations: readonly Operation<I, O>[];
  readonly #head: Moment;
  readonly #taken: Int32Array;
  readonly #path: Frame<S>[] = [];
  readonly #visited = new Set<string>();

  constructor(model: Model<S, I, O>, operations: readonly Operation<I, O>[]) {
    this.#model = model;
    this.#operations = operations;
    this.#taken = new Int32Array((operations.length >> 5) + 1);
    this.#head = link(operations);
    this.#path.push(this.#frame(model.initial));
  }

  /** One try; a verdict where the search is over. */
  step(): Verdict | undefined {
    // Everybody who heard an answer is taken: the others may all be "never".
    if (!this.#anybodyEnds()) return "linearizable";
    const frame = this.#path.at(-1)!;
    if (frame.taken !== undefined) this.#untake(frame);
    const candidate = frame.candidates[frame.next++];
    if (candidate === undefined) {
      this.#path.pop();
      return this.#path.length === 0 ? "violated" : undefined;
    }
    const { input, output } = this.#operations[candidate.operation]!;
    const state = this.#model.step(frame.state, input, output);
    if (state === undefined || !this.#isNew(candidate.operation, state)) return undefined;
    frame.taken = candidate;
    lift(candidate);
    this.#path.push(this.#frame(state));
    return undefined;
  }

  #anybodyEnds(): boolean {
    for (let moment = this.#head.after; moment !== undefined; moment = moment.after) if (!moment.begins) return true;
    return false;
  }

  /** Next may come whoever began before anybody else ended. */
  #frame(state: S): Frame<S> {
    const candidates: Moment[] = [];
    for (let moment = this.#head.after; moment?.begins === true; moment = moment.after) candidates.push(moment);
    const rank = ({ operation, at }: Moment) => this.#operations[operation]!.rank ?? at;
    candidates.sort((a, b) => rank(a) - rank(b));
    return { state, candidates, next: 0, taken: undefined };
  }

  #untake(frame: Frame<S>): void {
    this.#flip(frame.taken!.operation);
    putBack(frame.taken!);
    frame.taken = undefined;
  }

  /** Marks the operation as taken, unless this set was seen with this state before. */
  #isNew(operation: number, state: S): boolean {
    this.#flip(operation);
    const key = `${state}|${this.#taken.join()}`;
    if (!this.#visited.has(key)) {
      this.#visited.add(key);
      return true;
    }
    this.#flip(operation);
    return false;
  }

  #flip(operation: number): void {
    this.#taken[operation >> 5]! ^= 1 << (operation & 31);
  }
}

/** All moments in order, behind a head that is none. */
function link<I, O>(operations: readonly Operation<I, O>[]): Moment {
  const moments: Moment[] = [];
  operations.forEach((operation, at) => {
    const begin: Moment = {
      operation: at,
      at: operation.call,
      end: undefined,
      begins: true,
      before: undefined,
      after: undefined,
    };
    moments.push(begin);
    if (operation.return === Number.POSITIVE_INFINITY) return;
    begin.end = { ...begin, at: operation.return, begins: false };
    moments.push(begin.end);
  });
  moments.sort((a, b) => a.at - b.at);
  const head: Moment = { operation: -1, at: -1, end: undefined, begins: false, before: undefined, after: undefined };
  let last = head;
  for (const moment of moments) {
    moment.before = last;
    last.after = moment;
    last = moment;
  }
  return head;
}

function lift(begin: Moment): void {
  unlink(begin);
  if (begin.end !== undefined) unlink(begin.end);
}

function putBack(begin: Moment): void {
  if (begin.end !== undefined) relink(begin.end);
  relink(begin);
}

function unlink(moment: Moment): void {
  moment.before!.after = moment.after;
  if (moment.after !== undefined) moment.after.before = moment.before;
}

function relink(moment: Moment): void {
  moment.before!.after = moment;
  if (moment.after !== undefined) moment.after.before = moment;
}
