import { describe, expect, test } from "vitest";
import type { Configuration } from "./configuration.ts";
import type { Entry } from "./entry.ts";
import type { RaftError } from "./error.ts";
import { MemoryLog } from "./memory-log.ts";
import type { Message } from "./message.ts";
import { MessageLoop, type MessageLoopOptions } from "./message-loop.ts";
import type { StateMachine } from "./ports.ts";
import type { Leadership } from "./status.ts";
import type { ReadOutcome } from "./waiting-reads.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

class Machine {
  values: string[] = [];
  onApply: (text: string) => void = () => {};

  apply(entry: Entry): void {
    this.values.push(textOf(entry.data));
    this.onApply(textOf(entry.data));
  }

  snapshot(): Uint8Array {
    return bytesOf(JSON.stringify(this.values));
  }

  restore(data: Uint8Array): void {
    this.values = JSON.parse(textOf(data)) as string[];
  }
}

function setUp(id: number, voters: readonly number[], more: Partial<MessageLoopOptions> & { disk?: MemoryLog } = {}) {
  const { disk, ...options } = more;
  const log = disk ?? new MemoryLog();
  const machine = new Machine();
  const sent: Message[] = [];
  const events: (Leadership | RaftError | Configuration)[] = [];
  const loop = new MessageLoop({
    node: { id, voters, random: { below: () => 0 } },
    log,
    network: { send: (message) => sent.push(message) },
    stateMachine: machine,
    onLeadership: (leadership) => events.push(leadership),
    onFailure: (error) => events.push(error),
    ...options,
  });
  return { log, machine, sent, events, loop };
}

/** A single voter that leads and is ready. */
function leader(more: Partial<MessageLoopOptions> & { disk?: MemoryLog } = {}) {
  const bench = setUp(1, [1], more);
  bench.loop.start();
  settle(bench.log);
  return bench;
}

function settle(log: MemoryLog): void {
  while (log.waitingCount > 0) log.complete();
}

