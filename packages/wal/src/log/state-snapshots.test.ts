import { describe, expect, test } from "vitest";
import { WalFixture } from "../../test/wal-fixture.ts";
import { WAL_FOLDER } from "../../test/wal-rig.ts";
import { asciiBytes, asciiText } from "../text.ts";
import { snapshotFileName } from "./kafka-files.ts";
import type { PartitionLog } from "./partition-log.ts";
import type { DerivedState } from "./types.ts";

const FOLDER = `${WAL_FOLDER}/topic-0`;

/** A state that says how far it goes; `known` is false while it is not known. */
function keep(log: PartitionLog): { known: boolean } {
  const owner: { known: boolean } & DerivedState = {
    known: true,
    capture: () =>
      owner.known ? { endOffset: log.logEndOffset, bytes: asciiBytes(`up to ${log.logEndOffset}`) } : null,
  };
  log.keepState(owner);
  return owner;
}

function filesOf(fixture: WalFixture): number[] {
  return fixture.disk
    .list(FOLDER)
    .filter((name) => name.endsWith(".snapshot"))
    .map((name) => Number.parseInt(name, 10));
}

/** What is offered to an owner that takes none. */
function offered(log: PartitionLog): string[] {
  const all: string[] = [];
  log.restoreState(({ bytes }) => {
    all.push(asciiText(bytes));
    return false;
  });
  return all;
}

/** Ten batches of a record each, and a checkpoint after each five. */
function grown(fixture: WalFixture): PartitionLog {
  const log = fixture.create();
  keep(log);
  for (let count = 1; count <= 10; count++) {
    fixture.append(log, { payloadBytes: 40 });
    fixture.settle();
    if (count % 5 === 0) fixture.checkpoint();
  }
  return log;
}

