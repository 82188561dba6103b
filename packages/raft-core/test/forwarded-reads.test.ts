import { describe, expect, test } from "vitest";
import { ForwardedReads } from "../src/forwarded-reads.ts";
import { MemoryLog, type Message, RawNode } from "../src/index.ts";

const life = (number: number) => ({ below: (bound: number) => number % bound });

describe("reads that a follower passes on", () => {
  test("come back under the owner's number, each once", () => {
    const reads = new ForwardedReads(life(3));
    const id = reads.add(7);
    expect([reads.count, reads.answered(id), reads.answered(id), reads.count]).toEqual([1, 7, undefined, 0]);
  });

  test("do not wait for ever", () => {
    const reads = new ForwardedReads(life(3));
    reads.add(1);
    expect(reads.tick(2)).toEqual([]);
    reads.add(2);
    expect([reads.tick(2), reads.tick(2), reads.count]).toEqual([[1], [2], 0]);
  });

  test("of one life are not answered by what another life asked", () => {
    const before = new ForwardedReads(life(3));
    const after = new ForwardedReads(life(4));
    const asked = [before.add(1), before.add(2)];
    after.add(1);
    expect(asked.map((id) => after.answered(id))).toEqual([undefined, undefined]);
  });
});

/** A follower of node 2, in term 1; it asks before it dies, and again, under the same number, when it is back. */
test("an answer that a leader gave to an earlier life confirms no later read", () => {
  const log = new MemoryLog();
  const follower = (number: number) => {
    const node = new RawNode({ id: 1, voters: [1, 2, 3], log, random: life(number) });
    node.step({ kind: "heartbeatRequest", from: 2, to: 1, term: 1, leaderCommit: 0, round: 1 });
    flush(node);
    return node;
  };
  const flush = (node: RawNode): readonly Message[] => {
    const sent: Message[] = [];
    while (node.hasReady()) {
      const ready = node.ready();
      if (ready.write !== undefined) {
        log.append(ready.write, () => {});
        log.complete();
        node.appended(ready.seq);
      }
      sent.push(...ready.messages);
      if (ready.committed.length > 0) node.applied(ready.committed.at(-1)!.index);
      reads.push(...ready.reads);
    }
    return sent;
  };
  const reads: unknown[] = [];
  const asked = (node: RawNode) => {
    expect(node.readIndex(1)).toEqual({ ok: true });
    const request = flush(node).find(({ kind }) => kind === "readIndexRequest");
    return (request as Extract<Message, { kind: "readIndexRequest" }>).readId;
  };
  const answer = (readId: number, readIndex: number): Message => {
    return { kind: "readIndexResponse", from: 2, to: 1, term: 1, readId, readIndex };
  };

  const early = asked(follower(5));
  const reborn = follower(6);
  const late = asked(reborn);
  reborn.step(answer(early, 3));
  flush(reborn);
  expect(reads).toEqual([]);
  reborn.step(answer(late, 8));
  flush(reborn);
  expect(reads).toEqual([{ ok: true, readId: 1, readIndex: 8 }]);
});
