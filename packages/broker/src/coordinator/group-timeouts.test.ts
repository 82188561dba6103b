import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("members that do not come back in time are out, and a leader's place is taken", () => {
  expectTranscript(
    `
    > join a old session=30000 rebalance=9000
    = PreparingRebalance 0
    > join b old session=30000 rebalance=9000
    > join c old session=30000 rebalance=9000
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2 c-3
    b <- b-2 joined generation 1, leader a-1, consumer/range
    c <- c-3 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > sync a a:x b:y c:z
    log <- generation 1, leader a-1, [a-1:x b-2:y c-3:z]
    > store
    a <- assigned [x]
    = Stable 1
    > sync b
    b <- assigned [y]
    > sync c
    c <- assigned [z]
    > join b metadata=new session=30000 rebalance=9000
    = PreparingRebalance 1
    > join c session=30000 rebalance=9000
    > wait 9000
    at 9000
    b <- b-2 joined generation 2, leader b-2, consumer/range, members b-2 c-3
    c <- c-3 joined generation 2, leader b-2, consumer/range
    = CompletingRebalance 2
    > heartbeat a
    a <- heartbeat UNKNOWN_MEMBER_ID
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("silence ends a session, and starts a rebalance", () => {
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
    > wait 5000
    > heartbeat a
    a <- heartbeat ok
    > wait 5000
    = PreparingRebalance 1
    > heartbeat b
    b <- heartbeat UNKNOWN_MEMBER_ID
    > heartbeat a
    a <- heartbeat REBALANCE_IN_PROGRESS
    > join a
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1
    = CompletingRebalance 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("who waits for an answer is not silent", () => {
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
    > wait 9000
    > heartbeat a
    a <- heartbeat ok
    > wait 9000
    > sync a a:x b:y
    log <- generation 1, leader a-1, [a-1:x b-2:y]
    > wait 20000
    > store
    a <- assigned [x]
    b <- assigned [y]
    = Stable 1
    > heartbeat b
    b <- heartbeat ok
    > wait 9999
    > heartbeat a
    a <- heartbeat ok
    > wait 1
    = PreparingRebalance 1
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a commit is a sign of life", () => {
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
    > wait 9000
    > commit a
    a <- commit ok
    > wait 9000
    > commit a
    a <- commit ok
    > wait 10000
    at 28000
    log <- generation 2, leader nobody, []
    = Empty 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a new member that nobody answers for five minutes is given up", () => {
  expectTranscript(
    `
    > join a old rebalance=400000 session=1000000
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
    > join b old rebalance=400000
    = PreparingRebalance 1
    > wait 300000
    at 300000
    b <- join UNKNOWN_MEMBER_ID
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("members that do not ask for their assignment are out", () => {
  expectTranscript(
    `
    > join a old rebalance=9000
    = PreparingRebalance 0
    > join b old rebalance=9000
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > sync b
    > wait 9000
    at 9000
    b <- sync REBALANCE_IN_PROGRESS
    = PreparingRebalance 1
    > join b rebalance=9000
    b <- b-2 joined generation 2, leader b-2, consumer/range, members b-2
    = CompletingRebalance 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("so are those of a stable group", () => {
  expectTranscript(
    `
    > join a old rebalance=9000
    = PreparingRebalance 0
    > join b old rebalance=9000
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
    > wait 5000
    > heartbeat a
    a <- heartbeat ok
    > heartbeat b
    b <- heartbeat ok
    > wait 4000
    = PreparingRebalance 1
    > heartbeat b
    b <- heartbeat UNKNOWN_MEMBER_ID
    `,
    { initialRebalanceDelayMs: 0 },
  );
});
