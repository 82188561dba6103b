import { describe, expect, it } from "vitest";
import { Marks } from "./marks.ts";

function pass(mark: string): void {
  SIMULATION: globalThis.chronikSometimes?.(mark);
}

describe("Marks", () => {
  it("count what is passed while they count, and nothing else", () => {
    const marks = new Marks();
    pass("a");
    const result = marks.counting(() => {
      pass("a");
      pass("b");
      pass("a");
      return 7;
    });
    pass("b");
    expect(result).toBe(7);
    expect([...marks.counts]).toEqual([
      ["a", 2],
      ["b", 1],
    ]);
  });

  it("stop counting when the body throws, and refuse to be nested", () => {
    const marks = new Marks();
    expect(() => marks.counting(() => new Marks().counting(() => {}))).toThrow("already");
    expect(globalThis.chronikSometimes).toBeUndefined();
  });

  it("add up over runs, and name what no run reached", () => {
    const marks = new Marks();
    marks.add([["a", 2]]);
    marks.add(
      new Map([
        ["a", 1],
        ["b", 5],
      ]),
    );
    expect(marks.counts.get("a")).toBe(3);
    expect(marks.unreached(["c", "a", "b", "d"])).toEqual(["c", "d"]);
  });
});
