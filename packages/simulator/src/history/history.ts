import type { Operation, OperationOf, OperationValue } from "./operation.ts";

/**
 * What all clients did and what they were told, in the order in which it began.
 *
 * Invariants:
 * - An operation is written when it begins and once more when it ends; after that it does not change.
 * - `invoked` and `completed` number all beginnings and ends in one order, which is that of real time.
 */
export class History {
  readonly #time: { readonly nowMs: number };
  readonly #operations: Operation[] = [];
  #order = 0;

  constructor(time: { readonly nowMs: number }) {
    this.#time = time;
  }

  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** All operations of some kind. */
  of<F extends Operation["f"]>(f: F): Extract<Operation, { f: F }>[] {
    return this.#operations.filter((operation): operation is Extract<Operation, { f: F }> => operation.f === f);
  }

  /** A process begins something. */
  invoke<Value extends OperationValue>(process: string, value: Value): OperationOf<Value> {
    const operation: OperationOf<Value> = {
      process,
      invokedAtMs: this.#time.nowMs,
      invoked: this.#order++,
      type: "open",
      completedAtMs: Number.POSITIVE_INFINITY,
      completed: Number.POSITIVE_INFINITY,
      error: null,
      ...value,
    };
    this.#operations.push(operation as Operation);
    return operation;
  }

  /** It has happened; `result` is what is known only now. */
  ok<Value extends OperationValue>(operation: OperationOf<Value>, result?: Partial<Value>): void {
    if (result !== undefined) Object.assign(operation, result);
    this.#complete(operation as Operation, "ok", null);
  }

  /** It has not happened, and never will. */
  fail(operation: Operation, error: string): void {
    this.#complete(operation, "fail", error);
  }

  /** It may have happened, or may still. */
  info(operation: Operation, error: string): void {
    this.#complete(operation, "info", error);
    operation.completed = Number.POSITIVE_INFINITY;
  }

  /** Something that begins and has happened at once. */
  done<Value extends OperationValue>(process: string, value: Value): void {
    this.ok(this.invoke(process, value));
  }

  /** A client saw by itself that the broker broke the protocol: an anomaly of this name. */
  report(process: string, name: string, detail: string): void {
    this.done(process, { f: "report", name, detail });
  }

  #complete(operation: Operation, type: "ok" | "fail" | "info", error: string | null): void {
    if (operation.type !== "open") throw new Error(`${operation.f} of ${operation.process} ends twice`);
    operation.type = type;
    operation.error = error;
    operation.completedAtMs = this.#time.nowMs;
    operation.completed = this.#order++;
  }
}
