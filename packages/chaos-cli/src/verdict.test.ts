import { describe, expect, it } from "vitest";
import { type AckedRecord, type ConsumedRecord, formatIds, formatVerdict, judge } from "./verdict.ts";

const acked = (...ids: number[]): AckedRecord[] => ids.map((id) => ({ id, partition: 0 }));
const read = (...ids: number[]): ConsumedRecord[] =>
  ids.map((id, offset) => ({ id, partition: 0, offset, intact: true }));

describe("judge", () => {
  it("passes where everything acknowledged was read once, in order", () => {
    const verdict = judge(acked(0, 1, 2), read(0, 1, 2));
    expect(verdict).toMatchObject({ passed: true, acked: 3, distinct: 3 });
    expect(formatVerdict(verdict)).toBe("3 distinct of 3");
  });

  it("passes with a record that was read though never acknowledged", () => {
    expect(judge(acked(0, 2), read(0, 1, 2))).toMatchObject({ passed: true, acked: 2, distinct: 2 });
  });

  it("finds what is missing", () => {
    const verdict = judge(acked(0, 1, 2, 3), read(0, 3));
    expect(verdict).toMatchObject({ passed: false, distinct: 2, missing: [1, 2] });
    expect(formatVerdict(verdict)).toBe("2 distinct of 4; missing: 1-2");
  });

  it("finds what was read twice, acknowledged or not, and does not call it out of order as well", () => {
    expect(judge(acked(0, 1), read(0, 1, 0))).toMatchObject({ passed: false, duplicated: [0], outOfOrder: [] });
    expect(judge(acked(0), read(0, 7, 7))).toMatchObject({ passed: false, duplicated: [7] });
  });

  it("finds what was read after a later one, by offset, whatever order it was delivered in", () => {
    expect(judge(acked(0, 1, 2), read(1, 0, 2))).toMatchObject({ passed: false, outOfOrder: [0], distinct: 3 });
    const delivered = [...read(0, 1, 2)].reverse();
    expect(judge(acked(0, 1, 2), delivered).passed).toBe(true);
  });

  it("looks at the order within each partition only", () => {
    const consumed = [
      { id: 1, partition: 0, offset: 0, intact: true },
      { id: 0, partition: 1, offset: 0, intact: true },
    ];
    const sent = [
      { id: 0, partition: 1 },
      { id: 1, partition: 0 },
    ];
    expect(judge(sent, consumed).passed).toBe(true);
  });

  it("finds what is damaged, and what is in another partition than was acknowledged", () => {
    const verdict = judge(acked(0, 1), [
      { id: 0, partition: 0, offset: 0, intact: false },
      { id: 1, partition: 1, offset: 0, intact: true },
    ]);
    expect(verdict).toMatchObject({ passed: false, damaged: [0], misplaced: [1] });
    expect(formatVerdict(verdict)).toBe("2 distinct of 2; damaged: 0; in the wrong partition: 1");
  });

  it("passes nothing at all only where nothing was acknowledged", () => {
    expect(judge([], []).passed).toBe(true);
    expect(judge(acked(0), []).passed).toBe(false);
  });
});

it("formatIds makes ranges, and stops before it fills the screen", () => {
  expect(formatIds([])).toBe("");
  expect(formatIds([3, 1, 2, 7])).toBe("1-3, 7");
  const scattered = Array.from({ length: 30 }, (_, index) => index * 2);
  expect(formatIds(scattered)).toBe("0, 2, 4, 6, 8, 10, 12, 14, 16, 18, … (30 in all)");
});
