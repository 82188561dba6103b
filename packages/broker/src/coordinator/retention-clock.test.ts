import { expect, test } from "vitest";
import { RetentionClock } from "./retention-clock.ts";

const DAY_MS = 24 * 3600 * 1000;

function setUp(newestStampMs: number) {
  const time = { wallMs: 1000 * DAY_MS, monotonicMs: 5.5 };
  const clock = { nowMs: () => time.wallMs, monotonicMs: () => time.monotonicMs };
  const pass = (ms: number) => {
    time.wallMs += ms;
    time.monotonicMs += ms;
  };
  return { time, pass, retention: new RetentionClock(clock, newestStampMs) };
}

test("without records, time is what the wall clock says at load, and goes on by the monotonic clock", () => {
  const { pass, retention } = setUp(Number.NEGATIVE_INFINITY);
  expect(retention.nowMs()).toBe(1000 * DAY_MS);
  pass(2500);
  expect(retention.nowMs()).toBe(1000 * DAY_MS + 2500);
});

test("time that no coordinator of the shard has lived through does not count", () => {
  const { retention } = setUp(900 * DAY_MS);
  expect(retention.nowMs()).toBe(900 * DAY_MS);
});

test("a record from the future does not make older ones old", () => {
  const { retention } = setUp(2000 * DAY_MS);
  expect(retention.nowMs()).toBe(1000 * DAY_MS);
});

test.each([365 * DAY_MS, -365 * DAY_MS])("a jump of the wall clock by %i ms is not the passing of time", (jumpMs) => {
  const { time, pass, retention } = setUp(1000 * DAY_MS);
  time.wallMs += jumpMs;
  pass(1000);
  expect(retention.nowMs()).toBe(1000 * DAY_MS + 1000);
});

test("stamps follow the wall clock, but never go back", () => {
  const { time, pass, retention } = setUp(1000 * DAY_MS);
  pass(1000);
  expect(retention.stampMs()).toBe(1000 * DAY_MS + 1000);
  time.wallMs += DAY_MS;
  expect(retention.stampMs()).toBe(1001 * DAY_MS + 1000);
  time.wallMs -= 2 * DAY_MS;
  expect(retention.stampMs()).toBe(1001 * DAY_MS + 1000);
});

test("a stamp is whole, and not older than what counts as now", () => {
  const { time, retention } = setUp(1000 * DAY_MS);
  time.wallMs = 0;
  time.monotonicMs += 10.75;
  expect(retention.stampMs()).toBe(1000 * DAY_MS + 10);
});
