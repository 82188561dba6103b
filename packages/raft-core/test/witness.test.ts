import { describe, expect, test } from "vitest";
import {
  type Entry,
  encodeConfiguration,
  type HardState,
  MemoryLog,
  type Message,
  MessageLoop,
  RawNode,
  type Snapshot,
} from "../src/index.ts";
import { bytesOf, describeMessage, Lab } from "./lab.ts";

/** Two full members and a witness, node 3. */
const three = (node = {}) => new Lab({ nodes: [1, 2, 3], witnesses: [3], node });

/** Time passes on these nodes, and what they say arrives. */
function pass(lab: Lab, ids: readonly number[], ticks: number): void {
  for (let tick = 0; tick < ticks; tick++) {
    for (const id of ids) lab.tick(id);
    lab.settle();
  }
}

describe("a witness", () => {
  test("transcript: is sent indexes and terms, and breaks the tie for a commit", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(2);
    lab.transcript.length = 0;
    lab.propose(1, "a", "b");
    lab.settle();
    expect(lab.transcript).toEqual([
      "1>3 append t1 after 1/1 [2/1 omitted, 3/1 omitted] commit 1",
      "3>1 match t1 3",
      "1>3 append t1 after 3/1 [] commit 3",
      "3>1 match t1 3",
    ]);
    expect(lab.status(1).commit).toBe(3);
    expect(lab.applied(1)).toEqual(["a", "b"]);
    expect(lab.entries(3)).toEqual(["1/1 noop", "2/1 omitted", "3/1 omitted"]);
    expect(lab.applied(3)).toEqual([]);
    expect(lab.status(1).peers.get(3)).toMatchObject({ voter: true, witness: true });
  });

  test("gets configurations and noops as they are", () => {
    const lab = three();
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "addLearner", node: 9 }]);
    lab.settle();
    expect(lab.entries(3)).toEqual(["1/1 noop", "2/1 configuration"]);
    expect(lab.status(3).configuration).toEqual(lab.status(1).configuration);
  });

  test("the window in flight counts what is sent", () => {
    const lab = three();
    lab.elect(1);
    lab.propose(1, "ten bytes!");
    expect(lab.status(1).peers.get(2)).toMatchObject({ inflightCount: 1, inflightBytes: 10 });
    expect(lab.status(1).peers.get(3)).toMatchObject({ inflightCount: 1, inflightBytes: 0 });
  });

  test("is sent only what the leader's own disk has", () => {
    const lab = three();
    lab.elect(1);
    lab.hold(1);
    lab.propose(1, "a");
    lab.settle();
    expect([2, 3].map((id) => lab.status(id).lastIndex)).toEqual([2, 1]);
    lab.flush(1);
    lab.settle();
    expect([2, 3].map((id) => lab.status(id).lastIndex)).toEqual([2, 2]);
  });

  test("is never ahead of the only full member, which therefore can always be elected again", () => {
    const lab = new Lab({ nodes: [1, 2], witnesses: [2] });
    lab.elect(1);
    lab.hold(1);
    lab.propose(1, "a");
    lab.settle();
    lab.restart(1);
    pass(lab, [1, 2], 30);
    expect(lab.status(1)).toMatchObject({ role: "leader", ready: true });
  });

  test("is sent only what a full member has that stays, where the leader is being removed", () => {
    const lab = three();
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 1 }]);
    lab.process(1);
    const change = lab.intercept("appendRequest", 2);
    // Node 1 leads until that is committed. What it takes meanwhile does not reach node 2.
    lab.cutOneWay(1, 2);
    lab.propose(1, "a");
    lab.settle();
    lab.heal();
    for (const message of change) lab.deliver(message);
    lab.cutOneWay(1, 2);
    lab.settle();
    expect(lab.status(1)).toMatchObject({ role: "follower", commit: 2 });
    lab.cutOff(1);
    pass(lab, [2, 3], 40);
    expect(lab.status(2)).toMatchObject({ role: "leader", ready: true });
  });

  test("never campaigns: not by time, nor on request, nor when it is told that it is time", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(1);
    lab.inFlight = [];
    lab.tick(3, 200);
    lab.node(3).forgetLeader();
    lab.node(3).campaign();
    lab.deliver({ kind: "timeoutNowRequest", from: 1, to: 3, term: 1 });
    lab.heal();
    lab.deliver({ kind: "timeoutNowRequest", from: 1, to: 3, term: 1 });
    expect(lab.status(3)).toMatchObject({ role: "follower", term: 1 });
    expect(lab.inFlight).toEqual([]);
  });

  test("votes, and never for who lacks what it has seen", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(2);
    lab.propose(1, "a");
    lab.settle();
    lab.heal();
    lab.cutOff(1);
    for (const id of [2, 3]) lab.node(id).forgetLeader();
    lab.node(2).campaign();
    lab.settle();
    expect(lab.transcript.at(-1)).toBe("3>2 pre-vote no t1");
    expect(lab.status(2).role).not.toBe("leader");
  });

  test("the trade: what only a leader and the witness have waits for that leader, and is not lost", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(2);
    lab.propose(1, "a");
    lab.settle();
    expect(lab.status(1).commit).toBe(2);
    lab.heal();
    lab.cutOff(1);
    pass(lab, [2, 3], 100);
    expect([2, 3].map((id) => lab.status(id).role)).not.toContain("leader");
    expect(lab.applied(2)).toEqual([]);
    lab.restart(1);
    lab.heal();
    pass(lab, [1, 2, 3], 40);
    expect(lab.status(1).role).toBe("leader");
    expect(lab.applied(2)).toEqual(["a"]);
  });

  test("keeps a leader that hears only it in office (thesis, section 6.2)", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(2);
    pass(lab, [1, 3], 30);
    expect(lab.status(1)).toMatchObject({ role: "leader", term: 1 });
    lab.cutOff(3);
    pass(lab, [1], 11);
    expect(lab.status(1).role).toBe("follower");
  });

  test("cannot be read, and passes proposals on", () => {
    const lab = three();
    lab.elect(1);
    expect(lab.node(3).readIndex(7)).toEqual({ ok: false, reason: "witness" });
    expect(lab.node(3).propose([bytesOf("a")])).toEqual({ ok: true, where: "leader", leader: 1 });
    lab.settle();
    expect(lab.applied(2)).toEqual(["a"]);
  });

  test("is handed no leadership, neither on request nor by a leader that is removed", () => {
    const lab = new Lab({ nodes: [1, 2, 3, 4], witnesses: [4] });
    lab.elect(1);
    expect(lab.node(1).transferLeadership(4)).toEqual({ ok: false, reason: "witness" });
    for (const id of [2, 3]) lab.cut(1, id);
    lab.propose(1, "a");
    lab.settle();
    lab.heal();
    // Nodes 2 and 3 lag behind: the witness has the most of the log.
    lab.node(1).changeMembership([{ kind: "remove", node: 1 }]);
    lab.settle();
    pass(lab, [1], 2);
    expect(lab.status(1).role).toBe("follower");
    expect(lab.transcript.filter((line) => line.includes("timeout now"))).toEqual([expect.stringMatching(/^1>[23] /)]);
  });

  test("whose command is of the other form refuses it: a copy that does not exist is not counted", () => {
    const lab = new Lab({ nodes: [1, 2], voters: [1], witnesses: [2] });
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    // A mistake of the operator: node 2 is a witness, and is added as if it were not.
    lab.node(1).changeMembership([{ kind: "addVoter", node: 2 }]);
    pass(lab, [1, 2], 3);
    expect(lab.status(1)).toMatchObject({ commit: 2, lastIndex: 3 });
    expect(lab.status(2).lastIndex).toBeLessThan(2);
    expect(lab.status(2).refused.conflicting).toBeGreaterThan(0);
  });
});

