import { BROKER_BUGS } from "./broker-bugs.ts";
import type { PlantedBug } from "./planted-bug.ts";
import { STORAGE_BUGS } from "./storage-bugs.ts";

/**
 * One row per way to lose, double or mix up records that the simulator must find from some seed, or it proves nothing about the
 * code without it. They exist only as text that is put into a copy of the source: the packages themselves have no switches.
 */
export const PLANTED_BUGS: readonly PlantedBug[] = [...STORAGE_BUGS, ...BROKER_BUGS];
