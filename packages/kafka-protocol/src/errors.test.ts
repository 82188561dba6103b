import { expect, expectTypeOf, test } from "vitest";
import { type ErrorName, errorCodes, errorInfo } from "./errors.ts";

test("codes are literals", () => {
  expect(errorCodes.NOT_LEADER_OR_FOLLOWER).toBe(6);
  expectTypeOf(errorCodes.NOT_LEADER_OR_FOLLOWER).toEqualTypeOf<6>();
  expectTypeOf<"UNKNOWN_TOPIC_ID">().toExtend<ErrorName>();
});

test("every code from -1 to 133 has a name, a message and nothing else by its number", () => {
  const names = new Set<string>();
  for (let code = -1; code <= 133; code++) {
    const info = errorInfo(code);
    expect(info?.code).toBe(code);
    expect(errorCodes[info!.name]).toBe(code);
    if (code !== 0) expect(info!.message, info!.name).toMatch(/^[A-Z].*\.$/);
    names.add(info!.name);
  }
  expect([...names].sort()).toEqual(Object.keys(errorCodes).sort());
  expect(errorInfo(errorCodes.NONE)?.message).toBeNull();
});

test("codes that Kafka does not define are unknown", () => {
  expect(errorInfo(-2)).toBeNull();
  expect(errorInfo(134)).toBeNull();
});

test("clients try again after some errors and not after others", () => {
  const retriable = (name: ErrorName) => errorInfo(errorCodes[name])!.retriable;
  expect(retriable("NOT_LEADER_OR_FOLLOWER")).toBe(true);
  expect(retriable("COORDINATOR_LOAD_IN_PROGRESS")).toBe(true);
  expect(retriable("UNKNOWN_TOPIC_OR_PARTITION")).toBe(true);
  expect(retriable("OFFSET_OUT_OF_RANGE")).toBe(false);
  expect(retriable("PRODUCER_FENCED")).toBe(false);
  expect(retriable("UNKNOWN_SERVER_ERROR")).toBe(false);
});