describe("MessageLoop", () => {
  test("a single voter elects itself when started; ready comes when its own noop is applied", () => {
    const { log, loop, events } = setUp(1, [1]);
    loop.start();
    expect(loop.status().role).toBe("candidate");
    log.complete();
    log.complete();
    expect(events).toEqual([
      { role: "candidate", term: 1, leader: 0, ready: false },
      { role: "leader", term: 1, leader: 1, ready: false },
      { role: "leader", term: 1, leader: 1, ready: true },
    ]);
  });

  test("applies commands, and neither noops nor configurations", () => {
    const { loop, log, machine } = leader();
    expect(loop.propose([bytesOf("a"), bytesOf("b")])).toEqual({
      ok: true,
      where: "here",
      firstIndex: 2,
      lastIndex: 3,
      term: 1,
    });
    loop.changeMembership([{ kind: "addLearner", node: 2 }]);
    expect(machine.values).toEqual([]);
    settle(log);
    expect(machine.values).toEqual(["a", "b"]);
    expect(loop.status()).toMatchObject({ commit: 4, applied: 4 });
  });

  test("calls back into it take effect at once, wherever they come from", () => {
    const { loop, log, machine } = leader();
    machine.onApply = (text) => {
      if (text === "a") expect(loop.propose([bytesOf("b")])).toMatchObject({ ok: true, firstIndex: 3 });
    };
    loop.propose([bytesOf("a")]);
    settle(log);
    expect(machine.values).toEqual(["a", "b"]);
  });

  test("a network that delivers within send works", () => {
    const loops: MessageLoop[] = [];
    const logs = [1, 2, 3].map(() => new MemoryLog());
    const machines = logs.map((disk, at) => {
      const send = (message: Message) => loops[message.to - 1]?.step(message);
      const bench = setUp(at + 1, [1, 2, 3], { disk, network: { send } });
      loops.push(bench.loop);
      return bench.machine;
    });
    for (const loop of loops) loop.start();
    const run = () => {
      for (let round = 0; round < 10; round++) for (const log of logs) settle(log);
    };
    loops[1]!.campaign();
    run();
    expect(loops[1]!.status()).toMatchObject({ role: "leader", ready: true });
    loops[2]!.propose([bytesOf("a")]);
    run();
    expect(machines.map(({ values }) => values)).toEqual([["a"], ["a"], ["a"]]);
  });

  test("nothing that promises is sent before the disk is done", () => {
    const { loop, log, sent } = setUp(2, [1, 2, 3]);
    loop.start();
    loop.step({ kind: "voteRequest", from: 1, to: 2, term: 1, lastLogIndex: 0, lastLogTerm: 0, transfer: false });
    expect(sent).toEqual([]);
    settle(log);
    expect(sent).toEqual([{ kind: "voteResponse", from: 2, to: 1, term: 1, granted: true }]);
  });

  test("a failed write is final: it is told once, and nothing is sent or acknowledged any more", () => {
    const { loop, log, sent, events, machine } = setUp(2, [1, 2, 3]);
    loop.start();
    log.fail(new Error("EIO"));
    loop.step({ kind: "voteRequest", from: 1, to: 2, term: 1, lastLogIndex: 0, lastLogTerm: 0, transfer: false });
    loop.step({ kind: "heartbeatRequest", from: 1, to: 2, term: 1, leaderCommit: 0, round: 1 });
    settle(log);
    expect(events.at(-1)).toMatchObject({ code: "RAFT_STORAGE_FAILED", cause: { message: "EIO" } });
    expect(loop.running).toBe(false);
    const count = events.length;
    loop.tick();
    loop.step({ kind: "heartbeatRequest", from: 1, to: 2, term: 1, leaderCommit: 0, round: 2 });
    expect(loop.propose([bytesOf("x")])).toEqual({ ok: false, reason: "stopped" });
    settle(log);
    expect([sent, machine.values, events.length]).toEqual([[], [], count]);
  });

  test("a state machine that throws stops the loop", () => {
    const { loop, log, machine, events } = leader();
    machine.onApply = () => {
      throw new Error("cannot");
    };
    loop.propose([bytesOf("a"), bytesOf("b")]);
    settle(log);
    expect(events.at(-1)).toMatchObject({ code: "RAFT_STATE_MACHINE_FAILED", cause: { message: "cannot" } });
    expect(loop.running).toBe(false);
    expect(machine.values).toEqual(["a"]);
  });

  test("a callback that throws stops the loop", () => {
    const failures: RaftError[] = [];
    const { loop, log } = setUp(1, [1], {
      onLeadership: () => {
        throw new Error("oops");
      },
      onFailure: (error) => failures.push(error),
    });
    loop.start();
    settle(log);
    expect(failures).toMatchObject([{ code: "RAFT_INVARIANT_BROKEN", cause: { message: "oops" } }]);
  });

  test("stop in the middle of what it does: no port is called again", () => {
    const { loop, log, machine } = leader();
    machine.onApply = () => loop.stop();
    loop.propose([bytesOf("a"), bytesOf("b")]);
    settle(log);
    expect(machine.values).toEqual(["a"]);
    loop.stop();
    expect(loop.transferLeadership(2)).toEqual({ ok: false, reason: "stopped" });
    expect(loop.changeMembership([])).toEqual({ ok: false, reason: "stopped" });
    expect(loop.leaveJoint()).toEqual({ ok: false, reason: "stopped" });
    for (const action of [() => loop.campaign(), () => loop.forgetLeader(), () => loop.reportUnreachable(2)]) action();
  });

  test("what a batch calls takes effect at once; what follows is written and sent together, when it ends", () => {
    const writes: number[] = [];
    const disk = new MemoryLog();
    const append = disk.append.bind(disk);
    disk.append = (write, done) => {
      writes.push(write.entries.length);
      append(write, done);
    };
    const { loop, sent, machine } = leader({ disk });
    loop.changeMembership([{ kind: "addLearner", node: 2 }]);
    settle(disk);
    const message = { from: 2, to: 1, term: 1, accepted: true, matchIndex: 2, hintIndex: 0, hintTerm: 0 } as const;
    loop.step({ ...message, kind: "appendResponse" });
    writes.length = 0;
    sent.length = 0;
    loop.batch(() => {
      expect(loop.propose([bytesOf("a")])).toMatchObject({ firstIndex: 3 });
      loop.batch(() => {
        expect(loop.propose([bytesOf("b")])).toMatchObject({ firstIndex: 4 });
      });
      expect([writes, sent]).toEqual([[], []]);
    });
    expect(writes).toEqual([2]);
    expect(sent).toMatchObject([{ kind: "appendRequest", entries: [{ index: 3 }, { index: 4 }] }]);
    settle(disk);
    expect(machine.values).toEqual(["a", "b"]);
  });

  test("what a batch throws is the caller's; what it called before is done", () => {
    const { loop, log, machine } = leader();
    const fails = () => {
      loop.propose([bytesOf("a")]);
      throw new Error("of the caller");
    };
    expect(() => loop.batch(fails)).toThrow("of the caller");
    settle(log);
    expect(machine.values).toEqual(["a"]);
    expect(loop.running).toBe(true);
  });

  test("a batch on a loop that does not run calls no port", () => {
    const { loop, log, sent } = setUp(1, [1, 2]);
    const refusals: unknown[] = [];
    const act = () => {
      refusals.push(loop.propose([bytesOf("a")]));
      loop.campaign();
    };
    loop.batch(act);
    loop.start();
    loop.stop();
    loop.batch(act);
    expect(refusals).toEqual(Array(2).fill({ ok: false, reason: "stopped" }));
    expect([log.waitingCount, sent]).toEqual([0, []]);
  });

  test("a failure within a batch stops the loop, and what came before it is not done", () => {
    const { loop, log, sent, events } = setUp(1, [1, 2]);
    loop.start();
    expect(() =>
      loop.batch(() => {
        loop.campaign();
        loop.propose([]);
      }),
    ).not.toThrow();
    expect(loop.running).toBe(false);
    expect([log.waitingCount, sent, events]).toMatchObject([0, [], [{ code: "RAFT_INVARIANT_BROKEN" }]]);
  });

  test("is started once", () => {
    const { loop } = leader();
    expect(() => loop.start()).toThrow("started once");
  });

  test("members that change are told", () => {
    const seen: [readonly number[], number][] = [];
    const { loop } = leader({ onConfiguration: ({ learners }, index) => seen.push([learners, index]) });
    loop.changeMembership([{ kind: "addLearner", node: 7 }]);
    expect(seen).toEqual([[[7], 2]]);
  });
});

