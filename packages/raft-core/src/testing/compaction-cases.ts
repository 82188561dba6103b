import { contents, entries, equal, equalList, hardState, type LogRig, type RigCase, rigCase, snapshot } from "./rig.ts";

/** Snapshots of the own log, and snapshots that came from the leader. */
export const compactionCases: readonly RigCase[] = [
  ...[1, 3, 5].map((keepFrom) =>
    rigCase(`a snapshot at 4 that keeps entries from ${keepFrom} on`, async (rig) => {
      rig.append({ hardState: hardState(1, 1, 5), entries: entries(1, 6) });
      rig.append({ entries: [], compaction: { snapshot: snapshot(4), keepFrom } });
      const { log } = rig;
      equalList([log.firstIndex(), log.lastIndex(), log.term(4), log.term(6)], [keepFrom, 6, 1, 1]);
      equal(log.term(keepFrom - 1), keepFrom === 1 ? 0 : 1);
      equal(log.term(keepFrom - 2), undefined);
      equal(log.entries({ from: keepFrom, to: 7, bytesMax: 1_000 }).length, 7 - keepFrom);
      await expectSameAfterRestart(rig);
      // A restart may drop more, but nothing that has no snapshot.
      const first = rig.log.firstIndex();
      equal(first >= keepFrom && first <= 5, true);
    }),
  ),

  rigCase("a second snapshot takes the place of the first; the log goes on behind it", async (rig) => {
    rig.append({ hardState: hardState(1, 1, 5), entries: entries(1, 6) });
    rig.append({ entries: [], compaction: { snapshot: snapshot(2), keepFrom: 2 } });
    rig.append({ entries: [], compaction: { snapshot: snapshot(5), keepFrom: 6 } });
    rig.append({ hardState: hardState(2, 2, 6), entries: entries(7, 8, 2) });
    const { log } = rig;
    equalList([log.snapshot()?.index, log.firstIndex(), log.lastIndex()], [5, 6, 8]);
    await expectSameAfterRestart(rig);
    rig.append({ entries: entries(8, 9, 2) });
    await expectSameAfterRestart(rig);
  }),

  rigCase("a compaction takes effect before the entries of its write, and its hard state counts", async (rig) => {
    rig.append({ hardState: hardState(1), entries: entries(1, 3) });
    rig.append({
      hardState: hardState(5, 4, 3),
      entries: entries(4, 5, 5),
      compaction: { snapshot: snapshot(3), keepFrom: 4 },
    });
    const { log } = rig;
    equalList([log.firstIndex(), log.lastIndex(), log.term(3), log.term(5)], [4, 5, 1, 5]);
    equalList([log.hardState().term, log.hardState().vote, log.hardState().commit], [5, 4, 3]);
    await expectSameAfterRestart(rig);
  }),

  rigCase("a snapshot whose data was left out is told from one whose data is empty", async (rig) => {
    rig.append({ hardState: hardState(1, 1, 4), entries: entries(1, 4) });
    rig.append({ entries: [], compaction: { snapshot: { ...snapshot(2, 1, 0), dataOmitted: true }, keepFrom: 3 } });
    equal(rig.log.snapshot()?.dataOmitted, true);
    await expectSameAfterRestart(rig);
    equal(rig.log.snapshot()?.dataOmitted, true);
    rig.append({ entries: [], compaction: { snapshot: snapshot(4, 1, 0), keepFrom: 5 } });
    equal(rig.log.snapshot()?.dataOmitted, undefined);
    await expectSameAfterRestart(rig);
    equal(rig.log.snapshot()?.dataOmitted, undefined);
  }),

  ...[
    { what: "beyond the end of the log", index: 100 },
    { what: "within a log that does not agree", index: 2 },
    { what: "at the end of the log", index: 4 },
  ].map(({ what, index }) =>
    rigCase(`a snapshot from the leader, ${what}: every entry goes`, async (rig) => {
      rig.append({ hardState: hardState(1), entries: entries(1, 4) });
      rig.append({
        hardState: hardState(7, 2, index),
        entries: [],
        compaction: { snapshot: snapshot(index, 7, 20_000) },
      });
      const { log } = rig;
      equalList([log.firstIndex(), log.lastIndex()], [index + 1, index]);
      equalList([log.term(index - 1), log.term(index), log.term(index + 1)], [undefined, 7, undefined]);
      equal(log.entries({ from: index + 1, to: index + 1, bytesMax: 1_000 }).length, 0);
      await expectSameAfterRestart(rig);
      rig.append({ entries: entries(index + 1, index + 2, 8) });
      equalList([rig.log.lastIndex(), rig.log.term(index + 1)], [index + 2, 8]);
      await expectSameAfterRestart(rig);
    }),
  ),
];

async function expectSameAfterRestart(rig: LogRig): Promise<void> {
  const before = contents(rig.log);
  await rig.settle();
  await rig.crash();
  equal(contents(rig.log), before);
}
