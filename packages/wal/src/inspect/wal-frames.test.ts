import { expect, test } from "vitest";
import { framing } from "../../test/kafka-batch.ts";
import { TOPIC_ID, WalFixture } from "../../test/wal-fixture.ts";
import { WAL_FOLDER } from "../../test/wal-rig.ts";
import { inspectWal } from "./folder.ts";
import { inspectJournal } from "./journal.ts";
import { WalFrameReader, type WalFrameReport } from "./wal-frames.ts";

const identity = { topicId: TOPIC_ID, topic: "topic", partition: 0 };

/** What the journal says, in words. */
function read(fixture: WalFixture, from?: number): WalFrameReport[] {
  const { names } = inspectWal(fixture.disk, WAL_FOLDER, framing);
  const reader = new WalFrameReader(framing, names);
  const reports: WalFrameReport[] = [];
  inspectJournal(
    { disk: fixture.disk, folder: `${WAL_FOLDER}/journal`, from },
    {
      frame: (frame) => {
        if (frame.control === null) reports.push(reader.read(frame));
      },
    },
  );
  return reports;
}

test("every frame says whose it is and what it does", () => {
  const fixture = new WalFixture({ options: {} });
  const log = fixture.create();
  fixture.append(log, { records: 3 }, { records: 2 });
  log.truncateTo(3, () => {});
  log.deleteBefore(3, () => {});
  log.resetTo(7, () => {});
  fixture.settle();
  fixture.wal.deletePartition(log);
  fixture.settle();
  const reports = read(fixture);
  expect(reports.map(({ log: whose }) => whose)).toEqual(reports.map(() => identity));
  expect(reports.map(({ frame }) => frame)).toEqual([
    { kind: "create", startOffset: 0 },
    { kind: "append", baseOffset: 0, lastOffset: 2, batches: 1 },
    { kind: "append", baseOffset: 3, lastOffset: 4, batches: 1 },
    { kind: "truncate", offset: 3 },
    { kind: "deleteBefore", offset: 3 },
    { kind: "reset", offset: 7 },
    { kind: "delete" },
  ]);
});

test("the checkpoint names logs whose creation is not in the journal any more", () => {
  const fixture = new WalFixture();
  const log = fixture.create();
  for (let count = 0; count < 30; count++) {
    fixture.append(log, { payloadBytes: 500 });
    if (count % 5 === 0) fixture.checkpoint();
  }
  fixture.settle();
  const reports = read(fixture);
  expect(reports.some(({ frame }) => frame.kind === "create")).toBe(false);
  expect(new Set(reports.map(({ log: whose }) => JSON.stringify(whose)))).toEqual(new Set([JSON.stringify(identity)]));
});

test("quarantine is told with its reason", () => {
  const fixture = new WalFixture();
  fixture.append(fixture.create(), { payloadBytes: 39 });
  fixture.settle();
  fixture.close();
  fixture.open();
  fixture.disk.rot(fixture.file("00000000000000000000.log"), 70);
  expect(() => fixture.offsets(fixture.log())).toThrow();
  fixture.settle();
  expect(read(fixture).at(-1)?.frame).toMatchObject({ kind: "quarantine", fault: { place: { position: 0 } } });
});

test.each([
  ["an unknown kind", 99, new Uint8Array(8)],
  ["an append of no batches", 3, new Uint8Array(8)],
  ["an offset that is too short", 4, new Uint8Array(3)],
  ["a creation that is too short", 1, new Uint8Array(10)],
  ["a quarantine that is no JSON", 7, new Uint8Array(8)],
])("what another program wrote is unreadable: %s", (_what, kind, payload) => {
  expect(new WalFrameReader(framing).read({ stream: 5, kind, payload })).toEqual({
    log: null,
    frame: { kind: "unreadable" },
  });
});
