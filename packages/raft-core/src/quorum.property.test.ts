import fc from "fast-check";
import { expect, test } from "vitest";
import { subsets } from "../test/subsets.ts";
import type { Configuration } from "./configuration.ts";
import { quorumActive, quorumIndex, quorumVotes } from "./quorum.ts";

/*
 * Against definitions that are too slow to use and too simple to be wrong: try every subset of the voters.
 */

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 6 });
const configurations = fc
  .record({ voters: ids, votersOutgoing: fc.oneof(fc.constant([]), ids) })
  .map((lists): Configuration => ({ ...lists, learners: [], learnersNext: [], witnesses: [], autoLeave: false }));
const acknowledged = fc.array(fc.nat(8), { minLength: 10, maxLength: 10 });

function majorities(voters: readonly number[]): number[][] {
  return subsets(voters).filter((set) => set.length * 2 > voters.length);
}

/** Every set of voters that is a quorum: a majority of each half that exists. */
function quorums({ voters, votersOutgoing }: Configuration): number[][] {
  if (votersOutgoing.length === 0) return majorities(voters);
  return majorities(voters).flatMap((a) => majorities(votersOutgoing).map((b) => [...a, ...b]));
}

test("the committed index is the best that some quorum holds", () => {
  fc.assert(
    fc.property(configurations, acknowledged, (configuration, acked) => {
      const dumb = Math.max(...quorums(configuration).map((quorum) => Math.min(...quorum.map((id) => acked[id]!))));
      expect(quorumIndex(configuration, (id) => acked[id]!)).toBe(dumb);
    }),
  );
});

test("an election is won when a quorum grants, lost when none can any more", () => {
  const answers = fc.array(fc.constantFrom(true, false, undefined), { minLength: 10, maxLength: 10 });
  fc.assert(
    fc.property(configurations, answers, (configuration, given) => {
      const votes = new Map(given.flatMap((vote, id) => (vote === undefined ? [] : [[id, vote] as const])));
      const all = quorums(configuration);
      const won = all.some((quorum) => quorum.every((id) => votes.get(id) === true));
      const open = all.some((quorum) => quorum.every((id) => votes.get(id) !== false));
      expect(quorumVotes(configuration, votes)).toBe(won ? "won" : open ? "pending" : "lost");
    }),
  );
});

test("a quorum is active when one is active as a whole", () => {
  fc.assert(
    fc.property(configurations, fc.uniqueArray(fc.integer({ min: 1, max: 9 })), (configuration, active) => {
      const dumb = quorums(configuration).some((quorum) => quorum.every((id) => active.includes(id)));
      expect(quorumActive(configuration, (id) => active.includes(id))).toBe(dumb);
    }),
  );
});

test("any two quorums of one configuration share a voter", () => {
  fc.assert(
    fc.property(configurations, (configuration) => {
      const all = quorums(configuration).map((ids) => ids.reduce((bits, id) => bits | (1 << id), 0));
      expect(all.every((a) => all.every((b) => (a & b) !== 0))).toBe(true);
    }),
    { numRuns: 20 },
  );
});
