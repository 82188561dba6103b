import { describe, expect, test } from "vitest";
import { type MemoryLog, type Message, RawNode } from "../src/index.ts";
import { bytesOf, describeMessage, Lab, logWithTerms } from "./lab.ts";

const three = (node = {}) => new Lab({ nodes: [1, 2, 3], node });

function settled(lab: Lab): string[] {
  lab.transcript.length = 0;
  lab.settle();
  return lab.transcript;
}

describe("log replication (Raft paper, section 5.3)", () => {
  test("a proposal reaches every state machine, in order, once", () => {
    const lab = three();
    lab.elect(2);
    lab.propose(2, "a", "b");
    lab.propose(2, "c");
    lab.settle();
    for (const id of [1, 2, 3]) {
      expect(lab.applied(id)).toEqual(["a", "b", "c"]);
      expect(lab.entries(id)).toEqual(["1/1 noop", "2/1 a", "3/1 b", "4/1 c"]);
    }
  });

  test("what is proposed between two Readys goes out as one append", () => {
    const lab = three();
    lab.elect(1);
    lab.node(1).propose([bytesOf("a")]);
    lab.node(1).propose([bytesOf("b")]);
    lab.process(1);
    expect(lab.inFlight.map(describeMessage)).toEqual([
      "1>2 append t1 after 1/1 [2/1 a, 3/1 b] commit 1",
      "1>3 append t1 after 1/1 [2/1 a, 3/1 b] commit 1",
    ]);
  });

  test("appends are sent ahead without waiting for answers, up to the window", () => {
    const lab = new Lab({ nodes: [1, 2], node: { inflightCountMax: 2 } });
    lab.elect(1);
    for (const command of ["a", "b", "c", "d"]) lab.propose(1, command);
    expect(lab.inFlight.map(describeMessage)).toEqual([
      "1>2 append t1 after 1/1 [2/1 a] commit 1",
      "1>2 append t1 after 2/1 [3/1 b] commit 1",
    ]);
    expect(lab.status(1).peers.get(2)).toMatchObject({ state: "replicate", inflightCount: 2, next: 4 });
    lab.settle();
    expect(lab.applied(2)).toEqual(["a", "b", "c", "d"]);
    expect(lab.status(1).peers.get(2)).toMatchObject({ inflightCount: 0, inflightBytes: 0, match: 5 });
  });

  test("the window is limited in bytes too", () => {
    const lab = new Lab({ nodes: [1, 2], node: { inflightBytesMax: 10 } });
    lab.elect(1);
    lab.propose(1, "123456789");
    lab.propose(1, "1");
    lab.propose(1, "2");
    expect(lab.inFlight).toHaveLength(2);
    expect(lab.status(1).peers.get(2)).toMatchObject({ inflightBytes: 10 });
    lab.settle();
    expect(lab.applied(2)).toEqual(["123456789", "1", "2"]);
  });

  test("one message carries at most appendBytesMax, and always one entry", () => {
    const lab = new Lab({ nodes: [1, 2], node: { appendBytesMax: 4 } });
    lab.elect(1);
    lab.propose(1, "large entry", "ab", "cd", "e");
    expect(lab.inFlight.map(describeMessage)).toEqual([
      "1>2 append t1 after 1/1 [2/1 large entry] commit 1",
      "1>2 append t1 after 2/1 [3/1 ab, 4/1 cd] commit 1",
      "1>2 append t1 after 4/1 [5/1 e] commit 1",
    ]);
  });

  test("a lost append is noticed by the answer to a heartbeat, and sent again", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.propose(1, "a");
    lab.intercept("appendRequest");
    lab.tick(1);
    expect(settled(lab)).toEqual([
      "1>2 heartbeat t1 commit 1",
      "2>1 heard t1",
      "1>2 append t1 after 2/1 [] commit 1",
      "2>1 no match t1 2 hint 1/1",
      "1>2 append t1 after 1/1 [2/1 a] commit 1",
      "2>1 match t1 2",
      "1>2 append t1 after 2/1 [] commit 2",
      "2>1 match t1 2",
    ]);
    expect(lab.applied(2)).toEqual(["a"]);
  });

  test("news of the commit notices it as well", () => {
    const lab = three();
    lab.elect(1);
    lab.propose(1, "a");
    lab.intercept("appendRequest", 2);
    lab.settle();
    expect(lab.applied(2)).toEqual(["a"]);
  });

  test("duplicated and reordered appends change nothing", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    for (const command of ["a", "b", "c"]) lab.propose(1, command);
    const appends = lab.intercept("appendRequest");
    for (const append of [...appends].reverse()) lab.deliver(append);
    for (const append of [...appends, ...appends, ...appends]) lab.deliver(append);
    lab.settle();
    expect(lab.applied(2)).toEqual(["a", "b", "c"]);
    expect(lab.entries(2)).toEqual(lab.entries(1));
  });

  test("an append that is shorter than the log truncates nothing", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.propose(1, "a");
    const [short] = lab.intercept("appendRequest");
    lab.deliver(short!);
    lab.propose(1, "b");
    lab.deliver(lab.intercept("appendRequest")[0]!);
    lab.deliver(short!);
    expect(lab.entries(2)).toEqual(["1/1 noop", "2/1 a", "3/1 b"]);
  });

  test("proposals on a follower are passed on, and on nobody refused", () => {
    const lab = three();
    expect(lab.node(3).propose([bytesOf("early")])).toEqual({ ok: false, reason: "noLeader" });
    lab.elect(1);
    expect(lab.node(3).propose([bytesOf("a")])).toEqual({ ok: true, where: "leader", leader: 1 });
    expect(lab.node(1).propose([bytesOf("b")])).toEqual({
      ok: true,
      where: "here",
      firstIndex: 2,
      lastIndex: 2,
      term: 1,
    });
    lab.process(3);
    lab.settle();
    expect(lab.applied(3)).toEqual(["b", "a"]);
  });

  test("a forwarded proposal that reaches no leader is dropped, not sent on", () => {
    const lab = three();
    lab.elect(1);
    lab.deliver({ kind: "proposeRequest", from: 3, to: 2, term: 1, data: [bytesOf("x")] });
    expect(lab.inFlight).toEqual([]);
  });

  test("what is not committed is limited in bytes; the limit frees itself", () => {
    const lab = three({ uncommittedBytesMax: 10, entryBytesMax: 20 });
    lab.elect(1);
    expect(lab.node(1).propose([bytesOf("twelve bytes")])).toMatchObject({ ok: true });
    expect(lab.node(1).propose([bytesOf("x")])).toEqual({ ok: false, reason: "uncommittedLimit" });
    expect(lab.node(1).propose([new Uint8Array(21)])).toEqual({ ok: false, reason: "entryTooLarge" });
    expect(lab.status(1).uncommittedBytes).toBe(12);
    lab.process(1);
    lab.settle();
    expect(lab.status(1).uncommittedBytes).toBe(0);
    expect(lab.node(1).propose([bytesOf("x")])).toMatchObject({ ok: true });
  });

  test("only what was counted is given back: a configuration that is committed widens no limit", () => {
    const lab = three();
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "addLearner", node: 9 }]);
    lab.settle();
    expect(lab.status(1)).toMatchObject({ commit: 2, uncommittedBytes: 0 });
  });

  test("committed entries are handed out in batches, the next one when the last one is applied", () => {
    const lab = new Lab({ nodes: [1], node: { committedBytesMax: 3 } });
    lab.elect(1);
    lab.node(1).propose(["ab", "c", "d"].map(bytesOf));
    const node = lab.node(1);
    const { write, seq } = node.ready();
    lab.log(1).append(write!, () => {});
    node.appended(seq);
    const texts = () => node.ready().committed.map((entry) => new TextDecoder().decode(entry.data));
    expect(texts()).toEqual(["ab", "c"]);
    expect(texts()).toEqual([]);
    node.applied(3);
    expect(texts()).toEqual(["d"]);
  });
});

