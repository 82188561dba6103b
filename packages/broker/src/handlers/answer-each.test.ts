import { expect, it } from "vitest";
import { answerEach } from "./answer-each.ts";

it("hands over all answers in the order of the items, when the last one is there", () => {
  const pending: (() => void)[] = [];
  const seen: (readonly string[])[] = [];
  answerEach(
    [1, 2, 3],
    (item, done: (answer: string) => void) => {
      if (item === 2) done("now 2");
      else pending.push(() => done(`later ${item}`));
    },
    (answers) => seen.push(answers),
  );
  pending[1]!();
  expect(seen).toEqual([]);
  pending[0]!();
  expect(seen).toEqual([["later 1", "now 2", "later 3"]]);
});

it("asks everybody before it hands over, and nobody where there is nobody", () => {
  const order: string[] = [];
  answerEach(
    ["a", "b"],
    (item, done: (answer: null) => void) => {
      order.push(item);
      done(null);
    },
    () => order.push("all"),
  );
  answerEach(
    [],
    () => order.push("never"),
    (answers) => order.push(`none of ${answers.length}`),
  );
  expect(order).toEqual(["a", "b", "all", "none of 0"]);
});
