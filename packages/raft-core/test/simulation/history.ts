import { checkLinearizable, type Operation, type Verdict } from "./linearizability.ts";
import { type Command, KEYS, REGISTER } from "./registers.ts";
import { Violation } from "./violation.ts";

interface Call {
  readonly id: number;
  readonly command: Command;
  readonly call: number;
  return: number;
  answer: number | undefined;
  /** Where in the log it took effect, as far as the servers tell: where the search looks first. */
  rank: number;
}

/**
 * What clients asked and heard, each moment with its own number. Commands carry the number they got here.
 *
 * A client that hears nothing is never told: its command may take effect at any later time, or never. One that no server has
 * applied by the end of the run has had no effect on anything that anybody heard, and is left out, which keeps the search small.
 */
export class History {
  readonly #calls: (Call | undefined)[] = [];
  readonly #applied: boolean[] = [];
  #now = 0;

  /** A client asks. Returns the number of its command. */
  call(command: Command): number {
    const id = this.#calls.length;
    this.#calls.push({ id, command, call: this.#now++, return: Number.POSITIVE_INFINITY, answer: undefined, rank: 0 });
    return id;
  }

  /** It was refused, or its answer does not matter: as if it had never been asked. Not for what may have taken effect. */
  forget(id: number): void {
    this.#calls[id] = undefined;
  }

  /** `appliedIndex`: for a read, how far the server was that answered. */
  answer(id: number, answer: number, appliedIndex?: number): void {
    const call = this.#calls[id];
    if (call === undefined || call.answer !== undefined) return;
    if (appliedIndex !== undefined) call.rank = appliedIndex + 0.5;
    call.return = this.#now++;
    call.answer = answer;
  }

  /** Some server applied it. */
  applied(id: number, index: number): void {
    if (this.#applied[id] === true) return;
    this.#applied[id] = true;
    const call = this.#calls[id];
    if (call !== undefined) call.rank = index;
  }

  get answered(): number {
    return this.#calls.filter((call) => call?.answer !== undefined).length;
  }

  /** Commands that may have taken effect and whose clients never heard. */
  get indefinite(): number {
    return this.#calls.filter((call) => call !== undefined && this.#isIndefinite(call)).length;
  }

  /** @throws {Violation} where no order of the operations explains what clients heard */
  check(): Verdict {
    let verdict: Verdict = "linearizable";
    for (let key = 0; key < KEYS; key++) {
      const found = checkLinearizable(REGISTER, this.#operationsOn(key));
      if (found === "violated") throw new Violation(`clients of register ${key} heard what no order explains`);
      if (found === "unknown") verdict = "unknown";
    }
    return verdict;
  }

  #operationsOn(key: number): Operation<Command, number>[] {
    const operations: Operation<Command, number>[] = [];
    for (const call of this.#calls) {
      if (call === undefined || call.command.key !== key) continue;
      if (call.answer === undefined && !this.#isIndefinite(call)) continue;
      const { command, answer, rank } = call;
      operations.push({ input: command, output: answer, call: call.call, return: call.return, rank });
    }
    return operations;
  }

  #isIndefinite({ id, answer }: Call): boolean {
    return answer === undefined && this.#applied[id] === true;
  }
}