describe("snapshots", () => {
  test("transcript: reach a witness without data", () => {
    const lab = three();
    lab.elect(1);
    lab.cutOff(3);
    lab.propose(1, "a", "b");
    lab.settle();
    lab.snapshot(1);
    lab.heal();
    lab.transcript.length = 0;
    lab.cut(1, 2);
    lab.tick(1);
    lab.settle();
    expect(lab.transcript.slice(-2)).toEqual(["1>3 snapshot t1 3/1 at 0+0/0 without data", "3>1 match t1 3"]);
    expect(lab.status(3)).toMatchObject({ snapshotIndex: 3, commit: 3, lastIndex: 3 });
    lab.restart(3);
    expect(lab.status(3)).toMatchObject({ snapshotIndex: 3, commit: 3 });
    expect(lab.log(3).snapshot()).toMatchObject({ data: new Uint8Array(0), dataOmitted: true });
  });

  test("of a witness's own have no data, whatever is given", () => {
    const lab = three();
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    expect(lab.snapshot(3)).toBe(true);
    expect(lab.log(3).snapshot()).toEqual({
      index: 2,
      term: 1,
      configuration: encodeConfiguration(lab.status(3).configuration),
      data: new Uint8Array(0),
      dataOmitted: true,
    });
    lab.restart(3);
    expect(lab.status(3)).toMatchObject({ firstIndex: 3, lastIndex: 2, commit: 2 });
  });

  test("of a state machine that wrote nothing are no witness's", () => {
    const lab = new Lab({ nodes: [1, 2] });
    const empty = { totalBytes: 0, offset: 0, data: new Uint8Array(0) };
    const configuration = encodeConfiguration(lab.status(1).configuration);
    const at = { snapshotIndex: 5, snapshotTerm: 1, configuration };
    lab.deliver({ kind: "installSnapshotRequest", from: 1, to: 2, term: 1, ...at, ...empty });
    expect(lab.status(2)).toMatchObject({ snapshotIndex: 5, commit: 5 });
    expect(lab.log(2).snapshot()?.dataOmitted).toBeUndefined();
  });
});

