import type { LogReader, LogWrite } from "../ports.ts";
import { contents, entries, equal, hardState, type MakeRig, type RigCase, snapshot } from "./rig.ts";

/** A disk that takes more steps than this for a history is not looked at in between. */
const STEPS_MAX = 400;

/** Histories in which each write changes what was there before in another way. */
const HISTORIES: readonly { readonly what: string; readonly writes: readonly LogWrite[] }[] = [
  {
    what: "appends and hard states",
    writes: [
      { hardState: hardState(1), entries: entries(1, 2) },
      { entries: entries(3, 5, 1, 2_000) },
      { hardState: hardState(2, 3), entries: [] },
      { hardState: hardState(2, 3, 4), entries: entries(6, 6, 2) },
    ],
  },
  {
    what: "suffixes that are replaced",
    writes: [
      { hardState: hardState(1), entries: entries(1, 5) },
      { hardState: hardState(2), entries: entries(3, 4, 2) },
      { hardState: hardState(3), entries: entries(2, 6, 3, 700) },
      { hardState: hardState(4), entries: entries(6, 6, 4) },
    ],
  },
  {
    what: "snapshots that are taken and installed",
    writes: [
      { hardState: hardState(1, 1, 4), entries: entries(1, 6) },
      { entries: [], compaction: { snapshot: snapshot(3, 1, 1_500), keepFrom: 2 } },
      { entries: entries(7, 7) },
      { hardState: hardState(2, 2, 20), entries: entries(21, 22, 2), compaction: { snapshot: snapshot(20, 2, 3_000) } },
      { hardState: hardState(2, 2, 22), entries: entries(23, 23, 2) },
    ],
  },
];

/** Power is lost at every step. What is found is what some number of writes made, none in part, all that were durable. */
export const crashCases: readonly RigCase[] = HISTORIES.map(({ what, writes }) => ({
  name: `a power cut anywhere in ${what} leaves whole writes, in order, and all that were durable`,
  run: async (makeRig: MakeRig) => {
    const states = await statesOf(makeRig, writes);
    for (let steps = 0; steps <= STEPS_MAX; steps++) {
      if (await cutAfter(makeRig, writes, states, steps)) return;
    }
  },
}));

/** Returns whether everything was durable by then. */
async function cutAfter(
  makeRig: MakeRig,
  writes: readonly LogWrite[],
  states: readonly string[],
  steps: number,
): Promise<boolean> {
  const rig = await makeRig();
  try {
    for (const write of writes) rig.append(write);
    for (let done = 0; done < steps && (await rig.step()); done++);
    const durable = rig.completed.length;
    await rig.crash();
    const found = states.indexOf(contents(rig.log));
    if (found < durable) {
      const as = found === -1 ? "no number of writes made it" : `${found} writes made it`;
      throw new Error(`after ${steps} steps ${durable} writes were durable, and the log is as ${as}`);
    }
    // What was lost can be written again.
    for (const write of writes.slice(found)) rig.append(write);
    await rig.settle();
    await rig.crash();
    equal(contents(rig.log), states[writes.length]);
    return durable === writes.length;
  } finally {
    await rig.dispose();
  }
}

/** What the log looks like after none, one, two, … of the writes; each is another, or nothing would be shown. */
async function statesOf(makeRig: MakeRig, writes: readonly LogWrite[]): Promise<string[]> {
  const rig = await makeRig();
  try {
    const at = (log: LogReader) => contents(log);
    const states = [at(rig.log)];
    for (const write of writes) {
      rig.append(write);
      states.push(at(rig.log));
    }
    equal(new Set(states).size, writes.length + 1);
    return states;
  } finally {
    await rig.dispose();
  }
}
