import { describe, expect, test } from "vitest";
import { segmentFile, WalFixture } from "../../test/wal-fixture.ts";

const EPOCH_AT = 15;
const LAST_OFFSET_DELTA_AT = 26;
const MAX_TIMESTAMP_AT = 42;

/** Three batches of 81 bytes each, of epochs 1, 1 and 2, that were there before the process. */
function threeBatches(): WalFixture {
  const fixture = new WalFixture();
  const log = fixture.create();
  fixture.append(log, { leaderEpoch: 1, maxTimestamp: 10 });
  fixture.append(log, { leaderEpoch: 1, maxTimestamp: 30 });
  fixture.append(log, { leaderEpoch: 2, maxTimestamp: 50 });
  fixture.settle();
  fixture.close();
  fixture.open();
  return fixture;
}

describe("rot in a header", () => {
  test.each([0, 1, 2])(
    "in the leader epoch, which no checksum covers, of batch %i is found when it is read",
    (batch) => {
      const fixture = threeBatches();
      const file = fixture.file(segmentFile(0));
      fixture.disk.rot(file, batch * 81 + EPOCH_AT, 0x01);
      expect(() => fixture.offsets(fixture.log())).toThrow(
        expect.objectContaining({ code: "partitionQuarantined", file, position: batch * 81 }),
      );
      expect(fixture.log().state).toBe("quarantined");
    },
  );

  test("in a last offset, so that the batch seems to reach beyond the end, is not taken for nothing to read", () => {
    const fixture = threeBatches();
    const file = fixture.file(segmentFile(0));
    fixture.disk.rot(file, 81 + LAST_OFFSET_DELTA_AT, 0x40);
    const place = expect.objectContaining({ code: "partitionQuarantined", file, position: 81 });
    expect(() => fixture.log().read({ offset: 1, bytesMax: 1 })).toThrow(place);
  });

  test("in a last offset does not make a truncation cut more than it should", () => {
    const fixture = threeBatches();
    const file = fixture.file(segmentFile(0));
    fixture.disk.rot(file, LAST_OFFSET_DELTA_AT, 0x01);
    fixture.log().truncateTo(1, fixture.outcomes.done("truncate"));
    fixture.settle();
    expect(fixture.outcomes.errorOf("truncate")).toMatchObject({ code: "partitionQuarantined", file, position: 0 });
  });

  test("the epoch of a batch that the start of the log lies in is known still", () => {
    const fixture = new WalFixture();
    const log = fixture.create();
    fixture.append(log, { leaderEpoch: 1, records: 4 }, { leaderEpoch: 3, records: 2 });
    log.deleteBefore(2, fixture.outcomes.done("start"));
    fixture.settle();
    fixture.close();
    fixture.open();
    expect(fixture.offsets(fixture.log())).toEqual([0, 4]);
  });

  test.each([
    ["makes a batch seem later", 0, 0x40, 60],
    ["makes a batch seem earlier", 1, 0x10, 25],
  ])("in a timestamp that %s is found when the log is asked for a time", (_what, batch, mask, time) => {
    const fixture = threeBatches();
    expect(fixture.log().offsetForTimestamp(25)?.baseOffset).toBe(1);
    const file = fixture.file(segmentFile(0));
    fixture.disk.rot(file, batch * 81 + MAX_TIMESTAMP_AT, mask);
    expect(() => fixture.log().offsetForTimestamp(Math.min(time, 50))).toThrow(
      expect.objectContaining({ code: "partitionQuarantined", file, position: batch * 81 }),
    );
  });

  test("in a timestamp that an index entry names is not taken for rot in the index", () => {
    const fixture = new WalFixture({ options: { log: { segmentBytesMax: 10_000, indexIntervalBytes: 60 } } });
    const log = fixture.create();
    // The last one is out of order: an index made from the headers alone would lead past the damage.
    for (const maxTimestamp of [10, 20, 15, 40]) fixture.append(log, { maxTimestamp });
    fixture.settle();
    fixture.close();
    fixture.open();
    expect(fixture.disk.contents(fixture.file(segmentFile(0, "timeindex"))).length).toBeGreaterThan(0);
    const file = fixture.file(segmentFile(0));
    fixture.disk.rot(file, 81 + MAX_TIMESTAMP_AT, 0x10);
    expect(() => fixture.log().offsetForTimestamp(30)).toThrow(
      expect.objectContaining({ code: "partitionQuarantined", file, position: 81 }),
    );
  });
});
