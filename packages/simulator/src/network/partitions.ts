/** Partitions of a network, as the ways that they block. */
import type { Way } from "./sim-network.ts";

/** Both ways between every host of the one side and every host of the other. */
export function split(side: readonly string[], others: readonly string[]): Way[] {
  return side.flatMap((one) =>
    others.flatMap((other): Way[] => [
      [one, other],
      [other, one],
    ]),
  );
}

/** Nothing gets from the one side to the other; the way back is open. */
export function oneWay(from: readonly string[], to: readonly string[]): Way[] {
  return from.flatMap((one) => to.map((other): Way => [one, other]));
}

/**
 * Every host reaches its two neighbours in the circle only. Of four or more, so that somebody does not reach somebody; with five,
 * everybody sees a majority and nobody the same one.
 */
export function ring(hosts: readonly string[]): Way[] {
  return hosts.flatMap((one, at) =>
    hosts.flatMap((other, otherAt): Way[] => {
      const distance = Math.abs(at - otherAt);
      return distance <= 1 || distance === hosts.length - 1 ? [] : [[one, other]];
    }),
  );
}

/** Every host reaches only the next one in the circle, and is reached only by the one before it. */
export function oneWayRing(hosts: readonly string[]): Way[] {
  return hosts.flatMap((one, at) =>
    hosts.flatMap((other, otherAt): Way[] =>
      otherAt === at || otherAt === (at + 1) % hosts.length ? [] : [[one, other]],
    ),
  );
}
