import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("a leader's retry does not make a second assignment", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > sync a a:x
    log <- generation 1, leader a-1, [a-1:x]
    > sync a a:y
    a <- sync REBALANCE_IN_PROGRESS
    > store
    a <- assigned [x]
    = Stable 1
    > sync a
    a <- assigned [x]
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("an assignment that cannot be stored is nobody's", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > join b old
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > sync b
    > sync a a:x b:y
    log <- generation 1, leader a-1, [a-1:x b-2:y]
    > store 16
    a <- sync NOT_COORDINATOR
    b <- sync NOT_COORDINATOR
    = PreparingRebalance 1
    > heartbeat b
    b <- heartbeat REBALANCE_IN_PROGRESS
    > join a
    > join b
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    > sync a a:x b:y
    log <- generation 2, leader a-1, [a-1:x b-2:y]
    > store
    a <- assigned [x]
    = Stable 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("an assignment that is committed after the next rebalance has begun is nobody's", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > sync a a:x
    log <- generation 1, leader a-1, [a-1:x]
    > join b old
    a <- sync REBALANCE_IN_PROGRESS
    = PreparingRebalance 1
    > store
    > join a
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    > sync a a:y b:z
    log <- generation 2, leader a-1, [a-1:y b-2:z]
    > store
    a <- assigned [y]
    = Stable 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a member without an assignment has an empty one", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > join b old
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > sync b
    > sync a a:x stranger:y
    log <- generation 1, leader a-1, [a-1:x b-2:]
    > store
    a <- assigned [x]
    b <- assigned []
    = Stable 1
    `,
    { initialRebalanceDelayMs: 0 },
  );
});
