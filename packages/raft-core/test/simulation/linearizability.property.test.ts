import fc from "fast-check";
import { expect, test } from "vitest";
import { checkLinearizable, type Operation } from "./linearizability.ts";
import { type Command, REGISTER } from "./registers.ts";

/** Tries every order of every choice of operations: what the search must agree with. */
function triesEverything(history: readonly Operation<Command, number>[], register = 0): boolean {
  const heard = history.filter((operation) => operation.return !== Number.POSITIVE_INFINITY);
  if (heard.length === 0) return true;
  return history.some((operation, at) => {
    if (heard.some((other) => other !== operation && other.return < operation.call)) return false;
    const next = REGISTER.step(register, operation.input, operation.output);
    return next !== undefined && triesEverything(history.toSpliced(at, 1), next);
  });
}

const value = fc.integer({ min: 0, max: 2 });
const command = fc.oneof(
  fc.record({ kind: fc.constant("put" as const), key: fc.constant(0), value }),
  fc.record({ kind: fc.constant("cas" as const), key: fc.constant(0), value, expected: value }),
  fc.record({ kind: fc.constant("read" as const), key: fc.constant(0), value: fc.constant(0 as const) }),
);
/** Few values and many answers that fit by chance, so that both verdicts are frequent. */
const operation = fc.record({
  input: command,
  answer: value,
  call: fc.integer({ min: 0, max: 20 }),
  takes: fc.integer({ min: 1, max: 12 }),
  heard: fc.boolean(),
  rank: fc.integer({ min: 0, max: 5 }),
});
const histories = fc.array(operation, { maxLength: 6 }).map((drawn) =>
  drawn.map(({ input, answer, call, takes, heard, rank }, at): Operation<Command, number> => {
    const outputs = { put: 0, cas: answer % 2, read: answer };
    const { kind } = input as { kind: keyof typeof outputs };
    // Moments are distinct: every operation has its own fraction.
    const begin = call + at / 100;
    if (!heard && kind !== "read")
      return { input, output: undefined, call: begin, return: Number.POSITIVE_INFINITY, rank };
    return { input, output: outputs[kind], call: begin, return: begin + takes + 0.001, rank };
  }),
);

test("the search finds an order exactly where there is one", () => {
  let linearizable = 0;
  let violated = 0;
  fc.assert(
    fc.property(histories, (history) => {
      const expected = triesEverything(history);
      if (expected) linearizable++;
      else violated++;
      expect(checkLinearizable(REGISTER, history)).toBe(expected ? "linearizable" : "violated");
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(linearizable, violated)).toBeGreaterThan(100);
});
