import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LogMirror, MemoryLog, RaftError, RawNode } from "../src/index.ts";
import { bytesOf, describeMessage, Lab, logWithTerms } from "./lab.ts";

const three = () => new Lab({ nodes: [1, 2, 3] });

describe("nothing is promised before it is durable (Raft paper, figure 2)", () => {
  test("a vote leaves when it is on disk; a crash before takes it back unseen", () => {
    const lab = three();
    lab.hold(3);
    const ask = (from: number) =>
      ({ kind: "voteRequest", from, to: 3, term: 1, lastLogIndex: 0, lastLogTerm: 0, transfer: false }) as const;
    lab.deliver(ask(1));
    expect(lab.inFlight).toEqual([]);
    lab.restart(3);
    expect(lab.status(3)).toMatchObject({ term: 0, vote: 0 });
    lab.deliver(ask(2));
    expect(lab.inFlight.map(describeMessage)).toEqual(["3>2 vote yes t1"]);
  });

  test("vote requests leave when the own vote is on disk", () => {
    const lab = three();
    lab.hold(1);
    lab.node(1).campaign();
    lab.process(1);
    lab.settle();
    expect(lab.status(1).role).toBe("candidate");
    expect(lab.transcript.filter((line) => line.includes("vote?") && !line.includes("pre"))).toEqual([]);
    lab.flush(1);
    expect(lab.inFlight.map(describeMessage)).toEqual(["1>2 vote? t1 last 0/0", "1>3 vote? t1 last 0/0"]);
  });

  test("a follower acknowledges entries when they are on disk", () => {
    const lab = three();
    lab.elect(1);
    lab.hold(2);
    lab.cut(1, 3);
    lab.propose(1, "a");
    lab.settle();
    expect(lab.status(1).commit).toBe(1);
    lab.flush(2);
    lab.settle();
    expect(lab.status(1).commit).toBe(2);
  });

  test("a follower's acknowledgements of one write are one message", () => {
    const lab = new Lab({ nodes: [1, 2], node: { outstandingWritesMax: 1 } });
    lab.elect(1);
    lab.hold(2);
    for (const command of ["a", "b", "c"]) lab.propose(1, command);
    lab.settle();
    lab.flush(2, 1);
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>1 match t1 2"]);
    lab.flush(2);
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>1 match t1 2", "2>1 match t1 4"]);
  });

  test("the leader's appends go at once, and its disk works in parallel (thesis, section 10.2.1)", () => {
    const lab = three();
    lab.elect(1);
    lab.hold(1);
    lab.propose(1, "a");
    expect(lab.inFlight).toHaveLength(2);
    lab.deliver(lab.inFlight.shift()!);
    lab.intercept("appendRequest");
    lab.settle();
    // Durable on one follower, and not yet on the leader: no quorum.
    expect(lab.status(1)).toMatchObject({ commit: 1, lastIndex: 2, durableIndex: 1 });
    lab.flush(1);
    expect(lab.status(1)).toMatchObject({ commit: 2, durableIndex: 2 });
  });

  test("two followers are a quorum without the leader's disk", () => {
    const lab = three();
    lab.elect(1);
    lab.hold(1);
    lab.propose(1, "a");
    lab.settle();
    expect(lab.status(1)).toMatchObject({ commit: 2, durableIndex: 1 });
  });

  test("several writes are on their way at once, and acknowledged cumulatively", () => {
    const lab = new Lab({ nodes: [1] });
    lab.elect(1);
    const node = lab.node(1);
    const log = lab.log(1);
    const seqs = ["a", "b", "c"].map((command) => {
      node.propose([bytesOf(command)]);
      const ready = node.ready();
      log.append(ready.write!, () => {});
      return ready.seq;
    });
    node.appended(seqs[1]!);
    expect(node.status()).toMatchObject({ commit: 3, durableIndex: 3, lastIndex: 4 });
    node.appended(seqs[2]!);
    node.appended(seqs[0]!);
    expect(node.status()).toMatchObject({ commit: 4, durableIndex: 4 });
  });

  test("behind outstandingWritesMax entries gather into one write", () => {
    const lab = new Lab({ nodes: [1], node: { outstandingWritesMax: 1 } });
    lab.elect(1);
    lab.hold(1);
    for (const command of ["a", "b", "c"]) lab.propose(1, command);
    expect(lab.log(1).lastIndex()).toBe(2);
    lab.flush(1, 1);
    expect(lab.log(1).lastIndex()).toBe(4);
    lab.flush(1);
    expect(lab.applied(1)).toEqual(["a", "b", "c"]);
  });

  test("a Ready's write that was not handed over is noticed", () => {
    const node = new RawNode({ id: 1, voters: [1], random: { below: () => 0 }, log: logWithTerms([1], { term: 1 }) });
    node.campaign();
    node.appended(node.ready().seq);
    expect(node.ready().write?.entries).toHaveLength(1);
    expect(() => node.tick()).toThrowError(expect.objectContaining({ code: "RAFT_INVARIANT_BROKEN" }));
  });

  test("an unknown write cannot be durable", () => {
    const lab = new Lab({ nodes: [1] });
    expect(() => lab.node(1).appended(7)).toThrowError(RaftError);
    expect(() => lab.node(1).applied(7)).toThrowError(RaftError);
  });

  test("the commit rides along with the next write, never alone", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    expect(lab.log(2).hardState()).toEqual({ term: 1, vote: 1, commit: 1 });
    lab.propose(1, "b");
    lab.settle();
    expect(lab.log(2).hardState()).toEqual({ term: 1, vote: 1, commit: 2 });
  });
});