describe("a follower that comes back with an empty disk", () => {
  test("is given everything again, and not chased for ever behind what it once had", () => {
    const lab = new Lab({ nodes: [1, 2, 3], voters: [1, 2], learners: [3] });
    lab.elect(1);
    lab.propose(1, "a", "b");
    lab.settle();
    expect(lab.status(1).peers.get(3)).toMatchObject({ match: 3 });
    lab.wipe(3);
    for (let round = 0; round < 6; round++) {
      lab.propose(1, `c${round}`);
      lab.tick(1);
      lab.settle();
    }
    expect(lab.applied(3)).toEqual(lab.applied(1));
    expect(lab.entries(3)).toEqual(lab.entries(1));
  });
});

describe("logs that diverged (Raft paper, figure 7, and fast backtracking)", () => {
  test.each([
    {
      name: "follower lacks entries",
      leader: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6],
      follower: [1, 1, 1, 4, 4, 5, 5, 6, 6],
      probes: 2,
    },
    { name: "follower lacks much", leader: [1, 1, 1, 4, 4, 5, 5, 6, 6, 6], follower: [1, 1, 1, 4], probes: 2 },
    { name: "follower is empty", leader: [1, 1, 1, 4, 4], follower: [], probes: 2 },
    { name: "follower has more of the last term", leader: [1, 1, 1, 4], follower: [1, 1, 1, 4, 4], probes: 1 },
    { name: "follower has entries of later terms", leader: [1, 1, 1, 4], follower: [1, 1, 1, 4, 5, 5], probes: 1 },
    {
      name: "follower kept on in an old term",
      leader: [1, 1, 1, 4, 4, 5, 6],
      follower: [1, 1, 1, 4, 4, 4, 4],
      probes: 2,
    },
    {
      name: "long tails of many terms",
      leader: [1, 1, 1, 4, 4, 5, 5, 6],
      follower: [1, 1, 1, 2, 2, 2, 3, 3, 3, 3, 3],
      probes: 2,
    },
    {
      name: "leader's terms lie between",
      leader: [1, 3, 3, 3, 5, 5, 5, 5, 5],
      follower: [1, 1, 1, 1, 2, 2],
      probes: 2,
    },
    {
      name: "follower's terms are above",
      leader: [1, 3, 3, 3, 3, 3, 3, 3, 7],
      follower: [1, 3, 3, 4, 4, 5, 5, 5, 6],
      probes: 3,
    },
  ])("$name", ({ leader, follower, probes }) => {
    const logs = new Map([
      [1, logWithTerms(leader, { term: 8 })],
      [2, logWithTerms(follower, { term: 8 })],
      [3, logWithTerms([], { term: 8 })],
    ]);
    const group = new Group(logs);
    group.elect(1, 3);
    group.sent.length = 0;
    group.connect(1, 2);
    expect(termsOf(logs.get(2)!)).toEqual([...leader, 9]);
    const appends = group.sent.filter((message) => message.kind === "appendRequest" && message.to === 2);
    // The last one or two tell the commit.
    const misses = group.sent.filter((message) => message.kind === "appendResponse" && !message.accepted);
    expect(misses).toHaveLength(probes - 1);
    expect(appends.length).toBeLessThanOrEqual(probes + 2);
  });
});

