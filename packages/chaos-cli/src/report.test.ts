import { describe, expect, it } from "vitest";
import { formatReport, makeReport, median, type RunResult, Steps } from "./report.ts";

const result = (passed: boolean, tookMs: number | null): RunResult => ({ passed, tookMs, summary: "", details: {} });

it("Steps numbers them", () => {
  const lines: string[] = [];
  const steps = new Steps({ count: 2, print: (line) => lines.push(line) });
  steps.step("a");
  steps.step("b");
  expect(lines).toEqual(["[1/2] a", "[2/2] b"]);
});

it.each([
  [[], null],
  [[5], 5],
  [[9, 1], 5],
  [[10, 9, 100], 10],
])("median of %j is %j", (values, expected) => expect(median(values)).toBe(expected));

describe("makeReport", () => {
  it("passes where every run did, and shows median and worst", () => {
    const report = makeReport("failover", "kill to first new ack", [result(true, 300.4), result(true, 1200)]);
    expect(report).toMatchObject({ passed: true, medianMs: 750.2, worstMs: 1200 });
    expect(formatReport(report)).toBe("passed: 2 of 2 runs; kill to first new ack: median 750 ms, worst 1200 ms");
  });

  it("fails where one run did", () => {
    const report = makeReport("cold", "x", [result(true, 1), result(false, null)]);
    expect(report).toMatchObject({ passed: false, medianMs: 1, worstMs: 1 });
    expect(formatReport(report)).toBe("FAILED: 1 of 2 runs; x: median 1 ms, worst 1 ms");
  });

  it("fails where there was no run, and invents no times", () => {
    expect(makeReport("cold", "x", [])).toMatchObject({ passed: false, medianMs: null, worstMs: null });
    expect(formatReport(makeReport("cold", "x", []))).toBe("FAILED: 0 of 0 runs");
  });
});
