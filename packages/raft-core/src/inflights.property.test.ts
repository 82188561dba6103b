import fc from "fast-check";
import { expect, test } from "vitest";
import { Inflights } from "./inflights.ts";

const limits = fc.record({ countMax: fc.integer({ min: 1, max: 5 }), bytesMax: fc.integer({ min: 1, max: 40 }) });
const operation = fc.oneof(
  fc.record({ kind: fc.constant("add" as const), step: fc.integer({ min: 1, max: 3 }), bytes: fc.nat(20) }),
  fc.record({ kind: fc.constant("acknowledge" as const), index: fc.nat(40) }),
  fc.record({ kind: fc.constant("clear" as const) }),
);

test("the window is what was added and is not acknowledged, whatever the order", () => {
  fc.assert(
    fc.property(limits, fc.array(operation, { maxLength: 60 }), ({ countMax, bytesMax }, operations) => {
      const window = new Inflights({ countMax, bytesMax });
      let model: { index: number; bytes: number }[] = [];
      let last = 0;
      for (const step of operations) {
        if (step.kind === "add" && !window.full) {
          last += step.step;
          window.add(last, step.bytes);
          model.push({ index: last, bytes: step.bytes });
        } else if (step.kind === "acknowledge") {
          window.acknowledge(step.index);
          model = model.filter(({ index }) => index > step.index);
        } else if (step.kind === "clear") {
          window.clear();
          model = [];
        }
        const bytes = model.reduce((sum, flight) => sum + flight.bytes, 0);
        expect([window.count, window.bytes]).toEqual([model.length, bytes]);
        expect(window.full).toBe(model.length >= countMax || bytes >= bytesMax);
      }
    }),
  );
});

test("nothing is added to a full window, and nothing out of order", () => {
  const window = new Inflights({ countMax: 2, bytesMax: 100 });
  window.add(5, 1);
  expect(() => window.add(5, 1)).toThrow("log order");
  window.add(6, 1);
  expect(() => window.add(7, 1)).toThrow("full window");
});
