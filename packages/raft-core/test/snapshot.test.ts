import { describe, expect, test } from "vitest";
import { describeMessage, Lab } from "./lab.ts";

const two = (node = {}) => new Lab({ nodes: [1, 2], node });

/** Node 1 leads and has commands behind a snapshot, of which node 3 has heard nothing. */
function withLaggard(node = {}): Lab {
  const lab = new Lab({ nodes: [1, 2, 3], node });
  lab.elect(1);
  lab.cutOff(3);
  lab.propose(1, "a", "b", "c");
  lab.settle();
  lab.propose(1, "d");
  lab.settle();
  lab.snapshot(1);
  lab.heal();
  return lab;
}

describe("log compaction (Raft paper, section 7)", () => {
  test("drops what the snapshot covers, and goes on", () => {
    const lab = two();
    lab.elect(1);
    lab.propose(1, "a", "b");
    lab.settle();
    expect(lab.snapshot(1)).toBe(true);
    expect(lab.status(1)).toMatchObject({ firstIndex: 4, lastIndex: 3, snapshotIndex: 3 });
    lab.propose(1, "c");
    lab.settle();
    expect(lab.applied(2)).toEqual(["a", "b", "c"]);
  });

  test("keeps a tail for followers that are a little behind", () => {
    const lab = two();
    lab.elect(1);
    lab.propose(1, "a", "b");
    lab.settle();
    lab.snapshot(1, 3);
    expect(lab.status(1)).toMatchObject({ firstIndex: 3, lastIndex: 3, snapshotIndex: 3 });
    lab.restart(1);
    expect(lab.applied(1)).toEqual(["a", "b"]);
  });

  test("takes no snapshot twice at one index", () => {
    const lab = two();
    lab.elect(1);
    expect(lab.snapshot(1)).toBe(true);
    expect(lab.snapshot(1)).toBe(false);
  });

  test("a restart begins with the snapshot", () => {
    const lab = two();
    lab.elect(1);
    lab.propose(1, "a");
    lab.settle();
    lab.snapshot(1);
    lab.propose(1, "b");
    lab.settle();
    lab.restart(1);
    lab.node(2).forgetLeader();
    expect(lab.applied(1)).toEqual(["a"]);
    expect(lab.status(1)).toMatchObject({ commit: 2, applied: 2, firstIndex: 3, lastIndex: 3 });
    lab.elect(1);
    expect(lab.applied(1)).toEqual(["a", "b"]);
  });
});