describe("what is meant for the other kind of node", () => {
  const append = (to: number, kind: Entry["kind"]): Message => ({
    kind: "appendRequest",
    from: 1,
    to,
    term: 1,
    prevLogIndex: 0,
    prevLogTerm: 0,
    entries: [{ index: 1, term: 1, kind, data: new Uint8Array(0) }],
    leaderCommit: 1,
  });
  const install = (to: number, dataOmitted: boolean): Message => ({
    kind: "installSnapshotRequest",
    from: 1,
    to,
    term: 1,
    snapshotIndex: 5,
    snapshotTerm: 1,
    configuration: Uint8Array.of(2, 0, 3, 1, 2, 3, 0, 0, 0, 1, 3),
    totalBytes: 0,
    offset: 0,
    data: new Uint8Array(0),
    ...(dataOmitted ? { dataOmitted } : {}),
  });

  test.each([
    ["omitted entries, a full member", append(2, "omitted")],
    ["a witness's snapshot, a full member", install(2, true)],
    ["commands, a witness", append(3, "command")],
    ["a full member's snapshot, a witness", install(3, false)],
  ])("is neither kept nor acknowledged: %s", (_, message) => {
    const lab = three();
    lab.deliver(message);
    expect(lab.status(message.to)).toMatchObject({ lastIndex: 0, commit: 0, refused: { conflicting: 1 } });
    expect(lab.inFlight.map(describeMessage)).toEqual([]);
  });

  test("omitted entries are not acknowledged by a full member that has the commands already", () => {
    const lab = three();
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    const entries: Entry[] = [{ index: 2, term: 1, kind: "omitted", data: new Uint8Array(0) }];
    lab.deliver({ ...append(2, "omitted"), prevLogIndex: 1, prevLogTerm: 1, entries } as Message);
    expect(lab.status(2).refused.conflicting).toBe(1);
    expect(lab.inFlight).toEqual([]);
    expect(lab.entries(2)).toEqual(["1/1 noop", "2/1 a"]);
  });

  test("omitted entries with data, and snapshots that have data and have none, contradict themselves", () => {
    const lab = three();
    const entries: Entry[] = [{ index: 1, term: 1, kind: "omitted", data: new Uint8Array(1) }];
    lab.deliver({ ...append(3, "omitted"), entries } as Message);
    lab.deliver({ ...install(3, true), totalBytes: 1 } as Message);
    expect(lab.status(3).refused).toEqual({ misrouted: 0, malformed: 2, conflicting: 0 });
  });
});

