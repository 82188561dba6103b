import type { EntryKind } from "../entry.ts";
import { contents, entries, entry, equal, equalList, hardState, type RigCase, rigCase } from "./rig.ts";

const KINDS: readonly EntryKind[] = ["command", "noop", "configuration", "omitted"];
const UNLIMITED = Number.POSITIVE_INFINITY;

/** What is written can be read, at once and after a restart. */
export const readAndWriteCases: readonly RigCase[] = [
  rigCase("an empty log: index 0 has term 0, and there is nothing else", async (rig) => {
    for (const restarted of [false, true]) {
      if (restarted) await rig.crash();
      const { log } = rig;
      const { term, vote, commit } = log.hardState();
      equalList([term, vote, commit], [0, 0, 0]);
      equal(log.snapshot(), undefined);
      equalList([log.firstIndex(), log.lastIndex(), log.term(0), log.term(1)], [1, 0, 0, undefined]);
      equal(log.entries({ from: 1, to: 1, bytesMax: UNLIMITED }).length, 0);
    }
  }),

  rigCase("a write can be read at once, and again after a restart", async (rig) => {
    rig.append({ hardState: hardState(3, 2, 1), entries: [entry(1, 1), entry(2, 3)] });
    const before = contents(rig.log);
    for (const restarted of [false, true]) {
      if (restarted) {
        await rig.settle();
        await rig.crash();
      }
      const { log } = rig;
      equal(contents(log), before);
      equalList([log.firstIndex(), log.lastIndex()], [1, 2]);
      equalList(
        [0, 1, 2, 3].map((index) => log.term(index)),
        [0, 1, 3, undefined],
      );
      equalList(Object.values(log.hardState()).sort(), [1, 2, 3]);
    }
  }),

  rigCase("entries: a range without its end, at least one, then as many as fit bytesMax of data", async (rig) => {
    rig.append({ hardState: hardState(1), entries: entries(1, 5) });
    const indexes = (from: number, to: number, bytesMax: number) =>
      rig.log.entries({ from, to, bytesMax }).map(({ index }) => index);
    equalList(indexes(2, 5, UNLIMITED), [2, 3, 4]);
    equalList(indexes(1, 6, 30), [1, 2, 3]);
    equalList(indexes(1, 6, 29), [1, 2]);
    equalList(indexes(1, 6, 0), [1]);
    equalList(indexes(5, 6, 0), [5]);
    await rig.settle();
    equalList(indexes(1, 6, 30), [1, 2, 3]);
  }),

  rigCase("an index that comes again replaces everything from there on", async (rig) => {
    rig.append({ hardState: hardState(1), entries: entries(1, 6) });
    rig.append({ hardState: hardState(2), entries: entries(3, 4, 2) });
    const expectTail = () => {
      equal(rig.log.lastIndex(), 4);
      equalList(
        [2, 3, 4, 5].map((index) => rig.log.term(index)),
        [1, 2, 2, undefined],
      );
    };
    expectTail();
    const before = contents(rig.log);
    await rig.settle();
    await rig.crash();
    expectTail();
    equal(contents(rig.log), before);
    rig.append({ hardState: hardState(3), entries: entries(1, 1, 3) });
    equal(rig.log.lastIndex(), 1);
  }),

  rigCase("entries without a hard state keep the last one; a hard state alone keeps the entries", async (rig) => {
    rig.append({ hardState: hardState(1, 2), entries: [] });
    rig.append({ entries: entries(1, 2) });
    rig.append({ hardState: hardState(4, 3, 1), entries: [] });
    rig.append({ entries: entries(3, 3, 4) });
    const before = contents(rig.log);
    const { term, vote, commit } = rig.log.hardState();
    equalList([term, vote, commit, rig.log.lastIndex()], [4, 3, 1, 3]);
    await rig.settle();
    await rig.crash();
    equal(contents(rig.log), before);
  }),

  rigCase("entries of every kind, with and without data, in a buffer of their own or not", async (rig) => {
    const buffer = Uint8Array.from({ length: 300 }, (_, at) => at);
    const list = KINDS.flatMap((kind, at) => [
      entry(2 * at + 1, 1, 0, kind),
      { ...entry(2 * at + 2, 1, 0, kind), data: buffer.subarray(at, at + 256) },
    ]);
    rig.append({ hardState: hardState(1), entries: list });
    const before = contents(rig.log);
    await rig.settle();
    await rig.crash();
    equal(contents(rig.log), before);
    equalList(
      rig.log.entries({ from: 1, to: list.length + 1, bytesMax: UNLIMITED }).map(({ kind }) => kind),
      list.map(({ kind }) => kind),
    );
  }),

  rigCase("numbers up to 2^53 - 1", async (rig) => {
    const large = Number.MAX_SAFE_INTEGER;
    const write = { hardState: hardState(large, large, 1), entries: [entry(1, 2 ** 40 + 1), entry(2, large)] };
    rig.append(write);
    const before = contents(rig.log);
    await rig.settle();
    await rig.crash();
    equal(contents(rig.log), before);
    equalList([rig.log.hardState().term, rig.log.term(1), rig.log.term(2)], [large, 2 ** 40 + 1, large]);
  }),

  rigCase("many entries in one write, and one entry that is large", async (rig) => {
    rig.append({ hardState: hardState(1), entries: entries(1, 2_000, 1, 3) });
    rig.append({ entries: [entry(2_001, 1, 200_000)] });
    const before = contents(rig.log);
    await rig.settle();
    await rig.crash();
    equal(contents(rig.log), before);
  }),

  rigCase("done is called once per write, in order, and never from inside append", async (rig) => {
    for (let index = 1; index <= 5; index++) rig.append({ hardState: hardState(1), entries: entries(index, index) });
    equal(rig.completed.length, 0);
    await rig.settle();
    equalList(rig.completed, [0, 1, 2, 3, 4]);
    for (let steps = 0; steps < 100 && (await rig.step()); steps++);
    equal(rig.completed.length, 5);
  }),
];
