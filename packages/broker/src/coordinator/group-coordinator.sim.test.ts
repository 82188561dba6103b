import { expect, test } from "vitest";
import { GroupSimulation } from "./testing/group-simulation.ts";

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const STEPS = 2000;

const reached = new Set<string>();

test.each(SEEDS)("groups keep their promises through crashes and failovers, seed %i", (seed) => {
  const simulation = new GroupSimulation(seed);
  simulation.run(STEPS);
  simulation.heal();
  for (const what of simulation.history.reached.keys()) reached.add(what);
});

test("the runs above came through what they are about", () => {
  expect([...reached].sort()).toEqual([
    "assigned",
    "commit acknowledged",
    "commit in doubt",
    "commit of an old generation",
    "commit refused",
    "fenced",
    "loaded",
    "skipped assignment",
    "told by a leader that was none",
    "two failovers in a row",
  ]);
});
