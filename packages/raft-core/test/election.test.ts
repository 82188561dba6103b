import { describe, expect, test } from "vitest";
import { MemoryLog, type Message, RawNode } from "../src/index.ts";
import { describeMessage, Lab, logWithTerms } from "./lab.ts";

const three = () => new Lab({ nodes: [1, 2, 3] });

describe("elections (Raft paper, section 5.2)", () => {
  test("transcript: from three followers to a committed first entry", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.node(1).campaign();
    lab.settle();
    expect(lab.transcript).toEqual([
      "1>2 pre-vote? t1 last 0/0",
      "2>1 pre-vote yes t1",
      "1>2 vote? t1 last 0/0",
      "2>1 vote yes t1",
      "1>2 append t1 after 0/0 [1/1 noop] commit 0",
      "2>1 match t1 1",
      "1>2 append t1 after 1/1 [] commit 1",
      "2>1 match t1 1",
    ]);
    expect(lab.status(1)).toMatchObject({ role: "leader", term: 1, commit: 1, ready: true });
    expect(lab.status(2)).toMatchObject({ role: "follower", term: 1, leader: 1, commit: 1, ready: false });
  });

  test("a follower campaigns when it hears nobody for its own timeout, not earlier", () => {
    const lab = three();
    // Node 2 draws 1 in `below`: it times out after 10 + 1 ticks.
    lab.tick(2, 10);
    expect(lab.status(2).role).toBe("follower");
    lab.tick(2);
    expect(lab.status(2).role).toBe("preCandidate");
    lab.settle();
    expect(lab.status(2)).toMatchObject({ role: "leader", term: 1 });
  });

  test("a heartbeat puts the timeout off", () => {
    const lab = three();
    lab.elect(1);
    for (let round = 0; round < 30; round++) {
      lab.tick(2, 5);
      lab.tick(1);
      lab.settle();
    }
    expect(lab.status(1)).toMatchObject({ role: "leader", term: 1 });
  });

  test.each([
    { name: "an empty log is as good as an empty log", terms: [], last: [0, 0], granted: true },
    { name: "a later last term wins, however short the log", terms: [1, 1, 1], last: [1, 2], granted: true },
    { name: "an earlier last term loses, however long the log", terms: [1, 2], last: [9, 1], granted: false },
    { name: "at equal last terms the longer log wins", terms: [1, 2], last: [3, 2], granted: true },
    { name: "an equal log is good enough", terms: [1, 2], last: [2, 2], granted: true },
    { name: "at equal last terms the shorter log loses", terms: [1, 2, 2], last: [2, 2], granted: false },
  ])("election restriction (section 5.4.1): $name", ({ terms, last, granted }) => {
    for (const kind of ["voteRequest", "preVoteRequest"] as const) {
      const log = logWithTerms(terms, { term: 2 });
      const node = new RawNode({ id: 1, voters: [1, 2, 3], random: { below: () => 0 }, log });
      const position = { lastLogIndex: last[0]!, lastLogTerm: last[1]! };
      node.step({ kind, from: 2, to: 1, term: 3, ...position, transfer: false } as Message);
      const answers = drain(node, log).map(describeMessage);
      const asked = kind === "voteRequest" ? "vote" : "pre-vote";
      expect(answers).toEqual([`1>2 ${asked} ${granted ? "yes t3" : kind === "voteRequest" ? "no t3" : "no t2"}`]);
    }
  });

  test("one vote in a term, also after a restart; the same candidate may ask again", () => {
    const lab = three();
    const ask = (from: number): Message => ({
      kind: "voteRequest",
      from,
      to: 3,
      term: 5,
      lastLogIndex: 0,
      lastLogTerm: 0,
      transfer: false,
    });
    lab.deliver(ask(1));
    lab.deliver(ask(2));
    lab.restart(3);
    lab.deliver(ask(2));
    lab.deliver(ask(1));
    expect(lab.inFlight.map(describeMessage)).toEqual([
      "3>1 vote yes t5",
      "3>2 vote no t5",
      "3>2 vote no t5",
      "3>1 vote yes t5",
    ]);
  });

  test("a split vote ends in a new try, with pre-vote first", () => {
    const lab = new Lab({ nodes: [1, 2, 3, 4] });
    lab.node(1).campaign();
    lab.node(2).campaign();
    lab.process(1);
    lab.process(2);
    // Each gets its own vote and one more.
    lab.cut(1, 4);
    lab.cut(2, 3);
    lab.settle();
    expect([1, 2].map((id) => lab.status(id))).toMatchObject([
      { role: "candidate", term: 1 },
      { role: "candidate", term: 1 },
    ]);
    lab.heal();
    lab.tick(1, 10);
    expect(lab.status(1)).toMatchObject({ role: "preCandidate", term: 1 });
    lab.settle();
    expect(lab.status(1)).toMatchObject({ role: "leader", term: 2 });
  });

  test("a candidate that finds a leader of its term follows it", () => {
    const lab = three();
    lab.node(1).campaign();
    lab.node(2).campaign();
    lab.settle();
    const leaders = [1, 2, 3].filter((id) => lab.status(id).role === "leader");
    expect(leaders).toHaveLength(1);
    expect([1, 2, 3].map((id) => lab.status(id).leader)).toEqual([leaders[0], leaders[0], leaders[0]]);
  });

  test("a single voter elects itself, and leads only when its vote is durable", () => {
    const lab = new Lab({ nodes: [1] });
    lab.hold(1);
    lab.node(1).campaign();
    lab.process(1);
    expect(lab.status(1)).toMatchObject({ role: "candidate", term: 1 });
    lab.flush(1);
    expect(lab.status(1)).toMatchObject({ role: "leader", commit: 0, ready: false });
    lab.flush(1);
    expect(lab.status(1)).toMatchObject({ role: "leader", commit: 1, ready: true });
  });
});