describe("reads", () => {
  test("are answered when the state machine has caught up", () => {
    const { loop, log } = leader();
    const outcomes: ReadOutcome[] = [];
    loop.readIndex((outcome) => outcomes.push(outcome));
    expect(outcomes).toEqual([{ ok: true, readIndex: 1 }]);
    loop.propose([bytesOf("a")]);
    settle(log);
    loop.readIndex((outcome) => outcomes.push(outcome));
    expect(outcomes[1]).toEqual({ ok: true, readIndex: 2 });
  });

  test("on a follower wait for what is confirmed to be applied", () => {
    const { loop, log, sent, machine } = setUp(2, [1, 2, 3]);
    loop.start();
    const outcomes: ReadOutcome[] = [];
    loop.readIndex((outcome) => outcomes.push(outcome));
    expect(outcomes).toEqual([{ ok: false, reason: "noLeader" }]);
    loop.step({ kind: "heartbeatRequest", from: 1, to: 2, term: 1, leaderCommit: 0, round: 1 });
    settle(log);
    loop.readIndex((outcome) => outcomes.push(outcome));
    const request = sent.at(-1)!;
    expect(request).toMatchObject({ kind: "readIndexRequest", to: 1 });
    const { readId } = request as Extract<Message, { kind: "readIndexRequest" }>;
    loop.step({ kind: "readIndexResponse", from: 1, to: 2, term: 1, readId, readIndex: 1 });
    expect(outcomes).toHaveLength(1);
    const entries = [{ index: 1, term: 1, kind: "command", data: bytesOf("a") } as const];
    loop.step({
      kind: "appendRequest",
      from: 1,
      to: 2,
      term: 1,
      prevLogIndex: 0,
      prevLogTerm: 0,
      entries,
      leaderCommit: 1,
    });
    expect(outcomes[1]).toEqual({ ok: true, readIndex: 1 });
    expect(machine.values).toEqual(["a"]);
  });

  test("are refused when the loop stops, each once", () => {
    const { loop, log } = setUp(2, [1, 2, 3]);
    loop.start();
    loop.step({ kind: "heartbeatRequest", from: 1, to: 2, term: 1, leaderCommit: 0, round: 1 });
    settle(log);
    const outcomes: ReadOutcome[] = [];
    loop.readIndex((outcome) => outcomes.push(outcome));
    loop.readIndex((outcome) => outcomes.push(outcome));
    loop.step({ kind: "readIndexResponse", from: 1, to: 2, term: 1, readId: 2, readIndex: 1 });
    loop.stop();
    loop.readIndex((outcome) => outcomes.push(outcome));
    expect(outcomes).toEqual(Array(3).fill({ ok: false, reason: "stopped" }));
  });
});

