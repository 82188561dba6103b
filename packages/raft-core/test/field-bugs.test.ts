import { describe, expect, test } from "vitest";
import { type Entry, type MemoryLog, type Message, RawNode } from "../src/index.ts";
import { bytesOf, describeMessage, Lab, logWithTerms } from "./lab.ts";

/*
 * Bugs that Raft implementations had in the field, one test each, named after where they were found. Those that need
 * their own stage are elsewhere: ReadIndex before a commit in the current term (etcd #7331) and delayed heartbeat
 * responses (raft #397) in read-index.test.ts, with the rules of leases; stuck in snapshot state (raft #84) in
 * snapshot.test.ts; a disk that was lost in replication.test.ts.
 */

const append = (fields: Partial<Message & { kind: "appendRequest" }>): Message => ({
  kind: "appendRequest",
  from: 1,
  to: 2,
  term: 1,
  prevLogIndex: 0,
  prevLogTerm: 0,
  entries: [],
  leaderCommit: 0,
  ...fields,
});
const entry = (index: number, term: number, text = `${index}/${term}`): Entry => ({
  index,
  term,
  kind: "command",
  data: bytesOf(text),
});

describe("elections", () => {
  test("pending config change and campaign: a change that is committed and not applied counts (etcd #12133)", () => {
    // Node 2 knows of {1, 2, 3, 4} from its log and has not applied it: two of three old voters must not elect it.
    const lab = new Lab({ nodes: [1, 2, 3, 4], voters: [1, 2, 3] });
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "addVoter", node: 4 }]);
    lab.settle();
    lab.cutOff(1);
    lab.cut(2, 4);
    lab.node(2).forgetLeader();
    lab.node(3).forgetLeader();
    lab.node(2).campaign();
    lab.settle();
    expect(lab.status(2).role).toBe("preCandidate");
    lab.heal();
    lab.cutOff(1);
    lab.node(4).forgetLeader();
    lab.node(2).campaign();
    lab.settle();
    expect(lab.status(2).role).toBe("leader");
  });

  test("PreVote deadlock: a longer log at a lower term still gets a leader (etcd #8501, #8243)", () => {
    // Node 3 is down. Node 1 alone has the log to win with, and node 2 is ahead in term.
    const logs = new Map([
      [1, logWithTerms([1, 1, 1], { term: 1 })],
      [2, logWithTerms([1, 1], { term: 4 })],
    ]);
    const nodes = [...logs].map(
      ([id, log]) => new RawNode({ id, voters: [1, 2, 3], random: { below: () => id - 1 }, log }),
    );
    const inFlight: Message[] = [];
    for (let round = 0; round < 100 && nodes[0]!.status().role !== "leader"; round++) {
      for (const node of nodes) {
        node.tick();
        drain(node, logs.get(node.id)!, inFlight);
      }
      for (let message = inFlight.shift(); message !== undefined; message = inFlight.shift()) {
        const node = nodes[message.to - 1];
        if (node === undefined) continue;
        node.step(message);
        drain(node, logs.get(node.id)!, inFlight);
      }
    }
    expect(nodes.map((node) => node.status())).toMatchObject([
      { role: "leader", term: 5 },
      { leader: 1, term: 5 },
    ]);
  });

  test("PreVote + CheckQuorum leaves no leader: who is ahead in term makes itself heard (etcd #9586)", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    // Node 3 got to term 5 on its own; nobody answers its candidacy, because everybody hears node 1.
    lab.deliver({ kind: "voteRequest", from: 2, to: 3, term: 5, lastLogIndex: 0, lastLogTerm: 0, transfer: true });
    lab.inFlight = [];
    expect(lab.status(3).term).toBe(5);
    lab.tick(1);
    lab.settle();
    expect(lab.status(1)).toMatchObject({ role: "follower", term: 5 });
    for (let attempt = 0; attempt < 2; attempt++) {
      lab.tick(2, 11);
      lab.settle();
    }
    expect(lab.status(2)).toMatchObject({ role: "leader", term: 6 });
    expect(lab.status(3)).toMatchObject({ leader: 2, term: 6 });
  });

  test("learners vote when asked: they may have been promoted without knowing (etcd #10998)", () => {
    const lab = new Lab({ nodes: [1, 2, 3], voters: [1, 2], learners: [3] });
    lab.elect(1);
    // The promotion is committed by 1 and 2 under the old and the new configuration, and never reaches node 3.
    lab.cut(1, 3);
    lab.node(1).changeMembership([{ kind: "addVoter", node: 3 }]);
    lab.settle();
    expect(lab.status(1).commit).toBe(2);
    lab.cutOff(1);
    lab.tick(3, 10);
    lab.node(2).forgetLeader();
    lab.node(2).campaign();
    lab.settle();
    expect(lab.status(2)).toMatchObject({ role: "leader", commit: 3 });
    expect(lab.status(3).configuration.voters).toEqual([1, 2, 3]);
  });

  test("a leader without quorum does not block a connected majority (openraft #2080)", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    // Node 1 reaches the others and hears nothing back: if it did not give way, its heartbeats would silence them for ever.
    lab.cutOneWay(2, 1);
    lab.cutOneWay(3, 1);
    let leader: number | undefined;
    for (let round = 0; round < 60 && leader === undefined; round++) {
      for (const id of [1, 2, 3]) lab.tick(id);
      lab.settle();
      leader = [2, 3].find((id) => lab.status(id).role === "leader");
    }
    expect(leader).toBeDefined();
    expect(lab.status(1).role).not.toBe("leader");
  });

  test("terms do not run away in a restart loop", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.cutOff(3);
    for (let life = 0; life < 20; life++) {
      lab.tick(3, 50);
      lab.restart(3);
    }
    expect(lab.status(3).term).toBe(1);
  });

  test("never elected twice in one term: a vote that was not durable was never given (KAFKA-10527)", () => {
    const lab = new Lab({ nodes: [1] });
    lab.hold(1);
    lab.node(1).campaign();
    lab.process(1);
    expect(lab.status(1)).toMatchObject({ role: "candidate", term: 1 });
    lab.restart(1);
    lab.elect(1);
    lab.restart(1);
    lab.elect(1);
    expect(lab.status(1).term).toBe(2);
  });
});