describe("commitment (Raft paper, section 5.4.2)", () => {
  test("entries of earlier terms are committed only by one of the own term (figure 8)", () => {
    const lab = three();
    lab.elect(1);
    lab.cut(1, 3);
    lab.cut(1, 2);
    lab.propose(1, "old");
    lab.heal();
    lab.cutOff(3);
    lab.inFlight = [];
    // Node 1 is elected again, in term 2, with "old" of term 1 in its log.
    lab.tick(1, 10);
    lab.inFlight = [];
    lab.node(2).forgetLeader();
    lab.node(1).campaign();
    lab.process(1);
    while (lab.status(1).role !== "leader") lab.deliver(lab.inFlight.shift()!);
    // The follower gets "old", but not yet the entry of the new term.
    const [append] = lab.intercept("appendRequest", 2);
    expect(describeMessage(append!)).toBe("1>2 append t2 after 2/1 [3/2 noop] commit 1");
    lab.deliver({
      ...append!,
      prevLogIndex: 1,
      prevLogTerm: 1,
      entries: [lab.log(1).entries({ from: 2, to: 3, bytesMax: 99 })[0]!],
    } as Message);
    const answers = lab.intercept("appendResponse");
    expect(answers.map(describeMessage)).toEqual(["2>1 match t2 2"]);
    lab.deliver(answers[0]!);
    expect(lab.status(1)).toMatchObject({ commit: 1, lastIndex: 3 });
    expect(lab.status(1).peers.get(2)?.match).toBe(2);
    lab.settle();
    expect(lab.status(1).commit).toBe(3);
    expect(lab.applied(2)).toEqual(["old"]);
  });

  test("a follower commits and acknowledges only as far as its log is known to agree", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    const entry = (index: number, term: number) => ({ index, term, kind: "noop", data: new Uint8Array(0) }) as const;
    const base = { kind: "appendRequest", to: 2, prevLogIndex: 0, prevLogTerm: 0, leaderCommit: 0 } as const;
    lab.deliver({ ...base, from: 1, term: 1, entries: [entry(1, 1), entry(2, 1), entry(3, 1)] });
    lab.inFlight = [];
    // The leader of term 2 has three entries as well; only the first is known to be the same.
    lab.deliver({ ...base, from: 3, term: 2, entries: [entry(1, 1)], leaderCommit: 3 });
    expect(lab.status(2)).toMatchObject({ commit: 1, lastIndex: 3 });
    expect(lab.inFlight.map(describeMessage)).toEqual(["2>3 match t2 1"]);
  });

  test("a heartbeat tells no commit beyond what the follower acknowledged", () => {
    const lab = three();
    lab.elect(1);
    lab.cut(1, 3);
    lab.propose(1, "a");
    lab.settle();
    lab.heal();
    lab.tick(1);
    expect(lab.inFlight.map(describeMessage)).toEqual(["1>2 heartbeat t1 commit 2", "1>3 heartbeat t1 commit 1"]);
  });
});

