import { describe, expect, test } from "vitest";
import { describeMessage, Lab } from "./lab.ts";

const three = (node = {}) => new Lab({ nodes: [1, 2, 3], node });

describe("ReadIndex (thesis, section 6.4)", () => {
  test("transcript: a leader asks a quorum whether it still leads", () => {
    const lab = three();
    lab.elect(1);
    lab.transcript.length = 0;
    expect(lab.node(1).readIndex(7)).toEqual({ ok: true });
    lab.process(1);
    expect(lab.reads(1)).toEqual([]);
    lab.cut(1, 3);
    lab.settle();
    expect(lab.transcript).toEqual(["1>2 heartbeat t1 commit 1", "2>1 heard t1"]);
    expect(lab.reads(1)).toEqual([{ ok: true, readId: 7, readIndex: 1 }]);
  });

  test("a follower asks its leader", () => {
    const lab = three();
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    lab.node(3).readIndex(5);
    lab.settle();
    expect(lab.reads(3)).toEqual([{ ok: true, readId: 5, readIndex: 2 }]);
  });

  test("reads that come while a round is under way share the next one", () => {
    const lab = three();
    lab.elect(1);
    lab.node(1).readIndex(1);
    lab.process(1);
    lab.node(1).readIndex(2);
    lab.node(1).readIndex(3);
    lab.process(1);
    expect(lab.inFlight.filter(({ kind }) => kind === "heartbeatRequest")).toHaveLength(2);
    lab.settle();
    expect(lab.reads(1).map(({ readId }) => readId)).toEqual([1, 2, 3]);
    expect(lab.transcript.filter((line) => line.startsWith("1>2 heartbeat"))).toHaveLength(2);
  });

  test("never before an entry of the own term is committed (etcd #7331)", () => {
    const lab = three();
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    lab.cutOff(1);
    lab.node(2).forgetLeader();
    lab.node(3).forgetLeader();
    lab.node(2).campaign();
    lab.process(2);
    while (lab.status(2).role !== "leader") lab.deliver(lab.inFlight.shift()!);
    lab.inFlight = [];
    lab.node(2).readIndex(1);
    lab.tick(2);
    for (const message of lab.intercept("heartbeatRequest")) lab.deliver(message);
    for (const message of lab.intercept("heartbeatResponse")) lab.deliver(message);
    // The follower confirmed the leader, but what the leader knows to be committed may be old.
    expect(lab.transcript.at(-1)).toBe("3>2 heard t2");
    expect(lab.reads(2)).toEqual([]);
    lab.settle();
    lab.tick(2);
    lab.settle();
    expect(lab.reads(2)).toEqual([{ ok: true, readId: 1, readIndex: 3 }]);
  });

  test("a late answer to an earlier round confirms no later read (raft #397)", () => {
    const lab = three();
    lab.elect(1);
    lab.tick(1);
    const early = lab.intercept("heartbeatRequest", 2);
    lab.cutOff(1);
    lab.settle();
    lab.node(1).readIndex(1);
    lab.process(1);
    lab.inFlight = [];
    lab.heal();
    lab.inFlight.push(...early);
    lab.settle();
    expect(lab.transcript.at(-1)).toBe("2>1 heard t1");
    expect(lab.reads(1)).toEqual([]);
    lab.tick(1);
    lab.settle();
    expect(lab.reads(1)).toMatchObject([{ ok: true, readId: 1 }]);
  });

  test("fails with the leadership, on the leader and on who asked it", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(1);
    lab.node(1).readIndex(1);
    lab.node(3).readIndex(2);
    lab.settle();
    lab.tick(1, 10);
    lab.tick(3, 10);
    expect(lab.reads(1)).toEqual([{ ok: false, readId: 1, reason: "leadershipLost" }]);
    expect(lab.reads(3)).toEqual([{ ok: false, readId: 2, reason: "timeout" }]);
    lab.node(2).readIndex(3);
    lab.deliver({ kind: "heartbeatRequest", from: 3, to: 2, term: 9, leaderCommit: 0, round: 1 });
    expect(lab.reads(2)).toEqual([{ ok: false, readId: 3, reason: "leadershipLost" }]);
  });

  test("is refused where there is no leader, and past the limit", () => {
    const lab = three({ pendingReadsMax: 2 });
    expect(lab.node(1).readIndex(1)).toEqual({ ok: false, reason: "noLeader" });
    lab.elect(1);
    for (const id of [1, 2]) {
      expect(lab.node(id).readIndex(1)).toEqual({ ok: true });
      expect(lab.node(id).readIndex(2)).toEqual({ ok: true });
      expect(lab.node(id).readIndex(3)).toEqual({ ok: false, reason: "readLimit" });
    }
    lab.settle();
    expect(lab.reads(1)).toHaveLength(2);
    expect(lab.node(1).readIndex(3)).toEqual({ ok: true });
  });

  test("a single voter answers at once", () => {
    const lab = new Lab({ nodes: [1] });
    lab.elect(1);
    lab.node(1).readIndex(1);
    lab.process(1);
    expect(lab.reads(1)).toEqual([{ ok: true, readId: 1, readIndex: 1 }]);
  });
});

