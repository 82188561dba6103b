import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("the last member's leaving makes an empty group, whose generations go on", () => {
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
    > join b old type=connect
    = PreparingRebalance 2
    > wait 0
    at 0
    b <- b-2 joined generation 3, leader b-2, connect/range, members b-2
    = CompletingRebalance 3
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("an empty group that cannot be stored is empty nevertheless", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > leave a
    log <- generation 2, leader nobody, []
    a <- leave ok
    = Empty 2
    > store 15
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a member that leaves is not waited for", () => {
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
    > join a
    = PreparingRebalance 1
    > leave b
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1
    b <- leave ok
    = CompletingRebalance 2
    > sync b
    b <- sync UNKNOWN_MEMBER_ID
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a member that leaves while it waits is told so", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > join b old
    > wait 6000
    at 6000
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > sync b
    > leave b
    b <- sync UNKNOWN_MEMBER_ID
    b <- leave ok
    = PreparingRebalance 1
    > join a
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1
    = CompletingRebalance 2
    `,
  );
});