/** Nodes over given logs, all disks instant; only linked nodes hear each other. */
class Group {
  readonly nodes = new Map<number, RawNode>();
  readonly sent: Message[] = [];
  readonly #logs: ReadonlyMap<number, MemoryLog>;
  readonly #links = new Set<string>();

  constructor(logs: ReadonlyMap<number, MemoryLog>) {
    this.#logs = logs;
    for (const [id, log] of logs) {
      this.nodes.set(id, new RawNode({ id, voters: [...logs.keys()], random: { below: () => 0 }, log }));
    }
  }

  elect(id: number, voter: number): void {
    this.#links.add(`${id}>${voter}`).add(`${voter}>${id}`);
    this.nodes.get(id)!.campaign();
    this.#settle();
  }

  connect(a: number, b: number): void {
    this.#links.add(`${a}>${b}`).add(`${b}>${a}`);
    this.nodes.get(a)!.tick();
    this.#settle();
  }

  #settle(): void {
    for (let busy = true; busy; ) {
      busy = false;
      for (const [id, node] of this.nodes) {
        if (!node.hasReady()) continue;
        busy = true;
        const { write, seq, messages, committed } = node.ready();
        if (write !== undefined) this.#logs.get(id)!.append(write, () => {});
        this.#logs.get(id)!.complete();
        node.appended(seq);
        if (committed.length > 0) node.applied(committed.at(-1)!.index);
        for (const message of messages) {
          if (!this.#links.has(`${message.from}>${message.to}`)) continue;
          this.sent.push(message);
          this.nodes.get(message.to)!.step(message);
        }
      }
    }
  }
}

function termsOf(log: MemoryLog): number[] {
  const terms: number[] = [];
  for (let index = log.firstIndex(); index <= log.lastIndex(); index++) terms.push(log.term(index)!);
  return terms;
}