describe("a node does not start", () => {
  const hardState: HardState = { term: 1, vote: 0, commit: 0 };
  const data = new Uint8Array(0);
  const command: Entry = { index: 1, term: 1, kind: "command", data };
  const configuration = Uint8Array.of(1, 0, 3, 1, 2, 3, 0, 0, 0);
  const snapshot: Snapshot = { index: 1, term: 1, configuration, data };

  test.each([
    { what: "a full member on omitted entries", witness: false, entries: [{ ...command, kind: "omitted" as const }] },
    {
      what: "a full member on a witness's snapshot",
      witness: false,
      snapshot: { ...snapshot, dataOmitted: true as const },
    },
    { what: "a witness on commands", witness: true, entries: [command] },
    { what: "a witness on a full member's snapshot", witness: true, snapshot },
  ])("$what", ({ witness, entries = [], snapshot: compacted }) => {
    const log = new MemoryLog();
    log.append(
      { hardState, entries, ...(compacted === undefined ? {} : { compaction: { snapshot: compacted } }) },
      () => {},
    );
    const start = (as: boolean) => () =>
      new RawNode({ id: 3, voters: [1, 2, 3], witnesses: as ? [3] : [], witness: as, random: { below: () => 0 }, log });
    expect(start(witness)).toThrowError(expect.objectContaining({ code: "RAFT_LOG_INVALID" }));
    expect(start(!witness)().status().lastIndex).toBe(1);
  });

  test("on omitted entries that are behind its snapshot and were kept", () => {
    const log = new MemoryLog();
    log.append({ hardState, entries: [{ ...command, kind: "omitted" }] }, () => {});
    log.append({ entries: [], compaction: { snapshot, keepFrom: 1 } }, () => {});
    const start = () => new RawNode({ id: 3, voters: [1, 2, 3], random: { below: () => 0 }, log });
    expect(start).toThrow("entry 1 is omitted: this is the log of a witness, and this node is none");
  });

  test.each([
    { what: "as a witness that the group takes for a full voter", id: 3, witness: true, witnesses: [] },
    { what: "as a witness that the group takes for a learner", id: 4, witness: true, witnesses: [3] },
    { what: "as a full voter that the group takes for a witness", id: 3, witness: false, witnesses: [3] },
    { what: "in a group of too many witnesses", id: 1, witness: false, witnesses: [2, 3] },
    { what: "in a group of strange witnesses", id: 1, witness: false, witnesses: [7] },
  ])("$what", ({ what: _, ...options }) => {
    const start = () =>
      new RawNode({ voters: [1, 2, 3], learners: [4], ...options, random: { below: () => 0 }, log: new MemoryLog() });
    expect(start).toThrowError(expect.objectContaining({ code: "RAFT_OPTIONS_INVALID" }));
  });
});

