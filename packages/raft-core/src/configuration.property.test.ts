import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { subsets } from "../test/subsets.ts";
import {
  type Configuration,
  configurationOf,
  decodeConfiguration,
  encodeConfiguration,
  isJoint,
  isValid,
  isVoter,
  membersOf,
} from "./configuration.ts";
import { changeConfiguration, leaveJoint, type MemberChange, type Transition } from "./configuration-change.ts";

const node = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant(300));
const simple = fc
  .record({ voters: fc.uniqueArray(node, { minLength: 1 }), learners: fc.uniqueArray(node) })
  .map(({ voters, learners }) => configurationOf({ voters, learners: learners.filter((id) => !voters.includes(id)) })!);
const change = fc.record<MemberChange>({ kind: fc.constantFrom("addVoter", "addLearner", "remove"), node });
const changes = fc.array(change, { minLength: 1, maxLength: 5 });
const transition = fc.constantFrom<Transition>("auto", "jointAuto", "jointExplicit");

describe("a change of members", () => {
  test("leads, directly or through a joint configuration, to what its changes say one after the other", () => {
    fc.assert(
      fc.property(simple, changes, transition, (before, list, how) => {
        const role = new Map<number, string>();
        for (const id of before.voters) role.set(id, "voter");
        for (const id of before.learners) role.set(id, "learner");
        for (const { kind, node: id } of list) {
          if (kind === "remove") role.delete(id);
          else role.set(id, kind === "addVoter" ? "voter" : "learner");
        }
        const wanted = (name: string) => [...role].filter(([, is]) => is === name).map(([id]) => id);
        const next = changeConfiguration(before, list, how);
        if (wanted("voter").length === 0) {
          expect(next).toBeUndefined();
          return;
        }
        expect(isValid(next!)).toBe(true);
        const final = isJoint(next!) ? leaveJoint(next!)! : next!;
        expect(final).toEqual(configurationOf({ voters: wanted("voter"), learners: wanted("learner") }));
      }),
    );
  });

  test("every quorum before shares a voter with every quorum after, at each step (thesis, chapter 4)", () => {
    fc.assert(
      fc.property(simple, changes, transition, (before, list, how) => {
        const next = changeConfiguration(before, list, how);
        if (next === undefined) return;
        expect(overlap(before, next)).toBe(true);
        const left = leaveJoint(next);
        if (left !== undefined) expect(overlap(next, left)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  test("is direct only where asked for and at most one voter changes", () => {
    const three = configurationOf({ voters: [1, 2, 3], learners: [4] })!;
    const add = (id: number): MemberChange => ({ kind: "addVoter", node: id });
    expect(changeConfiguration(three, [add(4)], "auto")).toEqual(configurationOf({ voters: [1, 2, 3, 4] }));
    expect(changeConfiguration(three, [add(5), add(6)], "auto")).toMatchObject({
      voters: [1, 2, 3, 5, 6],
      votersOutgoing: [1, 2, 3],
      autoLeave: true,
    });
    expect(changeConfiguration(three, [add(4)], "jointExplicit")).toMatchObject({ autoLeave: false, learners: [] });
    expect(changeConfiguration(three, [{ kind: "addLearner", node: 3 }, add(5)], "auto")).toEqual({
      voters: [1, 2, 5],
      votersOutgoing: [1, 2, 3],
      learners: [4],
      learnersNext: [3],
      autoLeave: true,
    });
    expect(changeConfiguration(three, [], "auto")).toBeUndefined();
    expect(leaveJoint(three)).toBeUndefined();
  });

  test("is not possible in a joint configuration", () => {
    const joint = changeConfiguration(
      configurationOf({ voters: [1] })!,
      [{ kind: "addVoter", node: 2 }],
      "jointExplicit",
    )!;
    expect(changeConfiguration(joint, [{ kind: "addVoter", node: 3 }], "auto")).toBeUndefined();
  });
});

describe("the encoding", () => {
  test("gives back what it was given", () => {
    fc.assert(
      fc.property(simple, changes, transition, (before, list, how) => {
        const configuration = changeConfiguration(before, list, how) ?? before;
        expect(decodeConfiguration(encodeConfiguration(configuration))).toEqual(configuration);
      }),
    );
  });

  test("takes no other bytes for a configuration, and never throws", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 30 }), (bytes) => {
        const configuration = decodeConfiguration(bytes);
        if (configuration !== undefined) expect(isValid(configuration)).toBe(true);
      }),
    );
    const good = encodeConfiguration(configurationOf({ voters: [1, 2, 300] })!);
    for (let end = 0; end < good.length; end++) expect(decodeConfiguration(good.subarray(0, end))).toBeUndefined();
    expect(decodeConfiguration(Uint8Array.from([...good, 0]))).toBeUndefined();
  });
});

/** Tries every pair of sets of members that decide, before and after. */
function overlap(a: Configuration, b: Configuration): boolean {
  const ids = [...new Set([...membersOf(a), ...membersOf(b)])].filter((id) => isVoter(a, id) || isVoter(b, id));
  const decides = (configuration: Configuration, set: readonly number[]) =>
    [configuration.voters, configuration.votersOutgoing].every(
      (half) => half.length === 0 || half.filter((id) => set.includes(id)).length * 2 > half.length,
    );
  // Two disjoint deciding sets exist exactly where some set decides in one and its complement in the other.
  return !subsets(ids).some(
    (set) =>
      decides(a, set) &&
      decides(
        b,
        ids.filter((id) => !set.includes(id)),
      ),
  );
}
