import { describe, type History } from "../history/index.ts";
import type { Trace } from "../world/index.ts";

/** What says nothing to a person: every callback, every piece of data. */
const NOISE: ReadonlySet<string> = new Set(["run", "data"]);
const LINES_MAX = 400;

/** The last events of the nodes, and of the clients between them, by time. */
export function timelineOf(trace: Trace, history: History): string[] {
  const events = trace
    .lines()
    .filter(({ kind }) => !NOISE.has(kind))
    .map(({ timeMs, node, kind, text }) => {
      const who = node === 0 ? "    " : `n${node}  `;
      return { timeMs, text: `${who} ${kind.padEnd(8)} ${text}` };
    });
  const operations = history.operations
    .filter(({ f }) => f !== "poll")
    .map((operation) => ({ timeMs: operation.invokedAtMs, text: `     client   ${describe(operation)}` }));
  const all = [...events, ...operations].sort((one, other) => one.timeMs - other.timeMs);
  return all.slice(-LINES_MAX).map(({ timeMs, text }) => `${timeMs.toFixed(2).padStart(11)} ${text}`);
}
