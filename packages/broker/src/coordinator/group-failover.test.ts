import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("who waits in a group that goes to another coordinator is told so", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > join b old
    > unload
    a <- join NOT_COORDINATOR a-1
    b <- join NOT_COORDINATOR b-2
    = Dead 0
    `,
  );
});

test("who waits for an assignment is told so too", () => {
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
    > unload
    a <- sync NOT_COORDINATOR
    b <- sync NOT_COORDINATOR
    = Dead 1
    > store
    > wait 100000
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a group survives its coordinator", () => {
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
    > sync a a:x b:y
    log <- generation 1, leader a-1, [a-1:x b-2:y]
    > store
    a <- assigned [x]
    = Stable 1
    > sync b
    b <- assigned [y]
    > wait 9000
    > reload
    > wait 9000
    > heartbeat a
    a <- heartbeat ok
    > heartbeat b
    b <- heartbeat ok
    > commit a
    a <- commit ok
    > sync b
    b <- assigned [y]
    > join a
    = PreparingRebalance 1
    > join b
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    > sync a a:1 b:2
    log <- generation 2, leader a-1, [a-1:1 b-2:2]
    > store
    a <- assigned [1]
    = Stable 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a rebalance does not survive its coordinator, the generation before it does", () => {
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
    > store
    a <- assigned [x]
    = Stable 1
    > join b old
    = PreparingRebalance 1
    > join a
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    > sync a gen=2 a:x b:y
    log <- generation 2, leader a-1, [a-1:x b-2:y]
    > reload
    = Stable 1
    > heartbeat a gen=2
    a <- heartbeat ILLEGAL_GENERATION
    > heartbeat b
    b <- heartbeat UNKNOWN_MEMBER_ID
    > heartbeat a gen=1
    a <- heartbeat ok
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("an empty group survives its coordinator", () => {
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
    > store
    a <- assigned [x]
    = Stable 1
    > leave a
    log <- generation 2, leader nobody, []
    a <- leave ok
    = Empty 2
    > store
    > reload
    > join b old
    = PreparingRebalance 2
    > wait 0
    at 0
    b <- b-2 joined generation 3, leader b-2, consumer/range, members b-2
    = CompletingRebalance 3
    `,
    { initialRebalanceDelayMs: 0 },
  );
});
