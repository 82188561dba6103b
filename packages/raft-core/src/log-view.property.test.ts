import fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { LogMirror } from "./log-mirror.ts";
import { LogView } from "./log-view.ts";

/*
 * Against a log that is one array: what is handed to storage, what is still pending and what replaces what must not show.
 */

const operation = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("append" as const), back: fc.nat(3), count: fc.nat(4) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("handOver" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("compact" as const), keep: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("install" as const), ahead: fc.nat(4) }) },
);

/** `entries[0]` is a stand-in for what is before the log. */
interface Model {
  entries: Entry[];
}

function entryOf(index: number, term: number): Entry {
  return { index, term, kind: "command", data: new Uint8Array((index * 7 + term) % 5) };
}

/** As the port says it: one if there is one, then as many as fit. */
function dumbEntries({ entries }: Model, range: { from: number; to: number; bytesMax: number }): Entry[] {
  const wanted = entries.slice(1).filter(({ index }) => index >= range.from && index < range.to);
  let count = Math.min(1, wanted.length);
  const fits = (number: number) =>
    wanted.slice(0, number).reduce((bytes, { data }) => bytes + data.length, 0) <= range.bytesMax;
  while (count < wanted.length && fits(count + 1)) count++;
  return wanted.slice(0, count);
}

function compare(view: LogView, model: Model): void {
  const base = model.entries[0]!.index;
  const last = model.entries.at(-1)!.index;
  expect([view.firstIndex, view.lastIndex]).toEqual([base + 1, last]);
  for (let index = Math.max(0, base - 1); index <= last + 1; index++) {
    expect(view.term(index)).toBe(model.entries.find((entry) => entry.index === index)?.term);
  }
  for (let from = base + 1; from <= last + 1; from++) {
    for (let to = from; to <= last + 2; to++) {
      for (const bytesMax of [0, 5, 1_000]) {
        const range = { from, to, bytesMax };
        expect(view.entries(range)).toEqual(dumbEntries(model, range));
      }
    }
  }
}

test("the log reads the same wherever its entries are", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 20 }), (operations) => {
      const mirror = new LogMirror();
      const view = new LogView(mirror);
      const model: Model = { entries: [entryOf(0, 0)] };
      let term = 1;
      for (const step of operations) {
        const base = model.entries[0]!.index;
        if (step.kind === "append") {
          // What a snapshot covers is committed, and stays.
          const from = Math.max((view.snapshot?.index ?? 0) + 1, view.lastIndex + 1 - step.back);
          if (from <= view.lastIndex) term++;
          const entries = Array.from({ length: step.count + 1 }, (_, at) => entryOf(from + at, term));
          view.append(entries);
          model.entries = [...model.entries.filter(({ index }) => index < from), ...entries];
        } else if (step.kind === "handOver" && view.writeDue) {
          mirror.write(view.take(undefined));
          if (mirror.firstIndex() > base + 1) model.entries.splice(0, mirror.firstIndex() - 1 - base);
        } else if (step.kind === "compact" && view.writtenIndex > (view.snapshot?.index ?? 0)) {
          const index = view.writtenIndex;
          const snapshot = {
            index,
            term: view.term(index)!,
            configuration: new Uint8Array(0),
            data: new Uint8Array(0),
          };
          view.compact({ snapshot, keepFrom: Math.max(view.firstIndex, index + 1 - step.keep) });
        } else if (step.kind === "install") {
          const index = view.lastIndex + 1 + step.ahead;
          term++;
          view.install({ index, term, configuration: new Uint8Array(0), data: new Uint8Array(0) });
          model.entries = [entryOf(index, term)];
        }
        compare(view, model);
      }
    }),
  );
});
