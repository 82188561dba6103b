import { describe, expect, test } from "vitest";
import { checkLinearizable, type Operation } from "./linearizability.ts";
import { type Command, REGISTER } from "./registers.ts";

const never = Number.POSITIVE_INFINITY;
const put = (value: number, call: number, end: number): Operation<Command, number> => ({
  input: { kind: "put", key: 0, value },
  output: end === never ? undefined : 0,
  call,
  return: end,
});
const read = (value: number, call: number, end: number): Operation<Command, number> => ({
  input: { kind: "read", key: 0, value: 0 },
  output: value,
  call,
  return: end,
});
const cas = (
  expected: number,
  value: number,
  answer: 0 | 1,
  call: number,
  end: number,
): Operation<Command, number> => ({
  input: { kind: "cas", key: 0, expected, value },
  output: answer,
  call,
  return: end,
});

describe("histories that one register could have answered", () => {
  test.each<[string, Operation<Command, number>[]]>([
    ["nothing at all", []],
    ["one after the other", [put(1, 0, 1), read(1, 2, 3)]],
    ["a read beside a put sees the old value", [put(1, 0, 3), read(0, 1, 2)]],
    ["a read beside a put sees the new value", [put(1, 0, 3), read(1, 1, 2)]],
    ["two puts at once, in either order", [put(1, 0, 2), put(2, 1, 3), read(1, 4, 5)]],
    ["an unanswered put that took effect", [put(1, 0, never), read(1, 1, 2)]],
    ["an unanswered put that took effect late", [put(1, 0, never), read(0, 1, 2), read(1, 3, 4)]],
    ["an unanswered put that never did", [put(1, 0, never), read(0, 1, 2), read(0, 3, 4)]],
    ["of two comparisons at once one fits", [cas(0, 1, 1, 0, 2), cas(0, 2, 0, 1, 3), read(1, 4, 5)]],
    ["a chain that only one order explains", [put(1, 0, 9), cas(2, 3, 1, 1, 8), cas(1, 2, 1, 2, 7), read(3, 10, 11)]],
  ])("%s", (_, history) => {
    expect(checkLinearizable(REGISTER, history)).toBe("linearizable");
  });
});

describe("histories that no order explains", () => {
  test.each<[string, Operation<Command, number>[]]>([
    ["a stale read", [put(1, 0, 1), read(0, 2, 3)]],
    ["a value that nobody wrote", [put(1, 0, 1), read(2, 2, 3)]],
    ["a value from the future", [read(1, 0, 1), put(1, 2, 3)]],
    ["an unanswered put from the future", [read(1, 0, 1), put(1, 2, never)]],
    ["back to the old value", [put(1, 0, 5), read(1, 1, 2), read(0, 3, 4)]],
    ["an unanswered put taken back", [put(1, 0, never), read(1, 1, 2), read(0, 3, 4)]],
    ["a lost put", [put(1, 0, 1), put(2, 2, 3), read(1, 4, 5)]],
    ["both comparisons fit", [cas(0, 1, 1, 0, 2), cas(0, 2, 1, 1, 3)]],
    ["two readers disagree", [put(1, 0, 9), put(2, 1, 10), read(1, 11, 12), read(2, 13, 14)]],
  ])("%s", (_, history) => {
    expect(checkLinearizable(REGISTER, history)).toBe("violated");
  });
});

test("a search that takes too long says so, and not more", () => {
  const history = [put(1, 0, 1), read(0, 2, 3)];
  expect(checkLinearizable(REGISTER, history, 1)).toBe("unknown");
});

test("a wrong guess at the order does not change the verdict", () => {
  const wrong = (operations: Operation<Command, number>[]) => operations.map((o, at) => ({ ...o, rank: -at }));
  expect(checkLinearizable(REGISTER, wrong([put(1, 0, 9), cas(1, 2, 1, 1, 8), read(2, 10, 11)]))).toBe("linearizable");
  expect(checkLinearizable(REGISTER, wrong([put(1, 0, 1), put(2, 2, 3), read(1, 4, 5)]))).toBe("violated");
});
