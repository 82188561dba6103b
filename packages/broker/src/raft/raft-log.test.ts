import { type Entry, type HardState, type LogMirror, type LogWrite, MessageLoop } from "@chronik/raft-core";
import { type RaftLogUnderTest, raftLogCompliance } from "@chronik/raft-core/testing";
import { Journal } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { describe, expect, it } from "vitest";
import { encodeWrite } from "./log-codec.ts";
import { DurableRaftLog, type DurableRaftLogOptions } from "./raft-log.ts";
import { RaftLogError } from "./raft-log-error.ts";

const FOLDER = "/data/raft";

function setup() {
  const scheduler = new SimScheduler(new SeededRandom(1));
  const disk = new SimDisk(scheduler);
  disk.makeFolder("/data");
  disk.syncFolderNow("/");
  const failures: Error[] = [];
  const options: DurableRaftLogOptions = {
    disk,
    folder: FOLDER,
    defer: scheduler.defer,
    timers: scheduler.timers,
    onFailure: (error) => failures.push(error),
    journal: { fileBytes: 8192, firstFileBytes: 4096 },
    frameBytesMax: 1024,
  };
  const open = () => DurableRaftLog.open(options);
  /** Appends and waits until it is durable. */
  const append = (log: DurableRaftLog, write: LogWrite): void => {
    let error: Error | null | undefined;
    log.append(write, (outcome) => {
      error = outcome;
    });
    expect(error).toBeUndefined();
    scheduler.until(() => error !== undefined);
    expect(error).toBeNull();
  };
  /** The process is killed and starts again. */
  const reopen = (): DurableRaftLog => {
    scheduler.clear();
    disk.restartProcess();
    return open();
  };
  return { scheduler, disk, options, failures, open, append, reopen };
}

function entry(index: number, term = 1, size = 10): Entry {
  return { index, term, kind: "command", data: new Uint8Array(size).fill(index) };
}

function entries(from: number, to: number, term = 1, size = 10): Entry[] {
  return Array.from({ length: to - from + 1 }, (_, place) => entry(from + place, term, size));
}

const hardState = (term: number, commit = 0): HardState => ({ term, vote: 1, commit });
const snapshot = (index: number, size = 3) => ({
  index,
  term: 1,
  configuration: Uint8Array.of(7),
  data: new Uint8Array(size).fill(9),
});

/** Everything that can be read of a log. */
function contents(log: Pick<DurableRaftLog, keyof LogMirror & keyof DurableRaftLog>) {
  const from = log.firstIndex();
  const to = log.lastIndex() + 1;
  return {
    hardState: log.hardState(),
    snapshot: log.snapshot(),
    base: [from - 1, log.term(from - 1)],
    entries: log.entries({ from, to, bytesMax: Number.POSITIVE_INFINITY }),
  };
}

/** One step is one thing that the disk or a timer does: power is cut everywhere in between. */
function underTest(): RaftLogUnderTest {
  const { scheduler, disk, open } = setup();
  let cuts = 0;
  return {
    log: open(),
    step: () => scheduler.step(),
    crash: () => {
      scheduler.clear();
      disk.restart(++cuts);
      return open();
    },
  };
}