describe("snapshots for followers (thesis, section 5.3)", () => {
  test("transcript: a follower whose next entry is gone", () => {
    const lab = withLaggard({ snapshotChunkBytes: 10 });
    lab.transcript.length = 0;
    lab.tick(1);
    lab.cut(1, 2);
    lab.settle();
    expect(lab.transcript).toEqual([
      "1>3 heartbeat t1 commit 1",
      "3>1 heard t1",
      "1>3 append t1 after 5/1 [] commit 5",
      "3>1 no match t1 5 hint 1/1",
      "1>3 snapshot t1 5/1 at 0+10/17",
      "3>1 more snapshot t1 5 from 10",
      "1>3 snapshot t1 5/1 at 10+7/17",
      "3>1 match t1 5",
    ]);
    expect(lab.applied(3)).toEqual(["a", "b", "c", "d"]);
    expect(lab.status(3)).toMatchObject({ commit: 5, firstIndex: 6, lastIndex: 5, snapshotIndex: 5 });
    expect(lab.status(1).peers.get(3)).toMatchObject({ state: "replicate", match: 5 });
  });

  test("is acknowledged when it is durable, and lost whole by a crash before", () => {
    const lab = withLaggard();
    lab.hold(3);
    lab.tick(1);
    lab.settle();
    expect(lab.status(1).peers.get(3)).toMatchObject({ state: "snapshot", match: 1 });
    expect(lab.applied(3)).toEqual(["a", "b", "c", "d"]);
    lab.restart(3);
    expect(lab.status(3)).toMatchObject({ lastIndex: 1, snapshotIndex: 0 });
    lab.tick(1);
    lab.settle();
    expect(lab.status(1).peers.get(3)).toMatchObject({ state: "replicate", match: 5 });
    lab.restart(3);
    expect(lab.applied(3)).toEqual(["a", "b", "c", "d"]);
  });

  test("a lost piece is sent again after a heartbeat; a piece that comes twice changes nothing", () => {
    const lab = withLaggard({ snapshotChunkBytes: 6 });
    lab.tick(1);
    while (lab.intercept("installSnapshotResponse").length === 0) lab.deliver(lab.inFlight.shift()!);
    // The answer to the first piece is lost.
    lab.settle();
    expect(lab.status(1).peers.get(3)?.state).toBe("snapshot");
    lab.tick(1);
    lab.settle();
    expect(lab.applied(3)).toEqual(["a", "b", "c", "d"]);
    expect(lab.transcript.filter((line) => line.includes("at 0+6"))).toHaveLength(2);
  });

  test("who got everything by appends leaves the snapshot state (raft #84)", () => {
    const lab = withLaggard();
    lab.tick(1);
    while (lab.intercept("installSnapshotRequest").length === 0) lab.deliver(lab.inFlight.shift()!);
    expect(lab.status(1).peers.get(3)?.state).toBe("snapshot");
    lab.deliver({
      kind: "appendResponse",
      from: 3,
      to: 1,
      term: 1,
      accepted: true,
      matchIndex: 5,
      hintIndex: 0,
      hintTerm: 0,
    });
    expect(lab.status(1).peers.get(3)).toMatchObject({ state: "replicate", match: 5 });
  });

  test("where the log was compacted further meanwhile, the newer snapshot follows", () => {
    const lab = withLaggard({ snapshotChunkBytes: 6 });
    lab.tick(1);
    while (lab.status(1).peers.get(3)?.state !== "snapshot") lab.deliver(lab.inFlight.shift()!);
    lab.cut(1, 3);
    const pieces = lab.intercept("installSnapshotRequest");
    lab.propose(1, "e");
    lab.settle();
    lab.snapshot(1);
    lab.heal();
    lab.inFlight.push(...pieces);
    lab.settle();
    expect(lab.applied(3)).toEqual(["a", "b", "c", "d", "e"]);
    expect(lab.status(3)).toMatchObject({ snapshotIndex: 6 });
  });

  test("replaces a log that does not agree, and leaves one alone that does", () => {
    const lab = withLaggard();
    const message = {
      kind: "installSnapshotRequest",
      from: 1,
      to: 2,
      term: 1,
      snapshotIndex: 5,
      snapshotTerm: 1,
      configuration: lab.log(1).snapshot()!.configuration,
      totalBytes: 2,
      offset: 0,
      data: new TextEncoder().encode("[]"),
    } as const;
    lab.deliver(message);
    expect(lab.applied(2)).toEqual(["a", "b", "c", "d"]);
    expect(lab.status(2).snapshotIndex).toBe(0);
    expect(lab.intercept("appendResponse").map(describeMessage)).toEqual(["2>1 match t1 5"]);
    lab.deliver({ ...message, to: 3 });
    expect(lab.applied(3)).toEqual([]);
    expect(lab.status(3)).toMatchObject({ lastIndex: 5, snapshotIndex: 5 });
  });

  test("one that is larger than allowed is refused before anything is allocated", () => {
    const lab = two({ snapshotBytesMax: 100 });
    lab.elect(1);
    lab.deliver({
      kind: "installSnapshotRequest",
      from: 1,
      to: 2,
      term: 1,
      snapshotIndex: 50,
      snapshotTerm: 1,
      configuration: Uint8Array.from([1, 0, 1, 1, 0, 0, 0]),
      totalBytes: 101,
      offset: 0,
      data: new Uint8Array(1),
    });
    expect(lab.status(2).refused.malformed).toBe(1);
    expect(lab.inFlight).toEqual([]);
  });

  test("a size that changes between pieces begins anew: pieces of two sizes are never mixed", () => {
    const lab = withLaggard();
    const piece = (totalBytes: number, offset: number, text: string) => ({
      kind: "installSnapshotRequest" as const,
      from: 1,
      to: 3,
      term: 1,
      snapshotIndex: 5,
      snapshotTerm: 1,
      configuration: lab.log(1).snapshot()!.configuration,
      totalBytes,
      offset,
      data: new TextEncoder().encode(text),
    });
    const answers = () => lab.intercept("installSnapshotResponse").map(describeMessage);
    lab.deliver(piece(1_000_000, 0, '["x"'));
    expect(answers()).toEqual(["3>1 more snapshot t1 5 from 4"]);
    lab.deliver(piece(5, 4, "]"));
    expect(answers()).toEqual(["3>1 more snapshot t1 5 from 0"]);
    lab.deliver(piece(5, 0, '["y"'));
    lab.deliver(piece(5, 4, "]"));
    expect(lab.applied(3)).toEqual(["y"]);
  });

  test("nobody is sent one who is not heard", () => {
    const lab = withLaggard();
    lab.cut(1, 3);
    for (let tick = 0; tick < 30; tick++) {
      lab.tick(1);
      lab.settle();
    }
    expect(lab.status(1).peers.get(3)).toMatchObject({ state: "replicate" });
  });
});
