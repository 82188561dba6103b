import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { JOURNAL_OPTIONS, JournalRig } from "../../test/journal-rig.ts";

const DELAY_MS = 10;

function delayed(options: object = {}): JournalRig {
  return new JournalRig({ ...options, commitDelayMsMax: DELAY_MS });
}

describe("a journal that waits for larger groups", () => {
  test("waits for so long from the first append on, and then writes all that has come as one group", () => {
    const rig = delayed();
    const before = rig.disk.operations;
    rig.append("a");
    rig.scheduler.advance(DELAY_MS - 1);
    rig.append("b");
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual([]);
    rig.scheduler.advance(1);
    expect([rig.outcomes.names, rig.disk.operations - before]).toEqual([["a", "b"], 1]);
    rig.append("c");
    rig.scheduler.advance(DELAY_MS - 1);
    expect(rig.outcomes.names).toEqual(["a", "b"]);
    rig.scheduler.advance(1);
    expect(rig.outcomes.names).toEqual(["a", "b", "c"]);
  });

  test("does not wait for more than a group can hold", () => {
    const rig = delayed();
    const half = "x".repeat(JOURNAL_OPTIONS.groupBytesMax / 2);
    rig.append(half);
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual([]);
    rig.append(`${half}!`);
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual([half]);
    rig.scheduler.advance(DELAY_MS);
    expect(rig.outcomes.names).toEqual([half, `${half}!`]);
  });

  test("counts the time that the disk is busy: what came meanwhile goes out as soon as its time is over", () => {
    const rig = delayed();
    rig.append("a");
    rig.scheduler.until(() => rig.scheduler.nowMs() === DELAY_MS);
    rig.scheduler.step(); // the write; its sync is under way
    rig.append("b");
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual(["a"]);
    rig.scheduler.advance(DELAY_MS);
    expect(rig.outcomes.names).toEqual(["a", "b"]);
  });

  test("waits no longer when it is closed, and leaves no timer behind when it fails", () => {
    const rig = delayed();
    rig.append("a");
    rig.journal.close(rig.outcomes.done("closed"));
    rig.scheduler.drain();
    expect(rig.outcomes.names).toEqual(["a", "closed"]);

    const failing = delayed();
    failing.append("a");
    failing.disk.plant({ on: "write", path: ".journal", code: "EIO", times: 1 });
    failing.scheduler.advance(DELAY_MS);
    expect(failing.failures).toHaveLength(1);
    failing.append("b");
    failing.scheduler.advance(10 * DELAY_MS);
    expect(failing.outcomes.calls.map(([name, error]) => [name, (error as { code?: string }).code])).toEqual([
      ["a", "journalFailed"],
      ["b", "journalFailed"],
    ]);
  });

  test("makes everything durable in order, each group at the end of its wait, whenever what comes", () => {
    const arrivals = fc.array(fc.integer({ min: 0, max: 2 * DELAY_MS }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(arrivals, (gapsMs) => {
        const rig = delayed();
        const startMs = rig.scheduler.nowMs();
        const doneMs: number[] = [];
        const expectedMs: number[] = [];
        let groupEndMs = Number.NEGATIVE_INFINITY;
        for (const gapMs of gapsMs) {
          rig.scheduler.advance(gapMs);
          const nowMs = rig.scheduler.nowMs();
          if (nowMs >= groupEndMs) groupEndMs = nowMs + DELAY_MS;
          expectedMs.push(groupEndMs - startMs);
          const buffers = [new Uint8Array(10)];
          rig.journal.append({ stream: 1, kind: 1, buffers }, (error) => {
            expect(error).toBeNull();
            doneMs.push(rig.scheduler.nowMs() - startMs);
          });
        }
        rig.scheduler.advance(DELAY_MS);
        expect(doneMs).toEqual(expectedMs);
      }),
      { numRuns: 100 },
    );
  });
});
