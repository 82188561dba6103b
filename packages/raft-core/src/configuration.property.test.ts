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
  isWitness,
  membersOf,
} from "./configuration.ts";
import {
  changeConfiguration,
  leaveJoint,
  type MemberChange,
  type Transition,
  turnsWitness,
} from "./configuration-change.ts";

const node = fc.oneof(fc.integer({ min: 1, max: 6 }), fc.constant(Number.MAX_SAFE_INTEGER), fc.constant(300));
const simple = fc
  .record({ voters: fc.uniqueArray(node, { minLength: 1 }), learners: fc.uniqueArray(node), witnessCount: fc.nat(3) })
  .map(({ voters, learners, witnessCount }) => {
    const witnesses = voters.slice(0, Math.min(witnessCount, voters.length >> 1));
    return configurationOf({ voters, learners: learners.filter((id) => !voters.includes(id)), witnesses })!;
  });
const change = fc.record<MemberChange>({
  kind: fc.constantFrom("addVoter", "addWitness", "addLearner", "remove"),
  node,
});
const changes = fc.array(change, { minLength: 1, maxLength: 5 });
const transition = fc.constantFrom<Transition>("auto", "jointAuto", "jointExplicit");

describe("a change of members", () => {
  test("leads, directly or through a joint configuration, to what its changes say one after the other", () => {
    fc.assert(
      fc.property(simple, changes, transition, (before, list, how) => {
        const role = new Map<number, string>();
        for (const id of before.learners) role.set(id, "addLearner");
        for (const id of before.voters) role.set(id, isWitness(before, id) ? "addWitness" : "addVoter");
        const was = new Map(role);
        for (const { kind, node: id } of list) {
          if (kind === "remove") role.delete(id);
          else role.set(id, kind);
        }
        const wanted = (...names: string[]) => [...role].filter(([, is]) => names.includes(is)).map(([id]) => id);
        const next = changeConfiguration(before, list, how);
        const turns = [...was].some(
          ([id, is]) => role.has(id) && (is === "addWitness") !== (role.get(id) === "addWitness"),
        );
        expect(turnsWitness(before, list)).toBe(turns);
        if (turns || wanted("addVoter").length === 0 || wanted("addWitness").length > wanted("addVoter").length) {
          expect(next).toBeUndefined();
          return;
        }
        expect(isValid(next!)).toBe(true);
        const final = isJoint(next!) ? leaveJoint(next!)! : next!;
        const voters = wanted("addVoter", "addWitness");
        const witnesses = wanted("addWitness");
        expect(final).toEqual(configurationOf({ voters, learners: wanted("addLearner"), witnesses }));
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

  test("every quorum has a member that is no witness, at each step", () => {
    fc.assert(
      fc.property(simple, changes, transition, (before, list, how) => {
        const next = changeConfiguration(before, list, how);
        if (next === undefined) return;
        for (const step of [before, next, leaveJoint(next) ?? next]) {
          for (const set of subsets(membersOf(step))) {
            if (decides(step, set)) expect(set.some((id) => isVoter(step, id) && !isWitness(step, id))).toBe(true);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test("nobody turns from a witness into a full member or back, not even by leaving and joining at once", () => {
    const before = configurationOf({ voters: [1, 2, 3], learners: [4], witnesses: [3] })!;
    const refused: MemberChange[][] = [
      [{ kind: "addVoter", node: 3 }],
      [{ kind: "addLearner", node: 3 }],
      [{ kind: "addWitness", node: 2 }],
      [{ kind: "addWitness", node: 4 }],
      [
        { kind: "remove", node: 3 },
        { kind: "addVoter", node: 3 },
      ],
    ];
    for (const list of refused) {
      expect(turnsWitness(before, list)).toBe(true);
      expect(changeConfiguration(before, list, "auto")).toBeUndefined();
    }
    const after = changeConfiguration(before, [{ kind: "remove", node: 3 }], "auto")!;
    expect(after.witnesses).toEqual([]);
    expect(changeConfiguration(after, [{ kind: "addVoter", node: 3 }], "auto")?.voters).toEqual([1, 2, 3]);
  });

  test("a witness that is replaced through a joint configuration goes on voting in C_old", () => {
    const before = configurationOf({ voters: [1, 2, 3], witnesses: [3] })!;
    const list: MemberChange[] = [
      { kind: "remove", node: 3 },
      { kind: "addWitness", node: 4 },
    ];
    const joint = changeConfiguration(before, list, "auto")!;
    expect(joint).toMatchObject({ voters: [1, 2, 4], votersOutgoing: [1, 2, 3], witnesses: [3, 4] });
    expect(leaveJoint(joint)).toEqual(configurationOf({ voters: [1, 2, 4], witnesses: [4] }));
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
      witnesses: [],
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

  test("is version 1, byte for byte, unless there is a witness", () => {
    const plain = configurationOf({ voters: [1, 2, 3], learners: [300] })!;
    expect([...encodeConfiguration(plain)]).toEqual([1, 0, 3, 1, 2, 3, 0, 1, 172, 2, 0]);
    expect(decodeConfiguration(Uint8Array.of(1, 0, 3, 1, 2, 3, 0, 1, 172, 2, 0))).toEqual(plain);
    const withWitness = configurationOf({ voters: [1, 2, 3], witnesses: [3] })!;
    expect([...encodeConfiguration(withWitness)]).toEqual([2, 0, 3, 1, 2, 3, 0, 0, 0, 1, 3]);
    // The same without its witness is to be written as version 1, and only so.
    expect(decodeConfiguration(Uint8Array.of(2, 0, 3, 1, 2, 3, 0, 0, 0, 0))).toBeUndefined();
    expect(decodeConfiguration(Uint8Array.of(3, 0, 3, 1, 2, 3, 0, 0, 0, 1, 3))).toBeUndefined();
  });

  test.each([
    ["who is no voter", [2, 0, 2, 1, 2, 0, 0, 0, 1, 3]],
    ["who is a learner", [2, 0, 2, 1, 2, 0, 1, 3, 0, 1, 3]],
    ["who becomes a learner", [2, 0, 1, 1, 2, 1, 2, 0, 1, 2, 1, 2]],
    ["more than there are full voters", [2, 0, 3, 1, 2, 3, 0, 0, 0, 2, 2, 3]],
    ["alone in C_old", [2, 0, 2, 1, 2, 1, 2, 0, 0, 1, 2]],
  ])("takes no witness %s", (_, bytes) => {
    expect(decodeConfiguration(Uint8Array.from(bytes))).toBeUndefined();
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

/** Whether these members are a majority of each half. */
function decides(configuration: Configuration, set: readonly number[]): boolean {
  return [configuration.voters, configuration.votersOutgoing].every(
    (half) => half.length === 0 || half.filter((id) => set.includes(id)).length * 2 > half.length,
  );
}

/** Tries every pair of sets of members that decide, before and after. */
function overlap(a: Configuration, b: Configuration): boolean {
  const ids = [...new Set([...membersOf(a), ...membersOf(b)])].filter((id) => isVoter(a, id) || isVoter(b, id));
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