describe("lease reads (thesis, section 6.4.1)", () => {
  function leased() {
    const clock = { ms: 0, nowMs: () => clock.ms };
    const lab = three({ lease: { clock, durationMs: 80 } });
    lab.elect(1);
    lab.tick(1);
    lab.settle();
    return { lab, clock };
  }

  test("need no message while a quorum's last answer is fresh", () => {
    const { lab, clock } = leased();
    clock.ms = 79;
    lab.node(1).readIndex(1);
    lab.process(1);
    expect(lab.reads(1)).toEqual([{ ok: true, readId: 1, readIndex: 1 }]);
    expect(lab.inFlight).toEqual([]);
  });

  test("ask again as soon as it is not, counted from when the question was sent", () => {
    const { lab, clock } = leased();
    clock.ms = 80;
    lab.node(1).readIndex(1);
    lab.process(1);
    expect(lab.reads(1)).toEqual([]);
    expect(lab.inFlight.map(describeMessage)).toEqual(["1>2 heartbeat t1 commit 1", "1>3 heartbeat t1 commit 1"]);
    clock.ms = 150;
    lab.settle();
    clock.ms = 159;
    lab.node(1).readIndex(2);
    clock.ms = 160;
    lab.node(1).readIndex(3);
    lab.process(1);
    expect(lab.reads(1).map(({ readId }) => readId)).toEqual([1, 2]);
  });

  test("a process that was stopped for a while asks again, although no tick has passed", () => {
    const { lab, clock } = leased();
    clock.ms = 5_000;
    lab.node(1).readIndex(1);
    lab.process(1);
    expect(lab.reads(1)).toEqual([]);
  });

  test("nobody who heard the leader campaigns on request, and with that votes for itself and answers others", () => {
    const { lab } = leased();
    lab.cutOff(1);
    lab.node(2).campaign();
    lab.node(3).campaign();
    lab.settle();
    expect([2, 3].map((id) => lab.status(id))).toMatchObject([
      { role: "follower", leader: 1 },
      { role: "follower", leader: 1 },
    ]);
    lab.tick(2, 25);
    lab.tick(3, 10);
    lab.node(3).campaign();
    expect(lab.status(3).role).toBe("preCandidate");
  });

  test("the promise not to vote outlives a restart, which forgets who was heard", () => {
    const { lab } = leased();
    lab.restart(3);
    const ask = { kind: "preVoteRequest", from: 2, to: 3, term: 2, lastLogIndex: 1, lastLogTerm: 1 } as const;
    lab.tick(3, 9);
    lab.node(3).campaign();
    lab.deliver(ask);
    lab.deliver({ ...ask, kind: "voteRequest", transfer: false });
    expect(lab.inFlight).toEqual([]);
    lab.tick(3);
    lab.deliver(ask);
    expect(lab.inFlight.map(describeMessage)).toEqual(["3>2 pre-vote yes t2"]);
  });

  test("are over for this term once leadership was offered to somebody", () => {
    const { lab, clock } = leased();
    lab.cut(1, 2);
    lab.node(1).transferLeadership(2);
    for (let tick = 0; tick < 12; tick++) {
      clock.ms += 10;
      lab.tick(1);
      lab.settle();
    }
    expect(lab.status(1)).toMatchObject({ role: "leader", transferee: 0 });
    lab.node(1).readIndex(1);
    lab.process(1);
    expect(lab.reads(1)).toEqual([]);
    lab.settle();
    expect(lab.reads(1)).toMatchObject([{ ok: true, readId: 1 }]);
  });
});