describe("DurableRaftLog", () => {
  it.each(raftLogCompliance(underTest))("$name", ({ run }) => run());

  it("takes a write that is larger than a frame as one", () => {
    const { open, append, reopen, scheduler } = setup();
    const log = open();
    append(log, { entries: entries(1, 1) });
    append(log, { hardState: hardState(1), entries: entries(2, 4, 1, 2500) });
    expect(contents(reopen())).toEqual(contents(log));
    scheduler.drain();
  });

  it("drops the first frames of a write whose last one was lost", () => {
    const { open, append, reopen, options, scheduler } = setup();
    const log = open();
    append(log, { entries: entries(1, 1) });
    const before = contents(log);
    let closed = false;
    log.close(() => {
      closed = true;
    });
    scheduler.until(() => closed);
    const { disk, folder, defer, timers, onFailure, journal } = options;
    const raw = Journal.open({ disk, folder, defer, timers, onFailure, options: journal! }, () => undefined);
    let durable = false;
    raw.append({ stream: 0, kind: 1, buffers: [Uint8Array.of(1, 2, 3)] }, () => {
      durable = true;
    });
    scheduler.until(() => durable);
    const recovered = reopen();
    expect(contents(recovered)).toEqual(before);
    append(recovered, { entries: entries(2, 2) });
    expect(reopen().lastIndex()).toBe(2);
  });

  it("may hold what a witness writes; a broker, which is none, does not start on it", () => {
    const { open, append, reopen } = setup();
    const log = open();
    append(log, { hardState: hardState(1), entries: entries(1, 2) });
    const start = (found: DurableRaftLog) => () =>
      new MessageLoop({
        node: { id: 1, voters: [1], random: { below: () => 0 } },
        log: found,
        network: { send: () => undefined },
        stateMachine: { apply: () => undefined },
      });
    const recovered = reopen();
    expect(start(recovered)).not.toThrow();
    append(recovered, { entries: [{ index: 3, term: 1, kind: "omitted", data: new Uint8Array(0) }] });
    expect(start(reopen())).toThrow(expect.objectContaining({ code: "RAFT_LOG_INVALID" }));
  });

  it.each([
    ["of an unknown kind", { stream: 0, kind: 9, buffers: [] }],
    ["out of place", { stream: 1, kind: 2, buffers: [] }],
    ["that is no write", { stream: 0, kind: 2, buffers: [Uint8Array.of(255)] }],
    ["that leaves a gap", { stream: 0, kind: 2, buffers: encodeWrite({ entries: entries(3, 3) }) }],
  ])("does not open on a frame %s", (_, frame) => {
    const { options, open, scheduler } = setup();
    const { disk, folder, defer, timers, onFailure, journal } = options;
    const raw = Journal.open({ disk, folder, defer, timers, onFailure, options: journal! }, () => undefined);
    let closed = false;
    raw.append({ stream: 0, kind: 2, buffers: encodeWrite({ entries: entries(1, 1) }) }, () => undefined);
    raw.append(frame, () => undefined);
    raw.close(() => {
      closed = true;
    });
    scheduler.until(() => closed);
    expect(open).toThrow(RaftLogError);
  });
});

describe("compaction", () => {
  it("keeps what is asked for, and frees the journal before it", () => {
    const { open, append, reopen, disk, scheduler } = setup();
    const log = open();
    for (let index = 1; index <= 60; index++) append(log, { entries: entries(index, index, 1, 500) });
    const filesBefore = disk.list(FOLDER).length;
    append(log, { hardState: hardState(1, 60), entries: [], compaction: { snapshot: snapshot(58), keepFrom: 55 } });
    scheduler.drain();
    expect(disk.list(FOLDER).length).toBeLessThan(filesBefore);
    expect([log.firstIndex(), log.lastIndex(), log.term(54)]).toEqual([55, 60, 1]);
    const recovered = reopen();
    expect(contents(recovered)).toEqual(contents(log));
    append(recovered, { entries: entries(61, 62, 2) });
    expect(contents(reopen())).toEqual(contents(recovered));
  });

  it("keeps through a restart what the snapshot covers and was to be kept", () => {
    const { open, append, reopen } = setup();
    const log = open();
    append(log, { entries: entries(1, 6) });
    append(log, { entries: [], compaction: { snapshot: snapshot(4), keepFrom: 1 } });
    expect(contents(reopen())).toEqual(contents(log));
  });
});

describe("a failure", () => {
  it("of the disk is final, and nothing is acknowledged", () => {
    const { open, disk, scheduler, failures } = setup();
    const log = open();
    disk.plant({ on: "datasync", code: "EIO", times: 1 });
    const errors: (Error | null)[] = [];
    log.append({ entries: entries(1, 1) }, (error) => errors.push(error));
    log.append({ entries: entries(2, 2) }, (error) => errors.push(error));
    scheduler.until(() => errors.length === 2);
    log.append({ entries: entries(3, 3) }, (error) => errors.push(error));
    scheduler.until(() => errors.length === 3);
    expect(errors.map((error) => (error as { code?: string } | null)?.code)).toEqual(Array(3).fill("journalFailed"));
    expect(failures).toHaveLength(1);
  });

  it("answers what comes after the end with an error, later", () => {
    const { open, scheduler } = setup();
    const log = open();
    const errors: (Error | null)[] = [];
    const compaction = { snapshot: snapshot(0) };
    log.append({ entries: [], compaction }, (error) => errors.push(error));
    log.close((error) => errors.push(error));
    log.append({ entries: entries(1, 1) }, (error) => errors.push(error));
    expect(errors).toEqual([]);
    scheduler.drain();
    expect(errors.filter((error) => error === null)).toHaveLength(2);
    expect(errors.filter((error) => error !== null)).toMatchObject([{ code: "closed" }]);
  });
});