describe("membership", () => {
  test("a witness joins, counts from then on, and leaves", () => {
    const lab = new Lab({ nodes: [1, 2, 3], voters: [1, 2], witnesses: [3] });
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    expect(lab.node(1).changeMembership([{ kind: "addWitness", node: 3 }])).toMatchObject({ ok: true });
    lab.settle();
    pass(lab, [1], 2);
    expect(lab.status(3).configuration).toMatchObject({ voters: [1, 2, 3], witnesses: [3] });
    lab.cutOff(2);
    lab.propose(1, "b");
    lab.settle();
    expect(lab.status(1).commit).toBe(4);
    lab.heal();
    pass(lab, [1], 2);
    expect(lab.node(1).changeMembership([{ kind: "remove", node: 3 }])).toMatchObject({ ok: true });
    lab.settle();
    expect(lab.status(2).configuration).toMatchObject({ voters: [1, 2], witnesses: [] });
  });

  test("nobody changes between witness and full member in one change, and witnesses stay the fewer", () => {
    const lab = new Lab({ nodes: [1, 2, 3, 4], voters: [1, 2, 3], learners: [4], witnesses: [3] });
    lab.elect(1);
    const change = (kind: "addVoter" | "addWitness" | "addLearner" | "remove", node: number) =>
      lab.node(1).changeMembership([{ kind, node }]);
    const refused = { ok: false, reason: "witness" };
    expect([change("addVoter", 3), change("addLearner", 3)]).toEqual([refused, refused]);
    expect([change("addWitness", 2), change("addWitness", 4)]).toEqual([refused, refused]);
    expect(
      lab.node(1).changeMembership([
        { kind: "remove", node: 3 },
        { kind: "addVoter", node: 3 },
      ]),
    ).toEqual(refused);
    expect(change("addWitness", 3)).toMatchObject({ ok: true });
    lab.settle();
    expect(
      lab.node(1).changeMembership([
        { kind: "remove", node: 2 },
        { kind: "addWitness", node: 7 },
      ]),
    ).toEqual({
      ok: false,
      reason: "invalid",
    });
  });
});

describe("a MessageLoop on a witness", () => {
  const options = (log: MemoryLog) => ({
    node: { id: 3, voters: [1, 2, 3], witnesses: [3], witness: true, random: { below: () => 0 } },
    log,
    network: { send: () => {} },
  });

  test("needs no state machine, and compacts its log by itself", () => {
    const log = new MemoryLog();
    const loop = new MessageLoop({ ...options(log), snapshotIntervalEntries: 4, snapshotKeepEntries: 1 });
    loop.start();
    for (let index = 1; index <= 10; index++) {
      const entries: Entry[] = [{ index, term: 1, kind: "omitted", data: new Uint8Array(0) }];
      const prev = { prevLogIndex: index - 1, prevLogTerm: index === 1 ? 0 : 1 };
      loop.step({ kind: "appendRequest", from: 1, to: 3, term: 1, ...prev, entries, leaderCommit: index });
      log.complete();
    }
    log.complete();
    expect(loop.status()).toMatchObject({ applied: 10, snapshotIndex: 8, firstIndex: 8, lastIndex: 10 });
    const again = new MessageLoop(options(log.crash()));
    again.start();
    expect(again.status()).toMatchObject({ applied: 10, snapshotIndex: 8 });
    expect(again.running).toBe(true);
  });

  test("takes a snapshot from the leader", () => {
    const log = new MemoryLog();
    const loop = new MessageLoop(options(log));
    loop.start();
    loop.step({
      kind: "installSnapshotRequest",
      from: 1,
      to: 3,
      term: 1,
      snapshotIndex: 9,
      snapshotTerm: 1,
      configuration: Uint8Array.of(2, 0, 3, 1, 2, 3, 0, 0, 0, 1, 3),
      totalBytes: 0,
      offset: 0,
      data: new Uint8Array(0),
      dataOmitted: true,
    });
    log.complete();
    expect(loop.status()).toMatchObject({ applied: 9, snapshotIndex: 9 });
  });

  test("a state machine belongs to every node that is none, and to no other", () => {
    const invalid = expect.objectContaining({ code: "RAFT_OPTIONS_INVALID" });
    const witness = options(new MemoryLog());
    expect(() => new MessageLoop({ ...witness, stateMachine: { apply: () => {} } })).toThrowError(invalid);
    const full = { ...witness, node: { ...witness.node, id: 1, witness: false } };
    expect(() => new MessageLoop(full)).toThrowError(invalid);
  });
});