describe("membership", () => {
  test("a removed leader does not send heartbeats for ever (etcd #11038)", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 1 }]);
    lab.settle();
    lab.tick(1, 30);
    expect(lab.inFlight.filter((message) => message.from === 1)).toEqual([]);
    expect(lab.status(1).role).toBe("follower");
  });

  test("removing the leader of two leaves a group that works (etcd #10563)", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 1 }]);
    lab.settle();
    expect(lab.status(2)).toMatchObject({ role: "leader", commit: 3 });
    expect(lab.status(2).configuration.voters).toEqual([2]);
    lab.propose(2, "a");
    expect(lab.applied(2)).toEqual(["a"]);
  });

  test("a snapshot holds the members of its own index, not an uncommitted later set (openraft #1808)", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    lab.cutOff(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 3 }]);
    lab.process(1);
    lab.snapshot(1);
    lab.restart(1);
    expect(lab.log(1).snapshot()).toMatchObject({ index: 2 });
    expect(lab.status(1)).toMatchObject({ configurationIndex: 3, configuration: { voters: [1, 2] } });
    lab.heal();
    // The entry behind the snapshot goes when another leader overwrites it, and the snapshot's members come back.
    lab.deliver(append({ from: 2, to: 1, term: 2, prevLogIndex: 2, prevLogTerm: 1, entries: [entry(3, 2)] }));
    expect(lab.status(1).configuration.voters).toEqual([1, 2, 3]);
  });
});

