import { describe, expect, it } from "vitest";
import { AppendWaiters } from "./append-waiters.ts";

function waiting(...offsets: [offset: number, deadlineMs: number][]) {
  const waiters = new AppendWaiters();
  const answers: [offset: number, error: number][] = [];
  for (const [requiredOffset, deadlineMs] of offsets) {
    waiters.add({ requiredOffset, deadlineMs, done: (error) => answers.push([requiredOffset, error]) });
  }
  return { waiters, answers };
}

describe("AppendWaiters", () => {
  it("answers in order what the high watermark covers, each once", () => {
    const { waiters, answers } = waiting([3, 10], [5, 10], [9, 10]);
    waiters.committed(5);
    waiters.committed(5);
    expect(answers).toEqual([
      [3, 0],
      [5, 0],
    ]);
    expect(waiters.count).toBe(1);
  });

  it("answers those whose time is up and leaves the others", () => {
    const { waiters, answers } = waiting([3, 20], [5, 10], [9, Number.POSITIVE_INFINITY]);
    waiters.expire(10, 7);
    expect(answers).toEqual([[5, 7]]);
    waiters.failBounded(20);
    expect(answers.slice(1)).toEqual([[3, 20]]);
    waiters.committed(9);
    expect(answers.slice(2)).toEqual([[9, 0]]);
  });

  it("may be added to by a callback", () => {
    const { waiters, answers } = waiting([3, 10]);
    waiters.add({
      requiredOffset: 4,
      deadlineMs: 10,
      done: () => waiters.add({ requiredOffset: 4, deadlineMs: 10, done: () => {} }),
    });
    waiters.failAll(6);
    expect(answers).toEqual([[3, 6]]);
    expect(waiters.count).toBe(1);
  });
});
