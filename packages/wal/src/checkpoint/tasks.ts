import type { Defer } from "../ports.ts";

/** Something that ends later, or before it returns. */
export type Task = (done: () => void) => void;

/** Runs tasks in order of their start, at most `limit` at a time. `done` when all have ended. */
export function runTasks(tasks: readonly Task[], limit: number, done: () => void): void {
  let next = 0;
  let running = 0;
  let starting = false;
  const advance = () => {
    // A task that ends before it returns comes back here: it is left to the loop, so that the stack does not grow.
    if (starting) return;
    starting = true;
    while (running < limit && next < tasks.length) {
      running++;
      tasks[next++]!(() => {
        running--;
        advance();
      });
    }
    starting = false;
    if (running === 0 && next === tasks.length) done();
  };
  advance();
}

/** Works on `perTurn` items on each turn of the event loop, this one included. `done` after the last of them. */
export function runSlices<Item>(
  items: readonly Item[],
  slices: { readonly perTurn: number; readonly defer: Defer },
  work: (item: Item) => void,
  done: () => void,
): void {
  const { perTurn, defer } = slices;
  let next = 0;
  const advance = () => {
    for (const end = Math.min(next + perTurn, items.length); next < end; next++) work(items[next]!);
    if (next < items.length) defer(advance);
    else done();
  };
  advance();
}
