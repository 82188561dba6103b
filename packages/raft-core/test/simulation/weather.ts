import type { NodeId } from "../../src/index.ts";
import type { Prng } from "./prng.ts";

/** What the network and the disks do to everybody; times in milliseconds. */
export interface Weather {
  lossChance: number;
  duplicateChance: number;
  delayMsMax: number;
  /** Now and then a message takes this much longer. */
  stragglerMsMax: number;
  diskMsMax: number;
  /** A message arrives at somebody it is not for as well. */
  misrouteChance: number;
  /** A broken copy of a message arrives as well. */
  garbleChance: number;
}

export const CALM: Weather = {
  lossChance: 0,
  duplicateChance: 0,
  delayMsMax: 2,
  stragglerMsMax: 0,
  diskMsMax: 2,
  misrouteChance: 0,
  garbleChance: 0,
};

export function drawWeather(random: Prng, options: { strays: boolean }): Weather {
  return {
    lossChance: random.pick([0, 0, 0.05, 0.2]),
    duplicateChance: random.pick([0, 0.1, 0.3]),
    delayMsMax: random.pick([1, 3, 10, 30]),
    stragglerMsMax: random.pick([0, 100, 1000]),
    diskMsMax: random.pick([0, 2, 10, 50]),
    misrouteChance: options.strays ? random.pick([0, 0.02]) : 0,
    garbleChance: options.strays ? random.pick([0, 0.02]) : 0,
  };
}

/** A direction between two servers, as one number. */
export function linkOf(from: NodeId, to: NodeId): number {
  return from * 64 + to;
}