describe("snapshots of a derived state", () => {
  test("are written by checkpoints, and given back after a restart; the owner reads on from there", () => {
    const fixture = new WalFixture();
    expect(filesOf(fixture)).toEqual([]);
    fixture.append(grown(fixture), { payloadBytes: 40 });
    fixture.settle();
    fixture.kill();
    const log = fixture.log();
    let taken = "";
    const from = log.restoreState(({ endOffset, bytes }) => {
      taken = `${endOffset}: ${asciiText(bytes)}`;
      return true;
    });
    expect([from, taken, log.logEndOffset]).toEqual([10, "10: up to 10", 11]);
  });

  test("wait until enough was appended, but for the last checkpoint of a life", () => {
    const fixture = new WalFixture();
    const log = grown(fixture);
    fixture.append(log, { payloadBytes: 40 });
    fixture.settle();
    fixture.checkpoint();
    expect(filesOf(fixture).at(-1)).toBe(10);
    fixture.close();
    expect(filesOf(fixture).at(-1)).toBe(11);
  });

  test("are not written while the owner does not know its state, nor of an empty log", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    const owner = keep(log);
    fixture.checkpoint();
    owner.known = false;
    fixture.append(log, { payloadBytes: 500 });
    fixture.settle();
    fixture.checkpoint();
    expect(filesOf(fixture)).toEqual([]);
    owner.known = true;
    fixture.checkpoint();
    expect(filesOf(fixture)).toEqual([1]);
  });

  test("that the owner refuses are removed, and the one before is offered; in the end the log has to be read", () => {
    const fixture = new WalFixture();
    const log = grown(fixture);
    expect(offered(log)).toEqual(["up to 10", "up to 5"]);
    expect(filesOf(fixture)).toEqual([]);
    expect(log.restoreState(() => true)).toBe(log.logStartOffset);
    expect(fixture.events.filter((event) => event.startsWith("warn: a snapshot"))).toHaveLength(2);
  });

  test("beyond a truncation are not offered, at once, and then removed", () => {
    const fixture = new WalFixture();
    const log = grown(fixture);
    log.truncateTo(7, fixture.outcomes.done("truncated"));
    expect(filesOf(fixture)).toEqual([5, 10]);
    expect(log.restoreState(() => true)).toBe(5);
    fixture.settle();
    expect(filesOf(fixture)).toEqual([5]);
    log.resetTo(3, fixture.outcomes.done("reset"));
    fixture.settle();
    expect(filesOf(fixture)).toEqual([]);
  });

  test.each(Array.from({ length: 20 }, (_, steps) => steps))(
    "that were captured %i steps before a truncation do not outlive it, wherever the log ends then",
    (steps) => {
      const fixture = new WalFixture();
      const log = fixture.create();
      keep(log);
      fixture.append(log, { payloadBytes: 200 }, { payloadBytes: 200 });
      fixture.settle();
      fixture.wal.checkpoint(fixture.outcomes.done("checkpoint"));
      for (let count = 0; count < steps; count++) fixture.scheduler.step();
      log.truncateTo(1, fixture.outcomes.done("truncated"));
      fixture.append(log, { payloadBytes: 10 });
      fixture.settle();
      expect(log.logEndOffset).toBe(2);
      expect(fixture.outcomes.errorOf("checkpoint")).toBeNull();
      // Written before the truncation, and removed by it; or not written at all.
      expect(filesOf(fixture)).toEqual([]);
    },
  );

  test("below the start of the log are removed with its segments", () => {
    const fixture = new WalFixture();
    const log = grown(fixture);
    log.deleteBefore(10, fixture.outcomes.done("deleted"));
    fixture.settle();
    expect(filesOf(fixture)).toEqual([10]);
    expect(offered(log)).toEqual(["up to 10"]);
  });

  test("are few: the newest two, and one up to the end of each sealed segment", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    keep(log);
    for (let count = 1; count <= 40; count++) {
      fixture.append(log, { payloadBytes: 100 }, { payloadBytes: 100 }, { payloadBytes: 100 });
      fixture.settle();
      fixture.checkpoint();
    }
    const files = filesOf(fixture);
    expect(files.slice(-2)).toEqual([117, 120]);
    expect(files.length).toBeLessThanOrEqual(log.segments().length + 3);
    for (const { endOffset } of log.segments().slice(1, -1)) {
      expect(files.some((offset) => offset <= endOffset && offset > endOffset - 8)).toBe(true);
    }
  });

  test("are left out where the disk has no room, and nothing else suffers", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    keep(log);
    fixture.append(log, { payloadBytes: 500 });
    fixture.settle();
    const lift = fixture.disk.plant({ on: "write", path: ".snapshot", code: "ENOSPC" });
    fixture.checkpoint();
    lift();
    expect([filesOf(fixture), log.state]).toEqual([[], "online"]);
  });

  test.each(["write", "datasync"] as const)("take the log offline where their %s fails", (on) => {
    const fixture = new WalFixture();
    const log = fixture.create();
    keep(log);
    fixture.append(log, { payloadBytes: 500 });
    fixture.settle();
    fixture.disk.plant({ on, path: ".snapshot", code: "EIO", times: 1 });
    fixture.wal.checkpoint(fixture.outcomes.done("checkpoint"));
    fixture.settle();
    expect([log.state, filesOf(fixture)]).toEqual(["offline", []]);
    fixture.kill();
    expect(fixture.log().logEndOffset).toBe(1);
  });

  test("go with their log", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    keep(log);
    fixture.append(log, { payloadBytes: 500 });
    fixture.settle();
    fixture.wal.checkpoint(fixture.outcomes.done("checkpoint"));
    fixture.wal.deletePartition(log, fixture.outcomes.done("deleted"));
    fixture.settle();
    fixture.scheduler.advance(2000);
    expect(fixture.outcomes.errorOf("checkpoint")).toBeNull();
    expect(fixture.disk.exists(`${FOLDER}/${snapshotFileName(1)}`)).toBe(false);
  });
});
