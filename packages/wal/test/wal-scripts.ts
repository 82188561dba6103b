import type { WalStep } from "./wal-world.ts";

const START = ["create", "settle", "append", "settle"] as const;

function times(count: number, ...steps: readonly WalStep[]): WalStep[] {
  return Array.from({ length: count }, () => steps).flat();
}

/** Histories that go to one place for certain, each with the name of that place. Chance goes on from there. */
export const WAL_SCRIPTS: Readonly<Record<string, readonly WalStep[]>> = {
  append: [...START, ...times(4, "append", "append", "step", "step", "settle")],
  roll: [...START, ...times(8, "append", "append", "settle")],
  checkpoint: [...START, ...times(3, "append", "settle", "checkpoint", "append", "settle")],
  recycle: [...START, ...times(6, ...times(5, "append"), "settle", "checkpoint", "settle")],
  "truncate before a checkpoint": [...START, ...times(3, "append", "append", "truncate", "append", "settle")],
  "truncate after a checkpoint": [
    ...START,
    ...times(3, "append", "append", "checkpoint", "settle", "truncate", "append", "step", "truncate", "settle"),
  ],
  reset: [...START, ...times(3, "append", "settle", "reset", "append", "checkpoint", "settle")],
  "delete from the front": [
    ...START,
    ...times(3, "append", "append", "append", "settle", "deleteBefore", "checkpoint", "append", "settle"),
  ],
  "create and delete": [...START, ...times(4, "create", "append", "step", "delete", "append", "settle", "checkpoint")],
  "disk full": [
    ...START,
    ...times(2, "append", "append", "fill", ...times(6, "append"), "step", "truncate", "checkpoint", "rest"),
    ...(["free", "rest", "append", "settle"] as const),
  ],
  recovery: [
    ...START,
    ...times(2, "append", "append", "truncate", "append", "kill", "append", "powerCut", "append", "settle"),
    ...(["append", "close", "append", "settle"] as const),
  ],
};
