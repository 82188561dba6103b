import type { Logger, Timers } from "@chronik/broker";
import { expect, it } from "vitest";
import { LEADER_WAIT_MS_MAX, waitForLeader } from "./leader-wait.ts";

function begin(unreachable: readonly string[] = []) {
  const errors: string[] = [];
  const logger = { error: (message: string) => void errors.push(message) } as Logger;
  let timer: { delayMs: number; callback: () => void } | null = null;
  const timers: Timers = {
    set(delayMs, callback) {
      timer = { delayMs, callback };
      return {
        cancel: () => {
          timer = null;
        },
      };
    },
    defer: () => {},
  };
  let leaderKnown: (() => void) | null = null;
  const broker = {
    whenLeaderKnown(callback: () => void) {
      leaderKnown = callback;
      return () => {
        leaderKnown = null;
      };
    },
  };
  const abort = new AbortController();
  const done = waitForLeader({ broker, unreachablePeers: () => unreachable, timers, logger, signal: abort.signal });
  const elapse = () => {
    expect(timer?.delayMs).toBe(LEADER_WAIT_MS_MAX);
    timer?.callback();
  };
  return { errors, abort, done, elapse, elect: () => leaderKnown?.(), pending: () => [timer, leaderKnown] };
}

it("ends when a leader is known", async () => {
  const { elect, done, errors, pending } = begin();
  elect();
  await done;
  expect(errors).toEqual([]);
  expect(pending()[0]).toBeNull();
});

it("after 30 s says which peers cannot be reached, and goes on waiting", async () => {
  const { elapse, elect, done, errors } = begin([
    "cannot reach node 2 at b:1 (ECONNREFUSED)",
    "cannot reach node 3 at c:1 (ETIMEDOUT)",
  ]);
  elapse();
  expect(errors).toEqual([
    "no leader after 30 s: cannot reach node 2 at b:1 (ECONNREFUSED); cannot reach node 3 at c:1 (ETIMEDOUT); still waiting",
  ]);
  elect();
  await done;
});

it("says so where it is not the peers", () => {
  const { elapse, errors } = begin();
  elapse();
  expect(errors).toEqual(["no leader after 30 s: every peer can be reached, but they elect nobody; still waiting"]);
});

it("can be ended, before and during, and leaves nothing behind", async () => {
  const { abort, done, pending } = begin();
  abort.abort();
  await done;
  expect(pending()).toEqual([null, null]);
  await waitForLeader({
    broker: { whenLeaderKnown: () => expect.unreachable() },
    unreachablePeers: () => [],
    timers: { set: () => expect.unreachable(), defer: () => {} },
    logger: {} as Logger,
    signal: abort.signal,
  });
});
