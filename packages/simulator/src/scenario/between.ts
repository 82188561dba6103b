import type { SeededRandom } from "@chronik/wal/testing";

/** An integer in `[least, most]`. */
export function between(random: SeededRandom, least: number, most: number): number {
  return least + random.below(most - least + 1);
}