describe("restart", () => {
  test("a node goes on where its disk stands", () => {
    const lab = three();
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    for (const id of [1, 2, 3]) lab.restart(id);
    expect(lab.status(2)).toMatchObject({ term: 1, vote: 1, role: "follower", leader: 0, lastIndex: 2 });
    lab.elect(3);
    for (const id of [1, 2, 3]) expect(lab.applied(id)).toEqual(["a"]);
    expect(lab.status(3)).toMatchObject({ term: 2, commit: 3 });
  });

  test.each([
    { name: "commit beyond the log", log: () => logWithTerms([1], { term: 1, commit: 2 }) },
    { name: "an entry of a later term than the node's", log: () => logWithTerms([1, 2], { term: 1 }) },
    { name: "terms that fall", log: () => logWithTerms([2, 1], { term: 2 }) },
    { name: "a negative term", log: () => logWithTerms([], { term: -1 }) },
    { name: "a term that is no integer", log: () => logWithTerms([], { term: 1.5 }) },
    {
      name: "a configuration that cannot be decoded",
      log: () => {
        const log = new MemoryLog();
        const entries = [{ index: 1, term: 1, kind: "configuration", data: bytesOf("?") } as const];
        log.append({ entries, hardState: { term: 1, vote: 0, commit: 0 } }, () => {});
        return log;
      },
    },
  ])("a log with $name is refused", ({ log }) => {
    const start = () => new RawNode({ id: 1, voters: [1], random: { below: () => 0 }, log: log() });
    expect(start).toThrowError(expect.objectContaining({ code: "RAFT_LOG_INVALID", retriable: false }));
  });

  test.each([
    { firstIndex: 3, lastIndex: 4, snapshot: undefined },
    { firstIndex: 3, lastIndex: 4, snapshot: { index: 1, term: 1 } },
    { firstIndex: 3, lastIndex: 4, snapshot: { index: 5, term: 1 } },
    { firstIndex: 3, lastIndex: 4, snapshot: { index: 3, term: 2 } },
    { firstIndex: 3, lastIndex: 1, snapshot: undefined },
  ])(
    "a log from $firstIndex to $lastIndex with snapshot $snapshot is refused",
    ({ firstIndex, lastIndex, snapshot }) => {
      const empty = { configuration: new Uint8Array(0), data: new Uint8Array(0) };
      const log = {
        hardState: () => ({ term: 5, vote: 0, commit: 0 }),
        snapshot: () => (snapshot === undefined ? undefined : { ...snapshot, ...empty }),
        firstIndex: () => firstIndex,
        lastIndex: () => lastIndex,
        term: () => 1,
        entries: () => [],
      };
      const start = () => new RawNode({ id: 1, voters: [1], random: { below: () => 0 }, log });
      expect(start).toThrowError(expect.objectContaining({ code: "RAFT_LOG_INVALID" }));
    },
  );

  test.each([
    { id: 0 },
    { voters: [] },
    { voters: [1, 1] },
    { voters: [1], learners: [1] },
    { electionTimeoutTicks: 3, heartbeatTicks: 3 },
    { appendBytesMax: 0 },
    { lease: { clock: { nowMs: () => 0 }, durationMs: 0 } },
  ])("options %j are refused", (options) => {
    const start = () =>
      new RawNode({ id: 1, voters: [1], random: { below: () => 0 }, log: new LogMirror(), ...options });
    expect(start).toThrowError(expect.objectContaining({ code: "RAFT_OPTIONS_INVALID" }));
  });
});

test("property: a MemoryLog finds after a crash exactly what was completed", () => {
  const write = fc.record({ from: fc.nat(5), count: fc.nat(4) });
  fc.assert(
    fc.property(fc.array(write, { maxLength: 12 }), fc.nat(12), (writes, completed) => {
      const log = new MemoryLog();
      const model: string[][] = [[]];
      let term = 0;
      for (const { from, count } of writes) {
        term++;
        const start = Math.min(from, log.lastIndex());
        const data = bytesOf(`${term}`);
        const entries = Array.from({ length: count }, (_, at) => ({
          index: start + 1 + at,
          term,
          kind: "command" as const,
          data,
        }));
        const before = model.at(-1)!;
        const kept = count === 0 ? before : before.slice(0, start);
        model.push([...kept, ...entries.map((entry) => `${entry.index}/${entry.term}`)]);
        log.append({ entries }, () => {});
      }
      const count = Math.min(completed, writes.length);
      log.complete(count);
      const found = log.crash();
      const range = { from: 1, to: found.lastIndex() + 1, bytesMax: 1_000 };
      expect(found.entries(range).map((entry) => `${entry.index}/${entry.term}`)).toEqual(model[count]);
    }),
  );
});
