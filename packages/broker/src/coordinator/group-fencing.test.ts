import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("another generation is refused", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > sync a gen=0 a:x
    a <- sync ILLEGAL_GENERATION
    > heartbeat a gen=0
    a <- heartbeat ILLEGAL_GENERATION
    > heartbeat a gen=2
    a <- heartbeat ILLEGAL_GENERATION
    > commit a gen=0
    a <- commit ILLEGAL_GENERATION
    > commit a gen=-1
    a <- commit ILLEGAL_GENERATION
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a member that believes in another protocol is refused", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > sync a type=connect protocol=range a:x
    a <- sync INCONSISTENT_GROUP_PROTOCOL
    > sync a type=consumer protocol=rr a:x
    a <- sync INCONSISTENT_GROUP_PROTOCOL
    > sync a type=consumer protocol=range a:x
    log <- generation 1, leader a-1, [a-1:x]
    > store
    a <- assigned [x]
    = Stable 1
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("while a rebalance gathers members, commits are taken; while they wait for assignments, they are not", () => {
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
    > heartbeat b
    b <- heartbeat REBALANCE_IN_PROGRESS
    > sync b
    b <- sync REBALANCE_IN_PROGRESS
    > commit b
    b <- commit ok
    > commit b gen=0
    b <- commit ILLEGAL_GENERATION
    > join b
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    > commit b
    b <- commit REBALANCE_IN_PROGRESS
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("only a group without members takes commits from outside", () => {
  expectTranscript(
    `
    > commit -
    - <- commit ok
    > commit someone
    someone <- commit ok
    > join a old
    = PreparingRebalance 0
    > commit -
    - <- commit UNKNOWN_MEMBER_ID
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > commit -
    - <- commit UNKNOWN_MEMBER_ID
    > leave a
    log <- generation 2, leader nobody, []
    a <- leave ok
    = Empty 2
    > commit -
    - <- commit ok
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a group takes no more members than it may have", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > join b old
    > join c old
    c <- join GROUP_MAX_SIZE_REACHED
    > wait 0
    at 0
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 1, leader a-1, consumer/range
    = CompletingRebalance 1
    > join c old
    c <- join GROUP_MAX_SIZE_REACHED
    > sync a a:x b:y
    log <- generation 1, leader a-1, [a-1:x b-2:y]
    > store
    a <- assigned [x]
    = Stable 1
    > join c
    c <- join GROUP_MAX_SIZE_REACHED
    > join a
    = PreparingRebalance 1
    > join b
    a <- a-1 joined generation 2, leader a-1, consumer/range, members a-1 b-2
    b <- b-2 joined generation 2, leader a-1, consumer/range
    = CompletingRebalance 2
    > join d old
    d <- join GROUP_MAX_SIZE_REACHED
    `,
    { groupSizeMax: 2, initialRebalanceDelayMs: 0 },
  );
});

test("who joins again last finds no room in a group that has to shrink", () => {
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
    > reload max=1
    = PreparingRebalance 1
    > heartbeat a
    a <- heartbeat REBALANCE_IN_PROGRESS
    > join b
    > join a
    a <- join GROUP_MAX_SIZE_REACHED
    b <- b-2 joined generation 2, leader b-2, consumer/range, members b-2
    = CompletingRebalance 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a request that is sent again takes the place of the first", () => {
  expectTranscript(
    `
    > join a
    a <- join MEMBER_ID_REQUIRED a-1
    > join a
    = PreparingRebalance 0
    > join a
    a <- join REBALANCE_IN_PROGRESS a-1
    > wait 3000
    at 3000
    a <- a-1 joined generation 1, leader a-1, consumer/range, members a-1
    = CompletingRebalance 1
    > sync a a:x
    log <- generation 1, leader a-1, [a-1:x]
    > store
    a <- assigned [x]
    = Stable 1
    `,
  );
});

test("a group that is being deleted takes nothing", () => {
  expectTranscript(
    `
    > delete
    = Dead 0
    > join a
    a <- join COORDINATOR_NOT_AVAILABLE
    > join x fresh
    x <- join COORDINATOR_NOT_AVAILABLE
    > commit -
    - <- commit COORDINATOR_NOT_AVAILABLE
    > heartbeat x gen=0
    x <- heartbeat COORDINATOR_NOT_AVAILABLE
    > leave x
    x <- leave COORDINATOR_NOT_AVAILABLE
    > sync x gen=0
    x <- sync COORDINATOR_NOT_AVAILABLE
    `,
  );
});
