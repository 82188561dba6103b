import { describe, expect, test } from "vitest";
import { segmentFile, WalFixture } from "../../test/wal-fixture.ts";
import { SMALL, WAL_FOLDER } from "../../test/wal-rig.ts";

const refusal = (code: string) => expect.objectContaining({ code });

describe("checkpoints", () => {
  test("begin by themselves when the journal has grown, and free its files", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    for (let count = 0; count < 200; count++) {
      fixture.append(log, { payloadBytes: 600 });
      fixture.settle();
    }
    expect(fixture.wal.stats().journalAppendedBytes).toBeGreaterThan(100_000);
    expect(fixture.wal.stats().journalBytes).toBeLessThan(50_000);
    expect(fixture.offsets(log)).toHaveLength(200);
  });

  test("begin by themselves after a while where something changed, and only then", () => {
    const fixture = new WalFixture();
    fixture.append(fixture.create(), {});
    fixture.scheduler.advance(SMALL.checkpointIntervalMs + 1);
    expect(fixture.disk.exists(`${WAL_FOLDER}/checkpoint`)).toBe(true);
    const operations = fixture.disk.operations;
    fixture.scheduler.advance(SMALL.checkpointIntervalMs * 10);
    expect(fixture.disk.operations).toBe(operations);
    fixture.wal.deletePartition(fixture.log());
    fixture.scheduler.advance(SMALL.checkpointIntervalMs + 1);
    expect(fixture.disk.operations).toBeGreaterThan(operations + 3);
  });

  test("the next start has nothing to replay after a close", () => {
    const fixture = new WalFixture();
    fixture.append(fixture.create(), { records: 5 }, { records: 5 });
    fixture.close();
    expect(fixture.outcomes.errorOf("close")).toBeNull();
    expect(fixture.disk.openFiles).toBe(0);
    expect(() => fixture.wal.close(() => {})).toThrow(refusal("closed"));
    expect(() => fixture.create(1)).toThrow(refusal("closed"));
    const file = fixture.file(segmentFile(0));
    const lift = fixture.disk.plant({ on: "write", path: file, code: "EIO" });
    fixture.open();
    lift();
    expect(fixture.offsets(fixture.log())).toEqual([0, 5]);
    expect(fixture.log().durableEndOffset).toBe(10);
  });

  test("one that fails changes nothing, and the next one makes up for it", () => {
    const fixture = new WalFixture();
    fixture.append(fixture.create(), { records: 5 });
    fixture.settle();
    const lift = fixture.disk.plant({ on: "rename", path: "checkpoint", code: "EIO" });
    fixture.wal.checkpoint(fixture.outcomes.done("failed"));
    fixture.settle();
    expect(fixture.outcomes.errorOf("failed")).toMatchObject({ code: "EIO" });
    lift();
    fixture.cutPower(3);
    expect(fixture.offsets(fixture.log())).toEqual([0]);
    fixture.checkpoint();
    fixture.cutPower(4);
    expect(fixture.offsets(fixture.log())).toEqual([0]);
  });

  test("two that are asked for at once both end; one asked for meanwhile begins after", () => {
    const fixture = new WalFixture();
    fixture.append(fixture.create(), {});
    for (const name of ["first", "second"]) fixture.wal.checkpoint(fixture.outcomes.done(name));
    fixture.settle();
    expect(fixture.outcomes.names).toEqual(["0:0", "first", "second"]);
  });

  test.each([
    ["a flipped bit", (bytes: Uint8Array) => bytes.map((byte, at) => (at === 40 ? byte ^ 4 : byte))],
    ["a cut", (bytes: Uint8Array) => bytes.subarray(0, 30)],
    ["nothing", () => new Uint8Array(0)],
    ["another version", (bytes: Uint8Array) => bytes.map((byte, at) => (at === 4 ? 9 : byte))],
  ])("damaged by %s, are reported and nothing is changed", (_what, damage) => {
    const fixture = new WalFixture();
    fixture.append(fixture.create(), {});
    fixture.close();
    const path = `${WAL_FOLDER}/checkpoint`;
    fixture.disk.place(path, Uint8Array.from(damage(fixture.disk.contents(path))));
    const operations = fixture.disk.operations;
    expect(() => fixture.open()).toThrow(expect.objectContaining({ code: "checkpointDamaged", file: path }));
    expect(fixture.disk.operations).toBe(operations);
  });

  test("one that is missing, where the journal was released, is noticed", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    for (let count = 0; count < 50; count++) {
      fixture.append(log, { payloadBytes: 600 });
      fixture.settle();
    }
    fixture.close();
    fixture.disk.remove(`${WAL_FOLDER}/checkpoint`);
    expect(() => fixture.open()).toThrow(refusal("journalDamaged"));
  });
});
