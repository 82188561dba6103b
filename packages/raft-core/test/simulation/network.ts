import type { Message, NodeId } from "../../src/index.ts";
import { garble } from "./garble.ts";
import type { Prng } from "./prng.ts";
import { CALM, linkOf, type Weather } from "./weather.ts";

/** One copy of a message on its way. */
export interface Arrival {
  readonly message: Message;
  /** Mostly whom it is for. */
  readonly to: NodeId;
  readonly delayMs: number;
  /** What whoever gets it must count it as, and do nothing else. */
  readonly stray?: "misrouted" | "malformed";
}

/** What becomes of messages between servers, link by link. A link is one direction, by {@link linkOf}. */
export class Network {
  weather: Weather = { ...CALM };
  /** Let nothing through. */
  readonly blocked = new Set<number>();
  /** Let only small messages through: none with entries or a piece of a snapshot. */
  readonly narrow = new Set<number>();
  /** Are slower by so many milliseconds. */
  readonly slow = new Map<number, number>();
  /** As {@link slow}, and not mended before its time. */
  readonly late = new Map<number, number>();
  /** What tells a server to campaign is so much slower than the rest. */
  timeoutNowLateMs = 0;
  /** Links that are cut for a time that was fixed when they were, and how often. */
  readonly #cut = new Map<number, number>();
  readonly #random: Prng;
  readonly #nodes: readonly NodeId[];
  readonly #schedule: (delayMs: number, run: () => void) => void;

  constructor(options: {
    random: Prng;
    nodes: readonly NodeId[];
    schedule: (delayMs: number, run: () => void) => void;
  }) {
    this.#random = options.random;
    this.#nodes = options.nodes;
    this.#schedule = options.schedule;
  }

  /** Calls `deliver` for every copy that will arrive, none to several. */
  carry(message: Message, deliver: (arrival: Arrival) => void): void {
    const random = this.#random;
    const { from, to } = message;
    const { lossChance, duplicateChance, misrouteChance, garbleChance } = this.weather;
    const link = linkOf(from, to);
    if (this.blocked.has(link) || this.#cut.has(link) || random.chance(lossChance)) return;
    if (this.narrow.has(link) && isLarge(message)) return;
    deliver({ message, to, delayMs: this.#delayMs(message, to) });
    if (duplicateChance > 0 && random.chance(duplicateChance)) {
      deliver({ message, to, delayMs: this.#delayMs(message, to) });
    }
    if (misrouteChance > 0 && random.chance(misrouteChance)) {
      const other = random.pick(this.#nodes.filter((id) => id !== to));
      deliver({ message, to: other, delayMs: this.#delayMs(message, other), stray: "misrouted" });
    }
    if (garbleChance > 0 && random.chance(garbleChance)) {
      deliver({ message: garble(message, random), to, delayMs: this.#delayMs(message, to), stray: "malformed" });
    }
  }

  /** Nothing passes on these links for so long, whatever else is mended meanwhile. */
  cutFor(links: readonly number[], ms: number): void {
    for (const link of links) this.#cut.set(link, (this.#cut.get(link) ?? 0) + 1);
    this.#schedule(ms, () => {
      for (const link of links) {
        const left = (this.#cut.get(link) ?? 1) - 1;
        if (left === 0) this.#cut.delete(link);
        else this.#cut.set(link, left);
      }
    });
  }

  /** All messages pass again, and in time. */
  calm(): void {
    this.weather = { ...CALM };
    this.blocked.clear();
    this.#cut.clear();
    this.narrow.clear();
    this.slow.clear();
    this.late.clear();
    this.timeoutNowLateMs = 0;
  }

  #delayMs(message: Message, to: NodeId): number {
    const { delayMsMax, stragglerMsMax } = this.weather;
    const straggles = stragglerMsMax > 0 && this.#random.chance(0.02);
    const link = linkOf(message.from, to);
    const lateMs = message.kind === "timeoutNowRequest" ? this.timeoutNowLateMs : (this.late.get(link) ?? 0);
    const stragglerMs = straggles ? this.#random.below(stragglerMsMax) : 0;
    return (this.slow.get(link) ?? 0) + lateMs + stragglerMs + this.#random.below(delayMsMax + 1);
  }
}

function isLarge(message: Message): boolean {
  return (message.kind === "appendRequest" && message.entries.length > 0) || message.kind === "installSnapshotRequest";
}
