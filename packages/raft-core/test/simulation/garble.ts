import type { Entry, Message } from "../../src/index.ts";
import type { Prng } from "./prng.ts";

/**
 * A copy of the message as nobody would have sent it: fields that are no counts, entries with a gap or from the future. Nothing
 * of it may be believed. What a broken copy could say without contradicting itself is not tried: that is lying, and out of scope.
 */
export function garble(message: Message, random: Prng): Message {
  if (message.kind === "appendRequest" && message.entries.length > 0 && random.chance(0.8)) {
    return { ...message, entries: garbleEntries(message.entries, message.term, random) };
  }
  return { ...message, term: random.pick([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) };
}

function garbleEntries(entries: readonly Entry[], term: number, random: Prng): readonly Entry[] {
  const at = random.below(entries.length);
  const entry = entries[at]!;
  const replaced = (by: Entry) => entries.map((other, index) => (index === at ? by : other));
  switch (random.below(4)) {
    case 0:
      // The first of them is missing, so the rest does not join on to what was said to be before.
      return entries.length > 1 ? entries.slice(1) : replaced({ ...entry, index: entry.index + 1 });
    case 1:
      return replaced({ ...entry, index: entry.index + random.pick([1, 1, 2, -1]) });
    case 2:
      return replaced({ ...entry, term: term + 1 });
    default:
      return replaced({ ...entry, kind: "configuration", data: Uint8Array.of(99) });
  }
}
