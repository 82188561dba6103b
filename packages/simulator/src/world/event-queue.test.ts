import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EventQueue } from "./event-queue.ts";

describe("EventQueue", () => {
  it("runs events by time, those of one time in the order in which they were asked for", () => {
    const queue = new EventQueue();
    const ran: string[] = [];
    for (const [name, timeMs] of [
      ["c", 2],
      ["a", 1],
      ["d", 2],
      ["b", 1.5],
    ] as const) {
      queue.at(timeMs, () => ran.push(`${name}@${queue.nowMs}`));
    }
    while (queue.step());
    expect(ran).toEqual(["a@1", "b@1.5", "c@2", "d@2"]);
  });

  it("runs what an event asks for, now or later, and never lets time go back", () => {
    const queue = new EventQueue();
    const ran: [string, number][] = [];
    queue.at(5, () => {
      queue.at(1, () => ran.push(["past", queue.nowMs]));
      queue.after(0, () => ran.push(["now", queue.nowMs]));
      queue.after(1, () => ran.push(["later", queue.nowMs]));
    });
    while (queue.step());
    expect(ran).toEqual([
      ["past", 5],
      ["now", 5],
      ["later", 6],
    ]);
  });

  it("refuses a time that is not a number", () => {
    expect(() => new EventQueue().at(Number.NaN, () => {})).toThrow(RangeError);
  });

  it("does not run what was cancelled, and does not mind a cancel after the event", () => {
    const queue = new EventQueue();
    const ran: string[] = [];
    const cancelled = queue.at(1, () => ran.push("cancelled"));
    const kept = queue.at(2, () => ran.push("kept"));
    cancelled.cancel();
    cancelled.cancel();
    expect(queue.size).toBe(1);
    while (queue.step());
    kept.cancel();
    expect(ran).toEqual(["kept"]);
    expect(queue.size).toBe(0);
  });

  it("lets time pass to the condition, and no further", () => {
    const queue = new EventQueue();
    let count = 0;
    for (let timeMs = 1; timeMs <= 10; timeMs++) queue.at(timeMs, () => count++);
    expect(queue.runUntil(() => count === 3, 100)).toBe(true);
    expect(queue.nowMs).toBe(3);
    expect(queue.runUntil(() => count === 99, 4)).toBe(false);
    expect([queue.nowMs, count]).toEqual([7, 7]);
    queue.runFor(0.5);
    expect([queue.nowMs, count]).toEqual([7.5, 7]);
    queue.runFor(100);
    expect([queue.nowMs, count]).toEqual([107.5, 10]);
  });

  it("hands out what a callback throws, and goes on behind it", () => {
    const queue = new EventQueue();
    let ran = false;
    queue.at(1, () => {
      throw new Error("broken");
    });
    queue.at(2, () => {
      ran = true;
    });
    expect(() => queue.step()).toThrow("broken");
    queue.step();
    expect(ran).toBe(true);
  });

  it("does not grow by timeouts that are cancelled", () => {
    const queue = new EventQueue();
    let longest = 0;
    for (let request = 0; request < 10_000; request++) {
      const timeout = queue.after(30_000, () => {});
      queue.after(1, () => timeout.cancel());
      queue.step();
      longest = Math.max(longest, queue.size);
    }
    expect(longest).toBeLessThan(10);
    expect(queue.step()).toBe(false);
  });

  it("agrees with a sorted list, whatever is asked for and cancelled", () => {
    const operation = fc.record({ delayMs: fc.integer({ min: 0, max: 20 }), cancels: fc.option(fc.nat(400)) });
    fc.assert(
      fc.property(fc.array(operation, { minLength: 1, maxLength: 400 }), (operations) => {
        const queue = new EventQueue();
        const ran: number[] = [];
        const handles = operations.map(({ delayMs }, name) => queue.at(delayMs, () => ran.push(name)));
        const cancelled = new Set(operations.flatMap(({ cancels }) => (cancels === null ? [] : [cancels])));
        for (const name of cancelled) handles[name]?.cancel();
        while (queue.step());
        const expected = operations
          .map(({ delayMs }, name) => ({ delayMs, name }))
          .filter(({ name }) => !cancelled.has(name))
          .sort((one, other) => one.delayMs - other.delayMs || one.name - other.name);
        expect(ran).toEqual(expected.map(({ name }) => name));
      }),
    );
  });
});
