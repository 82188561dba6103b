import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryLog } from "./memory-log.ts";
import type { Message } from "./message.ts";
import { RawNode } from "./raw-node.ts";

/*
 * etcd-io/raft #17081 and its kin: whatever a peer sends, a server neither throws nor goes back on what it promised.
 */

const number = fc.oneof(
  fc.nat(6),
  fc.constantFrom(-1, 0.5, Number.NaN, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER + 2, Number.POSITIVE_INFINITY),
);
const small = fc.nat(6);
const value = fc.oneof({ weight: 6, arbitrary: small }, { weight: 1, arbitrary: number });
const bytes = fc.uint8Array({ maxLength: 8 });
const entry = fc.record({
  index: value,
  term: value,
  kind: fc.constantFrom("command", "noop", "configuration", "omitted", "nonsense"),
  data: bytes,
});
const envelope = { from: fc.oneof(fc.nat(4), number), to: fc.constantFrom(1, 1, 1, 1, 2), term: value };
const flag = fc.boolean();
const garbage = fc.oneof(
  fc.record({
    ...envelope,
    kind: fc.constantFrom("preVoteRequest", "voteRequest"),
    lastLogIndex: value,
    lastLogTerm: value,
    transfer: flag,
  }),
  fc.record({ ...envelope, kind: fc.constantFrom("preVoteResponse", "voteResponse"), granted: flag }),
  fc.record({
    ...envelope,
    kind: fc.constant("appendRequest"),
    prevLogIndex: value,
    prevLogTerm: value,
    entries: fc.array(entry, { maxLength: 3 }),
    leaderCommit: value,
  }),
  fc.record({
    ...envelope,
    kind: fc.constant("appendResponse"),
    accepted: flag,
    matchIndex: value,
    hintIndex: value,
    hintTerm: value,
  }),
  fc.record({
    ...envelope,
    kind: fc.constantFrom("heartbeatRequest", "heartbeatResponse"),
    leaderCommit: value,
    round: value,
  }),
  fc.record({ ...envelope, kind: fc.constant("proposeRequest"), data: fc.array(bytes, { maxLength: 2 }) }),
  fc.record({
    ...envelope,
    kind: fc.constant("installSnapshotRequest"),
    snapshotIndex: value,
    snapshotTerm: value,
    configuration: fc.oneof(bytes, fc.constant(Uint8Array.from([1, 0, 1, 2, 0, 0, 0]))),
    totalBytes: value,
    offset: value,
    data: bytes,
    dataOmitted: fc.constantFrom(undefined, true, "nonsense"),
  }),
  fc.record({
    ...envelope,
    kind: fc.constant("installSnapshotResponse"),
    snapshotIndex: value,
    snapshotTerm: value,
    offset: value,
  }),
  fc.record({ ...envelope, kind: fc.constantFrom("timeoutNowRequest", "nonsense") }),
  fc.record({
    ...envelope,
    kind: fc.constantFrom("readIndexRequest", "readIndexResponse"),
    readId: value,
    readIndex: value,
  }),
);
const step = fc.oneof(
  { weight: 12, arbitrary: garbage },
  { weight: 3, arbitrary: fc.constant("tick" as const) },
  { weight: 1, arbitrary: fc.constant("campaign" as const) },
  { weight: 1, arbitrary: fc.constant("propose" as const) },
);

test.each([false, true])("no message makes a server throw, or its term or commit fall; witness: %s", (witness) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      const log = new MemoryLog();
      const kind = { witness, witnesses: witness ? [1] : [] };
      const node = new RawNode({ id: 1, voters: [1, 2, 3], ...kind, random: { below: () => 0 }, log });
      let before = node.status();
      for (const what of steps) {
        if (what === "tick") for (let tick = 0; tick < 11; tick++) node.tick();
        else if (what === "campaign") node.campaign();
        else if (what === "propose") node.propose([new Uint8Array(1)]);
        else node.step(what as Message);
        while (node.hasReady()) {
          const ready = node.ready();
          if (ready.write !== undefined) log.append(ready.write, () => {});
          log.complete();
          node.appended(ready.seq);
          const last = ready.committed.at(-1)?.index ?? ready.restore?.index;
          if (last !== undefined) node.applied(last);
        }
        const now = node.status();
        expect(now.term).toBeGreaterThanOrEqual(before.term);
        expect(now.commit).toBeGreaterThanOrEqual(before.commit);
        expect(now.lastIndex).toBeGreaterThanOrEqual(now.commit);
        for (const peer of now.peers.values()) expect(peer.next).toBeGreaterThan(peer.match);
        before = now;
      }
    }),
    { numRuns: 300 },
  );
});

test("what is refused is counted by reason", () => {
  const node = new RawNode({ id: 1, voters: [1, 2, 3], random: { below: () => 0 }, log: new MemoryLog() });
  node.step({ kind: "timeoutNowRequest", from: 2, to: 3, term: 1 });
  node.step({ kind: "timeoutNowRequest", from: 1, to: 1, term: 1 });
  node.step({ kind: "timeoutNowRequest", from: 2, to: 1, term: -1 });
  node.step({ kind: "heartbeatRequest", from: 2, to: 1, term: 1, leaderCommit: 9, round: 1 });
  node.step({ kind: "heartbeatRequest", from: 3, to: 1, term: 1, leaderCommit: 0, round: 1 });
  expect(node.status().refused).toEqual({ misrouted: 2, malformed: 1, conflicting: 2 });
});
