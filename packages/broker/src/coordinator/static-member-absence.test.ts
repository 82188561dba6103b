import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("a static member that is away keeps its place until its session ends", () => {
  expectTranscript(
    `
    > join a old session=100000 rebalance=9000
    = PreparingRebalance 0
    > join b static=two session=20000 rebalance=9000
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 two-2
    b <- two-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > sync a a:x b:y
    log <- generation 1, leader a-1, [a-1:x two-2:y]
    > store
    a <- assigned [x]
    = Stable 1
    > sync b static=two
    b <- assigned [y]
    > join a session=100000 rebalance=9000
    = PreparingRebalance 1
    > wait 9000
    at 9000
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 two-2
    = CompletingRebalance 2
    > sync a a:x b:y
    log <- generation 2, leader a-1, [a-1:x two-2:y]
    > store
    a <- assigned [x]
    = Stable 2
    > wait 9000
    = PreparingRebalance 2
    > wait 2000
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("where nobody comes back, a rebalance of static members goes on until their sessions end", () => {
  expectTranscript(
    `
    > join a static=one rebalance=7000 session=20000
    = PreparingRebalance 0
    > join b static=two rebalance=7000 session=20000
    > wait 0
    at 0
    a <- one-1 joined generation 1, leader one-1, consumer/range, members one-1 two-2
    b <- two-2 joined generation 1, leader one-1, consumer/range
    = CompletingRebalance 1
    > sync a static=one a:x b:y
    log <- generation 1, leader one-1, [one-1:x two-2:y]
    > store
    a <- assigned [x]
    = Stable 1
    > sync b static=two
    b <- assigned [y]
    > leave a
    a <- leave ok
    = PreparingRebalance 1
    > wait 7000
    > wait 13000
    at 20000
    log <- generation 2, leader nobody, []
    = Empty 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a tool removes a static member by its instance id", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > join b old
    > wait 0
    at 0
    a <- one-1 joined generation 1, leader one-1, consumer/range, members one-1 b-2
    b <- b-2 joined generation 1, leader one-1, consumer/range
    = CompletingRebalance 1
    > sync a static=one a:x b:y
    log <- generation 1, leader one-1, [one-1:x b-2:y]
    > store
    a <- assigned [x]
    = Stable 1
    > sync b
    b <- assigned [y]
    > leave static=one static=three
    static=one <- leave ok
    static=three <- leave UNKNOWN_MEMBER_ID
    = PreparingRebalance 1
    > heartbeat a static=one
    a <- heartbeat UNKNOWN_MEMBER_ID
    > join b
    b <- b-2 joined generation 2, leader b-2, consumer/range, members b-2
    = CompletingRebalance 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("an id that was given out is no static member's", () => {
  expectTranscript(
    `
    > join a
    a <- join MEMBER_ID_REQUIRED a-1
    > join a static=one
    a <- join UNKNOWN_MEMBER_ID a-1
    `,
  );
});
