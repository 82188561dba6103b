import { test } from "vitest";
import { expectTranscript } from "./testing/group-transcript.ts";

test("a static member joins without an id", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- one-1 joined generation 1, leader one-1, consumer/range, members one-1
    = CompletingRebalance 1
    > sync a static=one a:x
    log <- generation 1, leader one-1, [one-1:x]
    > store
    a <- assigned [x]
    = Stable 1
    > heartbeat a static=one
    a <- heartbeat ok
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("its restart fences the old process and disturbs nobody", () => {
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
    > join a2 static=one
    log <- generation 1, leader one-3, [one-3:x b-2:y]
    > store
    a2 <- one-3 joined generation 1, leader one-3, consumer/range, skip assignment, members one-3 b-2
    > sync a2 static=one
    a2 <- assigned [x]
    > heartbeat b
    b <- heartbeat ok
    > heartbeat a static=one
    a <- heartbeat FENCED_INSTANCE_ID
    > heartbeat a
    a <- heartbeat UNKNOWN_MEMBER_ID
    > commit a static=one
    a <- commit FENCED_INSTANCE_ID
    > commit a2 static=one
    a2 <- commit ok
    > join a static=one
    a <- join FENCED_INSTANCE_ID one-1
    > leave a
    a <- leave UNKNOWN_MEMBER_ID
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a leader that does not know skipAssignment is told that another leads", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- one-1 joined generation 1, leader one-1, consumer/range, members one-1
    = CompletingRebalance 1
    > sync a static=one a:x
    log <- generation 1, leader one-1, [one-1:x]
    > store
    a <- assigned [x]
    = Stable 1
    > join a2 static=one v8
    log <- generation 1, leader one-2, [one-2:x]
    > store
    a2 <- one-2 joined generation 1, leader one-1, consumer/range
    > sync a2 static=one
    a2 <- assigned [x]
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a follower's restart", () => {
  expectTranscript(
    `
    > join a old
    = PreparingRebalance 0
    > join b static=two
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
    > join b2 static=two
    log <- generation 1, leader a-1, [a-1:x two-3:y]
    > store
    b2 <- two-3 joined generation 1, leader a-1, consumer/range
    > sync b2 static=two
    b2 <- assigned [y]
    > reload
    > heartbeat b static=two
    b <- heartbeat FENCED_INSTANCE_ID
    > heartbeat b2 static=two
    b2 <- heartbeat ok
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("the old process is fenced while it waits", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > join a2 static=one
    a <- join FENCED_INSTANCE_ID one-1
    > wait 3000
    at 3000
    a2 <- one-2 joined generation 1, leader one-2, consumer/range, members one-2
    = CompletingRebalance 1
    > join b old
    = PreparingRebalance 1
    > join b2 static=two
    > sync a2 static=one
    a2 <- sync REBALANCE_IN_PROGRESS
    > join a3 static=one
    a3 <- one-5 joined generation 2, leader one-5, consumer/range, members one-5 b-3 two-4
    b <- b-3 joined generation 2, leader one-5, consumer/range
    b2 <- two-4 joined generation 2, leader one-5, consumer/range
    = CompletingRebalance 2
    `,
  );
});

test("a restart while assignments are made starts over", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > join b static=two
    > wait 0
    at 0
    a <- one-1 joined generation 1, leader one-1, consumer/range, members one-1 two-2
    b <- two-2 joined generation 1, leader one-1, consumer/range
    = CompletingRebalance 1
    > sync b static=two
    > join b2 static=two
    b <- sync FENCED_INSTANCE_ID
    = PreparingRebalance 1
    > join a static=one
    a <- one-1 joined generation 2, leader one-1, consumer/range, members one-1 two-3
    b2 <- two-3 joined generation 2, leader one-1, consumer/range
    = CompletingRebalance 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a restart with other protocols starts a rebalance", () => {
  expectTranscript(
    `
    > join a static=one protocols=range,rr
    = PreparingRebalance 0
    > join b static=two protocols=range,rr
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
    > join b2 static=two protocols=rr
    = PreparingRebalance 1
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a restart that cannot be stored starts a rebalance", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- one-1 joined generation 1, leader one-1, consumer/range, members one-1
    = CompletingRebalance 1
    > sync a static=one a:x
    log <- generation 1, leader one-1, [one-1:x]
    > store
    a <- assigned [x]
    = Stable 1
    > join a2 static=one
    log <- generation 1, leader one-2, [one-2:x]
    > store 15
    a2 <- join COORDINATOR_NOT_AVAILABLE
    = PreparingRebalance 1
    > join a3 static=one
    a3 <- one-3 joined generation 2, leader one-3, consumer/range, members one-3
    = CompletingRebalance 2
    > sync a3 static=one a3:x
    log <- generation 2, leader one-3, [one-3:x]
    > store
    a3 <- assigned [x]
    = Stable 2
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("two restarts at once", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > join b static=two
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
    > join a2 static=one
    log <- generation 1, leader one-3, [one-3:x two-2:y]
    > join b2 static=two
    log <- generation 1, leader one-3, [one-3:x two-4:y]
    > join a3 static=one
    log <- generation 1, leader one-5, [one-5:x two-4:y]
    a2 <- join FENCED_INSTANCE_ID one-3
    > store
    > store
    b2 <- two-4 joined generation 1, leader one-5, consumer/range
    > store
    a3 <- one-5 joined generation 1, leader one-5, consumer/range, skip assignment, members one-5 two-4
    > reload
    > heartbeat a3 static=one
    a3 <- heartbeat ok
    > heartbeat b2 static=two
    b2 <- heartbeat ok
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("a restart that a rebalance overtakes is answered by that", () => {
  expectTranscript(
    `
    > join a static=one
    = PreparingRebalance 0
    > wait 0
    at 0
    a <- one-1 joined generation 1, leader one-1, consumer/range, members one-1
    = CompletingRebalance 1
    > sync a static=one a:x
    log <- generation 1, leader one-1, [one-1:x]
    > store
    a <- assigned [x]
    = Stable 1
    > join a2 static=one
    log <- generation 1, leader one-2, [one-2:x]
    > join b old
    a2 <- one-2 joined generation 2, leader one-2, consumer/range, members one-2 b-3
    b <- b-3 joined generation 2, leader one-2, consumer/range
    = CompletingRebalance 2
    > store
    `,
    { initialRebalanceDelayMs: 0 },
  );
});

test("the restart of one that has not asked for its assignment yet leaves that open", () => {
  expectTranscript(
    `
    > join a old rebalance=9000 session=20000
    = PreparingRebalance 0
    > join b static=two rebalance=9000 session=20000
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
    > join b2 static=two rebalance=9000 session=20000
    log <- generation 1, leader a-1, [a-1:x two-3:y]
    > store
    b2 <- two-3 joined generation 1, leader a-1, consumer/range
    > wait 9000
    = PreparingRebalance 1
    `,
    { initialRebalanceDelayMs: 0 },
  );
});
