import { type ChildProcess, fork } from "node:child_process";

/** What a run that loses memory may take before its process ends. */
const HEAP_MIB = 2048;

export interface WorkerPoolOptions<Order, Answer> {
  /** A bundle; it answers each message with one message. */
  readonly file: string;
  readonly jobs: number;
  /** One that takes longer goes in circles. Milliseconds. */
  readonly orderMsMax: number;
  /** Undefined where there is nothing more to do, now or ever. */
  readonly next: () => Order | undefined;
  readonly onAnswer: (order: Order, answer: Answer) => void;
  /** The process ended, or did not come back; the order has no answer. The others go on. */
  readonly onLost: (order: Order, why: string) => void;
}

/** Processes that share orders. Which of them carries out which makes no difference to what comes out. */
export class WorkerPool<Order extends object, Answer> {
  readonly #options: WorkerPoolOptions<Order, Answer>;
  readonly #running = new Set<ChildProcess>();
  #stopped = false;

  constructor(options: WorkerPoolOptions<Order, Answer>) {
    this.#options = options;
  }

  /** Ends when every order is answered or lost, or the pool was stopped. */
  async run(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.jobs }, () => this.#work()));
  }

  /** No more orders are begun; those under way are given up. */
  stop(): void {
    this.#stopped = true;
    for (const child of this.#running) child.kill("SIGKILL");
  }

  async #work(): Promise<void> {
    const { next, onAnswer, onLost, file } = this.#options;
    let child: ChildProcess | null = null;
    for (let order = next(); order !== undefined && !this.#stopped; order = next()) {
      if (child === null) {
        child = fork(file, {
          serialization: "advanced",
          execArgv: ["--enable-source-maps", `--max-old-space-size=${HEAP_MIB}`],
          stdio: ["ignore", "inherit", "inherit", "ipc"],
        });
        this.#running.add(child);
      }
      const outcome = await carryOut<Order, Answer>(child, order, this.#options.orderMsMax);
      if (this.#stopped) break;
      if ("answer" in outcome) {
        onAnswer(order, outcome.answer);
      } else {
        child.kill("SIGKILL");
        this.#running.delete(child);
        child = null;
        onLost(order, outcome.why);
      }
    }
    child?.kill("SIGKILL");
    if (child !== null) this.#running.delete(child);
  }
}

type Outcome<Answer> = { readonly answer: Answer } | { readonly why: string };

function carryOut<Order extends object, Answer>(
  child: ChildProcess,
  order: Order,
  msMax: number,
): Promise<Outcome<Answer>> {
  return new Promise((resolve) => {
    const end = (outcome: Outcome<Answer>) => {
      clearTimeout(timer);
      child.off("message", answered).off("exit", exited).off("error", failed);
      resolve(outcome);
    };
    const answered = (answer: unknown) => end({ answer: answer as Answer });
    const exited = (code: number | null, signal: string | null) =>
      end({ why: `its process ended with ${signal ?? `code ${code}`}` });
    const failed = (error: Error) => end({ why: `its process failed: ${error.message}` });
    const timer = setTimeout(() => end({ why: `goes in circles: no end after ${msMax / 1000} s` }), msMax);
    child.on("message", answered).on("exit", exited).on("error", failed);
    child.send(order);
  });
}