describe("pre-vote (thesis, section 9.6)", () => {
  test("who is cut off does not raise its term, and does not disturb when it comes back", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(3);
    lab.tick(3, 100);
    lab.settle();
    expect(lab.status(3)).toMatchObject({ role: "preCandidate", term: 1 });
    lab.heal();
    lab.tick(3, 15);
    lab.settle();
    lab.tick(1);
    lab.settle();
    expect(lab.status(1)).toMatchObject({ role: "leader", term: 1 });
    expect(lab.status(3)).toMatchObject({ role: "follower", term: 1, leader: 1 });
  });

  test("a refused pre-candidate becomes a follower and learns the term", () => {
    const lab = three();
    lab.deliver({ kind: "heartbeatRequest", from: 3, to: 2, term: 7, leaderCommit: 0, round: 1 });
    lab.cut(1, 3);
    lab.node(1).campaign();
    lab.settle();
    expect(lab.status(1)).toMatchObject({ role: "follower", term: 7 });
  });

  test("a grant of an earlier try does not count in a later one", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.cut(1, 3);
    lab.node(1).campaign();
    lab.process(1);
    const [request] = lab.intercept("preVoteRequest", 2);
    lab.deliver(request!);
    const [grant] = lab.intercept("preVoteResponse");
    lab.deliver({ kind: "heartbeatRequest", from: 3, to: 1, term: 4, leaderCommit: 0, round: 1 });
    lab.heal();
    lab.node(1).step({ kind: "heartbeatRequest", from: 3, to: 1, term: 4, leaderCommit: 0, round: 1 });
    lab.node(1).campaign();
    lab.process(1);
    lab.inFlight = [];
    lab.deliver(grant!);
    expect(lab.status(1)).toMatchObject({ role: "preCandidate", term: 4 });
  });
});

describe("who hears a leader answers no candidate (thesis, section 4.2.3)", () => {
  test("votes and pre-votes are left unanswered within an election timeout of the last heartbeat", () => {
    const lab = three();
    lab.elect(1);
    for (const kind of ["voteRequest", "preVoteRequest"] as const) {
      const term = 2;
      lab.deliver({ kind, from: 3, to: 2, term, lastLogIndex: 9, lastLogTerm: 1, transfer: false } as Message);
    }
    expect(lab.inFlight).toEqual([]);
    expect(lab.status(2).term).toBe(1);
    lab.tick(2, 10);
    lab.deliver({ kind: "voteRequest", from: 3, to: 2, term: 2, lastLogIndex: 9, lastLogTerm: 1, transfer: false });
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>3 vote yes t2"]);
  });

  test("a leader does not answer either: it is sure of a quorum", () => {
    const lab = three();
    lab.elect(1);
    lab.deliver({ kind: "voteRequest", from: 3, to: 1, term: 9, lastLogIndex: 9, lastLogTerm: 1, transfer: false });
    expect(lab.status(1)).toMatchObject({ role: "leader", term: 1 });
  });
});

describe("check-quorum (thesis, section 6.2)", () => {
  test("a leader that no quorum answers steps down after an election timeout", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(1);
    lab.tick(1, 9);
    expect(lab.status(1).role).toBe("leader");
    lab.tick(1);
    expect(lab.status(1)).toMatchObject({ role: "follower", term: 1, leader: 0 });
  });

  test("one of two followers is quorum enough", () => {
    const lab = three();
    lab.elect(1);
    lab.cut(1, 3);
    for (let round = 0; round < 40; round++) {
      lab.tick(1);
      lab.settle();
    }
    expect(lab.status(1).role).toBe("leader");
    expect(lab.status(1).peers.get(2)).toMatchObject({ recentActive: true });
    expect(lab.status(1).peers.get(3)).toMatchObject({ recentActive: false, ticksSinceContact: 40 });
  });
});

test("election priority: who has more delay lets the others go first", () => {
  const options = { voters: [1, 2, 3], random: { below: () => 0 } };
  const eager = new RawNode({ ...options, id: 1, log: new MemoryLog() });
  const patient = new RawNode({ ...options, id: 2, log: new MemoryLog(), electionDelayTicks: 5 });
  for (let tick = 0; tick < 10; tick++) {
    eager.tick();
    patient.tick();
  }
  expect(eager.status().role).toBe("preCandidate");
  expect(patient.status().role).toBe("follower");
  for (let tick = 0; tick < 5; tick++) patient.tick();
  expect(patient.status().role).toBe("preCandidate");
});

test("forgetLeader lets another one be voted for at once; not under a lease", () => {
  for (const lease of [undefined, { clock: { nowMs: () => 0 }, durationMs: 50 }]) {
    const lab = new Lab({ nodes: [1, 2, 3], node: lease === undefined ? {} : { lease } });
    lab.elect(1);
    lab.cutOff(1);
    lab.node(2).forgetLeader();
    lab.node(3).forgetLeader();
    lab.node(2).campaign();
    lab.settle();
    expect(lab.status(2).role).toBe(lease === undefined ? "leader" : "follower");
  }
});

function drain(node: RawNode, log: MemoryLog): Message[] {
  const messages: Message[] = [];
  while (node.hasReady()) {
    const ready = node.ready();
    messages.push(...ready.messages);
    if (ready.write === undefined) continue;
    log.append(ready.write, () => {});
    log.complete();
    node.appended(ready.seq);
  }
  return messages;
}