describe("snapshots", () => {
  test("are taken after so many entries, and the log keeps a tail", () => {
    const { loop, log, machine } = leader({ snapshotIntervalEntries: 4, snapshotKeepEntries: 2 });
    for (const text of ["a", "b", "c", "d"]) {
      loop.propose([bytesOf(text)]);
      settle(log);
    }
    expect(loop.status()).toMatchObject({ snapshotIndex: 4, firstIndex: 3, lastIndex: 5 });
    const again = setUp(1, [1], { disk: log.crash() });
    again.loop.start();
    settle(again.log);
    expect(again.machine.values).toEqual(machine.values);
  });

  test("a state machine without them never compacts, and takes no log that needs them", () => {
    const bare = { apply: () => {} };
    const { loop, log } = leader({ stateMachine: bare, snapshotIntervalEntries: 1 });
    loop.propose([bytesOf("a")]);
    settle(log);
    expect(loop.status()).toMatchObject({ snapshotIndex: 0, firstIndex: 1 });
    const compacted = leader({ snapshotIntervalEntries: 1 }).log;
    const start = (stateMachine: StateMachine) => () => setUp(1, [1], { disk: compacted, stateMachine });
    expect(start(bare)).toThrowError(expect.objectContaining({ code: "RAFT_OPTIONS_INVALID" }));
    expect(start({ ...bare, snapshot: () => bytesOf("") })).toThrowError(
      expect.objectContaining({ code: "RAFT_OPTIONS_INVALID" }),
    );
  });

  test("one from the leader takes the place of everything; without restore the loop stops", () => {
    for (const restorable of [true, false]) {
      const bare = { apply: () => {} };
      const { loop, machine, events } = setUp(2, [1, 2, 3], restorable ? {} : { stateMachine: bare });
      loop.start();
      const data = bytesOf('["x"]');
      const at = { snapshotIndex: 9, snapshotTerm: 1, offset: 0, totalBytes: data.length };
      const configuration = Uint8Array.from([1, 0, 3, 1, 2, 3, 0, 0, 0]);
      loop.step({ kind: "installSnapshotRequest", from: 1, to: 2, term: 1, ...at, configuration, data });
      expect(machine.values).toEqual(restorable ? ["x"] : []);
      expect(loop.running).toBe(restorable);
      if (!restorable) expect(events.at(-1)).toMatchObject({ code: "RAFT_STATE_MACHINE_FAILED" });
    }
  });
});
