import { SeededRandom } from "@chronik/wal/testing";

/**
 * Where all chance of a run comes from: one generator per name, each decided by the seed and its name alone. So one draw more in
 * one part of the simulation changes nothing in another, and a fault that is taken out of a plan leaves the rest as it was.
 */
export class RandomStreams {
  readonly seed: number;
  readonly #streams = new Map<string, SeededRandom>();

  constructor(seed: number) {
    this.seed = seed;
  }

  /** The stream of that name, which goes on where it was left. */
  stream(name: string): SeededRandom {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = new SeededRandom(mixed(this.seed, name));
      this.#streams.set(name, stream);
    }
    return stream;
  }
}

/** FNV-1a over the seed and the name, then MurmurHash3's finalizer, so that seeds next to each other give unlike streams. */
function mixed(seed: number, name: string): number {
  let hash = 0x811c9dc5;
  for (const text of [String(seed), "/", name]) {
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
