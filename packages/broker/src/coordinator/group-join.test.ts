import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("an empty group gathers members for its initial delay", () => {
  expectTranscript(
    `
    > join a
    a <- join MEMBER_ID_REQUIRED a-1
    > join a
    = PreparingRebalance 0
    > wait 1000
    > join b
    b <- join MEMBER_ID_REQUIRED b-2
    > join b
    > wait 2000
    > wait 3000
    at 6000
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > sync b
    > sync a a:x b:y
    log <- generation 1, leader a-1, [a-1:x b-2:y]
    > store
    a <- assigned [x]
    b <- assigned [y]
    = Stable 1
    `,
  );
});

test("each new member prolongs the initial delay, up to the rebalance timeout", () => {
  expectTranscript(
    `
    > join a old rebalance=8000
    = PreparingRebalance 0
    > wait 2000
    > join b old rebalance=8000
    > wait 1000
    > join c old rebalance=8000
    > wait 3000
    > join d old rebalance=8000
    > wait 2000
    at 8000
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2 c-3 d-4
    b <- b-2 joined generation 1, leader a-1, consumer/range
    c <- c-3 joined generation 1, leader a-1, consumer/range
    d <- d-4 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    `,
  );
});

test("a group with no initial delay rebalances in the next turn", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a member that does not know MEMBER_ID_REQUIRED joins at once", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > wait 3000
    at 3000
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    `,
  );
});

test("an id that was given out ends with its session", () => {
  expectTranscript(
    `
    > join a session=6000
    a <- join MEMBER_ID_REQUIRED a-1
    > wait 6000
    > join a
    a <- join UNKNOWN_MEMBER_ID a-1
    `,
  );
});

test("a rebalance waits for ids that were given out", () => {
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
    > join b
    b <- join MEMBER_ID_REQUIRED b-2
    > join c old
    = PreparingRebalance 1
    > join a
    > wait 5000
    > join b
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 c-3 b-2
    c <- c-3 joined generation 2, leader a-1, consumer/range
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("an id that is given back is not waited for", () => {
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
    > join b
    b <- join MEMBER_ID_REQUIRED b-2
    > leave b
    b <- leave ok
    > heartbeat a
    a <- heartbeat ok
    > join b
    b <- join UNKNOWN_MEMBER_ID b-2
    > join b
    b <- join UNKNOWN_MEMBER_ID b-2
    > join c fresh
    c <- join MEMBER_ID_REQUIRED c-3
    > join a
    = PreparingRebalance 1
    > leave c
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1
    c <- leave ok
    = CompletingRebalance 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("who is not known cannot take part", () => {
  expectTranscript(
    `
    > heartbeat x gen=0
    x <- heartbeat UNKNOWN_MEMBER_ID
    > sync x gen=0
    x <- sync UNKNOWN_MEMBER_ID
    > commit x gen=0
    x <- commit UNKNOWN_MEMBER_ID
    > leave x
    x <- leave UNKNOWN_MEMBER_ID
    > join a old
    = PreparingRebalance 0
    > wait 3000
    at 3000
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > heartbeat x gen=1
    x <- heartbeat UNKNOWN_MEMBER_ID
    > sync x gen=1
    x <- sync UNKNOWN_MEMBER_ID
    > commit x gen=1
    x <- commit UNKNOWN_MEMBER_ID
    > leave x y a
    log <- generation 2, leader nobody, []
    x <- leave UNKNOWN_MEMBER_ID
    y <- leave UNKNOWN_MEMBER_ID
    a <- leave ok
    = Empty 2
    `,
  );
});

test("a member has to have the group's protocol type, and a protocol that all support", () => {
  expectTranscript(
    `
    > join a old protocols=
    a <- join INCONSISTENT_GROUP_PROTOCOL
    > join a old type=
    a <- join INCONSISTENT_GROUP_PROTOCOL
    > join a old protocols=range,rr
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > join b old protocols=rr type=connect
    b <- join INCONSISTENT_GROUP_PROTOCOL
    > join b old protocols=sticky
    b <- join INCONSISTENT_GROUP_PROTOCOL
    > join b old protocols=sticky,rr
    = PreparingRebalance 1
    > join a protocols=range,rr
    a <- a-1 joined generation 2, leader a-1, consumer/rr, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/rr
    = CompletingRebalance 2
    > join c old protocols=range
    c <- join INCONSISTENT_GROUP_PROTOCOL
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("the protocol that most members prefer is chosen among those that all support", () => {
  expectTranscript(
    `
    > join a old protocols=sticky,range,rr
    = PreparingRebalance 0
    > join b old protocols=rr,range
    > join c old protocols=rr,range
    > wait 6000
    at 6000
    a <- a-1 joined generation 1, leader a-1, consumer/rr, members a-1 b-2 c-3
    b <- b-2 joined generation 1, leader a-1, consumer/rr
    c <- c-3 joined generation 1, leader a-1, consumer/rr
    = CompletingRebalance 1
    `,
  );
});

test("where two are preferred alike, the older member's is chosen", () => {
  expectTranscript(
    `
    > join a old protocols=range,rr
    = PreparingRebalance 0
    > join b old protocols=rr,range
    > wait 6000
    at 6000
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    `,
  );
});

test("a follower of a stable group that joins again as before gets what it missed", () => {
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
    > join b
    b <- b-2 joined generation 1, leader a-1, consumer/range
    > sync b
    b <- assigned [y]
    > join b metadata=new
    = PreparingRebalance 1
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a leader that joins a stable group again wants a new assignment", () => {
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
    > join a
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1
    = CompletingRebalance 2
    > sync a a:y
    log <- generation 2, leader a-1, [a-1:y]
    > store
    a <- assigned [y]
    = Stable 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a member that joins again before the assignment gets what it missed, or starts over where it has changed", () => {
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
    > join a
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    > join b
    b <- b-2 joined generation 1, leader a-1, consumer/range
    > sync b
    > join a metadata=new
    b <- sync REBALANCE_IN_PROGRESS
    = PreparingRebalance 1
    > join b
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    > wait 0
    `,
    { initialRebalanceDelayMs: 0 },
  );
});
