import type { TraceEvent } from "../test/simulation/trace.ts";

/** The last events of every node, one line each, in the order in which they happened: time, node, what. */
export function timeline(events: readonly TraceEvent[]): string {
  const timeWidth = String(events.at(-1)?.at ?? 0).length;
  const lines = events.map(({ at, node, text }) => {
    const who = node === 0 ? "all" : `node ${node}`;
    return `  ${String(at).padStart(timeWidth)}  ${who.padEnd(7)} ${text}`;
  });
  return lines.join("\n");
}
