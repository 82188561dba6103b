import type { Entry, LogWrite } from "@chronik/raft-core";
import { inspectJournal } from "@chronik/wal";
import { SeededRandom, SimDisk, SimScheduler } from "@chronik/wal/testing";
import { expect, it } from "vitest";
import { DurableRaftLog } from "../raft/raft-log.ts";
import { type RaftFrame, RaftFrameReader } from "./raft-frames.ts";

const FOLDER = "/data/raft";

function entry(index: number, term: number, size = 10): Entry {
  return { index, term, kind: "command", data: new Uint8Array(size) };
}

/** What the journal says after these writes, in small frames. */
function framesOf(...writes: LogWrite[]): RaftFrame[] {
  const scheduler = new SimScheduler(new SeededRandom(1));
  const disk = new SimDisk(scheduler);
  disk.makeFolder("/data");
  disk.syncFolderNow("/");
  const log = DurableRaftLog.open({
    disk,
    folder: FOLDER,
    defer: scheduler.defer,
    timers: scheduler.timers,
    onFailure: (error) => {
      throw error;
    },
    journal: { fileBytes: 8192, firstFileBytes: 4096 },
    frameBytesMax: 1024,
  });
  for (const write of writes) log.append(write, (error) => expect(error).toBeNull());
  scheduler.drain();
  const reader = new RaftFrameReader();
  const frames: RaftFrame[] = [];
  inspectJournal(
    { disk, folder: FOLDER },
    {
      frame: (frame) => {
        if (frame.control === null) frames.push(reader.read(frame));
      },
    },
  );
  return frames;
}

it("tells writes, those in several frames, and checkpoints", () => {
  const hardState = { term: 2, vote: 1, commit: 1 };
  const snapshot = { index: 2, term: 1, configuration: new Uint8Array(1), data: new Uint8Array(5) };
  const frames = framesOf(
    { entries: [entry(1, 1), entry(2, 1)] },
    { hardState, entries: [] },
    { entries: [entry(3, 2, 1500)] },
    { compaction: { snapshot, keepFrom: 3 }, entries: [] },
  );
  const third = { firstIndex: 3, lastIndex: 3, firstTerm: 2, lastTerm: 2, dataBytes: 1500 };
  expect(frames).toEqual([
    {
      kind: "write",
      hardState: null,
      entries: { firstIndex: 1, lastIndex: 2, firstTerm: 1, lastTerm: 1, dataBytes: 20 },
    },
    { kind: "write", hardState, entries: null },
    { kind: "piece", number: 0 },
    { kind: "write", hardState: null, entries: third },
    { kind: "piece", number: 0 },
    { kind: "checkpoint", hardState, snapshot: { index: 2, term: 1, dataBytes: 5 }, entries: third },
  ]);
});

it("does not take the end of a write for a whole one", () => {
  const reader = new RaftFrameReader();
  expect(reader.read({ stream: 1, kind: 1, payload: new Uint8Array(9) })).toEqual({ kind: "rest" });
  expect(reader.read({ stream: 2, kind: 2, payload: new Uint8Array(9) })).toEqual({ kind: "rest" });
  expect(reader.read({ stream: 0, kind: 1, payload: new Uint8Array(9) })).toEqual({ kind: "piece", number: 0 });
  expect(reader.read({ stream: 2, kind: 2, payload: new Uint8Array(9) })).toEqual({ kind: "unreadable" });
});

it.each([
  ["kind", 99],
  ["write", 2],
  ["checkpoint", 3],
])("calls what is no frame of a Raft log unreadable: %s", (_, kind) => {
  const payload = Uint8Array.of(77, 1, 2);
  expect(new RaftFrameReader().read({ stream: 0, kind, payload })).toEqual({ kind: "unreadable" });
});