describe("replication", () => {
  test("a single node commits when its own append is durable, not before (etcd #14370)", () => {
    const lab = new Lab({ nodes: [1] });
    lab.elect(1);
    lab.hold(1);
    lab.propose(1, "a");
    expect(lab.status(1)).toMatchObject({ commit: 1, lastIndex: 2 });
    expect(lab.applied(1)).toEqual([]);
    lab.flush(1);
    expect(lab.applied(1)).toEqual(["a"]);
  });

  test("append ABA: an entry that was overwritten and came back is durable with its last write (raft #8)", () => {
    const lab = new Lab({ nodes: [1, 2, 3, 4, 5] });
    const node = lab.node(2);
    lab.hold(2);
    lab.deliver(append({ entries: [entry(1, 1), entry(2, 1)] }));
    lab.deliver(append({ from: 3, term: 2, entries: [entry(1, 2)] }));
    lab.deliver(append({ from: 1, term: 3, entries: [entry(1, 1), entry(2, 1)] }));
    lab.flush(2, 1);
    // On the disk is what the log says, but a write that undoes it is on its way.
    expect(node.status()).toMatchObject({ lastIndex: 2, durableIndex: 0 });
    lab.flush(2, 1);
    expect(node.status().durableIndex).toBe(0);
    lab.flush(2, 1);
    expect(node.status().durableIndex).toBe(2);
    // The leaders of terms 1 and 2 are not told of what their successors took away.
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>1 match t3 2"]);
  });

  test("an acknowledgement that waits for its write goes with what it acknowledges", () => {
    const lab = new Lab({ nodes: [1, 2, 3], node: { outstandingWritesMax: 1 } });
    lab.hold(2);
    lab.deliver(append({ entries: [entry(1, 1)] }));
    // The entry waits behind the first write, and is replaced before its own one is handed over.
    lab.deliver(append({ prevLogIndex: 1, prevLogTerm: 1, entries: [entry(2, 1), entry(3, 1)] }));
    lab.deliver(append({ from: 3, term: 2, prevLogIndex: 1, prevLogTerm: 1, entries: [entry(2, 2)] }));
    lab.flush(2);
    lab.flush(2);
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>1 match t1 1", "2>3 match t2 2"]);
  });

  test("what is committed is applied from the log as it is, not from what a write is about to replace", () => {
    const log = logWithTerms([1, 1], { term: 1 });
    const node = new RawNode({ id: 2, voters: [1, 2, 3], random: { below: () => 0 }, log });
    node.step(append({ term: 2, prevLogIndex: 1, prevLogTerm: 1, entries: [entry(2, 2)], leaderCommit: 2 }));
    expect(node.ready().committed.map(({ index, term }) => `${index}/${term}`)).toEqual(["1/1", "2/2"]);
  });

  test("a window of lost appends does not leak: a heartbeat's answer reopens it (etcd #14633, raft #54)", () => {
    const lab = new Lab({ nodes: [1, 2], node: { inflightCountMax: 3 } });
    lab.elect(1);
    for (const command of ["a", "b", "c", "d", "e"]) lab.propose(1, command);
    expect(lab.intercept("appendRequest")).toHaveLength(3);
    lab.tick(1);
    lab.settle();
    expect(lab.applied(2)).toEqual(["a", "b", "c", "d", "e"]);
    expect(lab.status(1).peers.get(2)).toMatchObject({ inflightCount: 0, inflightBytes: 0 });
  });

  test("a window whose answers were lost reopens too", () => {
    const lab = new Lab({ nodes: [1, 2], node: { inflightCountMax: 3 } });
    lab.elect(1);
    for (const command of ["a", "b", "c", "d", "e"]) lab.propose(1, command);
    for (const message of lab.intercept("appendRequest")) lab.deliver(message);
    lab.intercept("appendResponse");
    lab.tick(1);
    lab.settle();
    expect(lab.applied(2)).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("a delayed reject never takes next to match or below (raft #148)", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.propose(1, "a", "b");
    lab.settle();
    const late = (matchIndex: number, hintIndex: number): Message => ({
      kind: "appendResponse",
      from: 2,
      to: 1,
      term: 1,
      accepted: false,
      matchIndex,
      hintIndex,
      hintTerm: 0,
    });
    for (const rejected of [0, 1, 2, 3]) {
      lab.deliver(late(rejected, 0));
      expect(lab.status(1).peers.get(2)).toMatchObject({ match: 3, next: 4, state: "replicate" });
    }
    lab.node(1).reportUnreachable(2);
    for (const rejected of [0, 1, 2, 3]) {
      lab.deliver(late(rejected, 0));
      expect(lab.status(1).peers.get(2)).toMatchObject({ match: 3, next: 4, state: "probe" });
    }
  });

  test("misrouted messages panic nobody (etcd #17081)", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    const before = lab.status(1);
    lab.node(1).step({
      kind: "appendResponse",
      from: 9,
      to: 1,
      term: 1,
      accepted: true,
      matchIndex: 50,
      hintIndex: 0,
      hintTerm: 0,
    });
    lab.node(1).step({ kind: "heartbeatResponse", from: 9, to: 1, term: 1, round: 1 });
    lab
      .node(1)
      .step({ kind: "installSnapshotResponse", from: 2, to: 1, term: 1, snapshotIndex: 1, snapshotTerm: 1, offset: 1 });
    lab.node(1).step(append({ from: 2, to: 3 }));
    lab.node(1).step(append({ from: 2, to: 1 }));
    lab.node(1).step({
      kind: "appendResponse",
      from: 2,
      to: 1,
      term: 1,
      accepted: true,
      matchIndex: 50,
      hintIndex: 0,
      hintTerm: 0,
    });
    expect(lab.status(1)).toEqual({ ...before, refused: { misrouted: 1, malformed: 0, conflicting: 2 } });
  });

  test("a term that rises in mid-append is not mixed into the answer (hashicorp #695)", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.hold(2);
    lab.deliver(append({ entries: [entry(1, 1)] }));
    lab.deliver({ kind: "heartbeatRequest", from: 3, to: 2, term: 2, leaderCommit: 0, round: 1 });
    lab.flush(2);
    // The acknowledgement is for the leader of term 1 and says term 1; it tells nobody in term 2 that this log matches.
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>1 match t1 1", "2>3 heard t2"]);
  });

  test("a prev that is compacted here is no conflict: it is committed (openraft #511)", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.propose(1, "a", "b", "c");
    lab.settle();
    lab.snapshot(2);
    expect(lab.status(2).firstIndex).toBe(5);
    lab.deliver(append({ prevLogIndex: 1, prevLogTerm: 1, entries: [entry(2, 1), entry(3, 1)], leaderCommit: 3 }));
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>1 match t1 4"]);
    expect(lab.status(2)).toMatchObject({ lastIndex: 4, refused: { conflicting: 0 } });
  });

  test("no truncation below the commit, whoever asks (KAFKA-12460)", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    const before = lab.entries(2);
    lab.deliver(append({ term: 2, prevLogIndex: 0, prevLogTerm: 0, entries: [entry(1, 2), entry(2, 2), entry(3, 2)] }));
    lab.deliver(append({ term: 2, prevLogIndex: 1, prevLogTerm: 1, entries: [entry(2, 2)] }));
    expect(lab.entries(2)).toEqual(before);
  });

  test("a voter acknowledges only what it has flushed (KAFKA-10533, KAFKA-17332)", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.hold(2);
    lab.propose(1, "a");
    lab.settle();
    lab.tick(1);
    lab.settle();
    expect(lab.status(1)).toMatchObject({ commit: 1 });
    lab.restart(2);
    expect(lab.status(2).lastIndex).toBe(1);
  });
});

function drain(node: RawNode, log: MemoryLog, inFlight: Message[]): void {
  while (node.hasReady()) {
    const ready = node.ready();
    if (ready.write !== undefined) log.append(ready.write, () => {});
    log.complete();
    node.appended(ready.seq);
    inFlight.push(...ready.messages);
    const last = ready.committed.at(-1);
    if (last !== undefined) node.applied(last.index);
  }
}
