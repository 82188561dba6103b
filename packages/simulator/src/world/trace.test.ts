import { describe, expect, it } from "vitest";
import { Trace } from "./trace.ts";

type Event = [timeMs: number, node: number, kind: string, a: number, b: number];

function hashOf(events: readonly Event[], keep = false): string {
  const clock = { nowMs: 0 };
  const trace = new Trace({ clock, keep });
  for (const [timeMs, node, kind, a, b] of events) {
    clock.nowMs = timeMs;
    trace.event(node, kind, a, b, () => "text");
  }
  return trace.hash();
}

const EVENTS: Event[] = [
  [0.5, 1, "start", 0, 0],
  [1.25, 2, "send", 3, 4],
  [1.25, 3, "send", 2 ** 40, 0.125],
];

describe("Trace", () => {
  it("has the same hash for the same events, watched or not", () => {
    expect(hashOf(EVENTS)).toBe(hashOf(EVENTS));
    expect(hashOf(EVENTS, true)).toBe(hashOf(EVENTS));
    expect(hashOf(EVENTS)).toMatch(/^[0-9a-f]{16}$/);
  });

  it("has another one as soon as any part of any event differs, or their order", () => {
    const seen = new Set([hashOf(EVENTS), hashOf(EVENTS.slice(0, 2)), hashOf([...EVENTS].reverse())]);
    for (let event = 0; event < EVENTS.length; event++) {
      const [timeMs, node, kind, a, b] = EVENTS[event]!;
      const changed: Event[] = [
        [timeMs + 2 ** -40, node, kind, a, b],
        [timeMs, node + 1, kind, a, b],
        [timeMs, node, `${kind}s`, a, b],
        [timeMs, node, kind, a + 1, b],
        [timeMs, node, kind, a, b + 2 ** -40],
      ];
      for (const other of changed) seen.add(hashOf(EVENTS.with(event, other)));
    }
    expect(seen.size).toBe(3 + 5 * EVENTS.length);
  });

  it("tells a hundred thousand runs that differ in one number apart", () => {
    const seen = new Set<string>();
    for (let a = 0; a < 100_000; a++)
      seen.add(
        hashOf([
          [1, 1, "x", a, 0],
          [2, 1, "y", 0, 0],
        ]),
      );
    expect(seen.size).toBe(100_000);
  });

  it("asks for text only while it keeps lines", () => {
    const trace = new Trace({ clock: { nowMs: 0 } });
    trace.event(1, "send", 0, 0, () => {
      throw new Error("nobody reads this");
    });
    expect(trace.lines()).toEqual([]);
  });

  it("keeps the last lines of each node, and gives them in order", () => {
    const clock = { nowMs: 0 };
    const trace = new Trace({ clock, keep: true, linesPerNodeMax: 2 });
    for (let at = 1; at <= 3; at++) {
      clock.nowMs = at;
      trace.event(1, "one", at);
      trace.event(2, "two", at, 7);
      trace.event(0, "all", 0, 0, () => `text ${at}`);
    }
    expect(trace.lines().map(({ node, kind, text }) => `${node} ${kind} ${text}`)).toEqual([
      "1 one 2",
      "2 two 2 7",
      "0 all text 2",
      "1 one 3",
      "2 two 3 7",
      "0 all text 3",
    ]);
    expect(trace.lines(2).map(({ timeMs }) => timeMs)).toEqual([2, 3]);
  });
});
