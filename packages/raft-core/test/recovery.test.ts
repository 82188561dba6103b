import { describe, expect, test } from "vitest";
import {
  inspectSurvivor,
  MemoryLog,
  type NodeId,
  RECOVERY_TERM_GAP,
  type RecoveryOptions,
  rankSurvivors,
  unsafelyRecoverQuorum,
} from "../src/index.ts";
import { Lab, logWithTerms } from "./lab.ts";

/** The group as it is found after the majority's disks are gone: the survivor recovered, and some of the others back. */
function recover(before: Lab, options: Omit<RecoveryOptions, "log">, others: readonly NodeId[]) {
  const log = before.log(options.id).crash();
  const result = unsafelyRecoverQuorum({ ...options, log });
  if (!result.ok) throw new Error(`refused: ${result.reason}`);
  log.append(result.write, () => {});
  log.complete();
  const survivors = others.filter((id) => options.voters.includes(id));
  const logs = new Map(survivors.map((id) => [id, before.log(id).crash()]));
  logs.set(options.id, log);
  const lab = new Lab({ nodes: [options.id, ...others], voters: options.voters, logs });
  return { lab, report: result.report };
}

/** Takes a node in, and waits until that is committed. */
function join(lab: Lab, leader: NodeId, node: NodeId): void {
  expect(lab.node(leader).changeMembership([{ kind: "addVoter", node }])).toMatchObject({ ok: true });
  for (let tick = 0; tick < 3; tick++) {
    lab.settle();
    lab.tick(leader);
  }
  lab.settle();
  expect(lab.status(leader).commit).toBe(lab.status(leader).lastIndex);
}

describe("a group that lost its majority for good", () => {
  test("two of three: goes on from the survivor, with new members", () => {
    const before = new Lab({ nodes: [1, 2, 3] });
    before.elect(1);
    before.propose(1, "a", "b");
    before.settle();
    before.cutOff(3);
    before.propose(1, "lost");
    before.settle();
    expect(before.applied(2)).toEqual(["a", "b", "lost"]);

    const { lab, report } = recover(before, { id: 3, voters: [1, 2, 3] }, [4, 5]);
    expect(report).toEqual({
      id: 3,
      previousTerm: 1,
      term: 1 + RECOVERY_TERM_GAP,
      previousConfiguration: before.status(3).configuration,
      previousConfigurationIndex: 0,
      excludedVoters: [1, 2],
      configurationIndex: 4,
      assumedCommitted: { from: 2, to: 3 },
    });
    expect(lab.status(3).configuration).toMatchObject({ voters: [3], learners: [] });
    lab.elect(3);
    expect(lab.applied(3)).toEqual(["a", "b"]);
    for (const id of [4, 5]) join(lab, 3, id);
    lab.propose(3, "c");
    lab.settle();
    lab.tick(3);
    lab.settle();
    expect([3, 4, 5].map((id) => lab.applied(id))).toEqual(Array(3).fill(["a", "b", "c"]));
    lab.cutOff(5);
    lab.propose(3, "d");
    lab.settle();
    expect(lab.status(3).commit).toBe(lab.status(3).lastIndex);
  });

  test("three of five: the best of two survivors leads, and the other's conflicting tail gives way", () => {
    const before = new Lab({ nodes: [1, 2, 3, 4, 5] });
    before.elect(5);
    before.propose(5, "a");
    before.settle();
    before.cutOff(5);
    before.propose(5, "never", "committed", "and longer");
    before.inFlight = [];
    for (const id of [1, 2, 3, 4]) before.node(id).forgetLeader();
    before.elect(1);
    before.propose(1, "b");
    before.settle();
    before.cutOff(4);
    before.propose(1, "lost");
    before.settle();

    const survivors = [4, 5].map((id) => inspectSurvivor({ id, log: before.log(id) }));
    expect(survivors.map(({ lastIndex }) => lastIndex)).toEqual([4, 5]);
    expect(rankSurvivors(survivors).map(({ survivor, complete }) => [survivor.id, complete])).toEqual([
      [4, true],
      [5, false],
    ]);
    const { lab, report } = recover(before, { id: 4, voters: [1, 2, 3, 4, 5] }, [5, 6]);
    expect(report).toMatchObject({ excludedVoters: [1, 2, 3, 5], configurationIndex: 5 });
    expect(lab.entries(5).at(-1)).toBe("5/1 and longer");
    lab.elect(4);
    for (const id of [5, 6]) join(lab, 4, id);
    lab.propose(4, "c");
    lab.settle();
    lab.tick(4);
    lab.settle();
    expect([4, 5, 6].map((id) => lab.applied(id))).toEqual(Array(3).fill(["a", "b", "c"]));
    expect(lab.entries(5)).toEqual(lab.entries(4));
  });

  test("what was proposed and never committed takes effect, and the report names it", () => {
    const before = new Lab({ nodes: [1, 2, 3] });
    before.elect(1);
    before.cutOff(1);
    before.propose(1, "given up");
    const { lab, report } = recover(before, { id: 1, voters: [1, 2, 3] }, []);
    expect(report.assumedCommitted).toEqual({ from: 2, to: 2 });
    lab.elect(1);
    expect(lab.applied(1)).toEqual(["given up"]);
  });

  test("where all of the log was known to be committed, nothing is assumed", () => {
    const before = new Lab({ nodes: [1, 2, 3] });
    before.elect(1);
    before.propose(1, "a");
    before.settle();
    before.snapshot(1);
    const { lab, report } = recover(before, { id: 1, voters: [1, 2, 3] }, []);
    expect(report.assumedCommitted).toBeUndefined();
    expect(lab.applied(1)).toEqual([]);
    lab.elect(1);
    expect(lab.applied(1)).toEqual(["a"]);
  });

  test("in the middle of a joint change: nothing of it is left", () => {
    const before = new Lab({ nodes: [1, 2, 3, 4], voters: [1, 2, 3] });
    before.elect(1);
    before.node(1).changeMembership(
      [
        { kind: "remove", node: 2 },
        { kind: "addVoter", node: 4 },
      ],
      "jointExplicit",
    );
    before.settle();
    const { lab, report } = recover(before, { id: 1, voters: [1, 2, 3] }, []);
    expect(report.previousConfiguration).toMatchObject({ voters: [1, 3, 4], votersOutgoing: [1, 2, 3] });
    expect(report).toMatchObject({ excludedVoters: [2, 3, 4], previousConfigurationIndex: 2 });
    lab.elect(1);
    expect(lab.status(1).configuration).toMatchObject({ voters: [1], votersOutgoing: [] });
  });

  test("a learner can carry it on", () => {
    const log = logWithTerms([1, 1], { term: 1, commit: 1 });
    const result = unsafelyRecoverQuorum({ id: 4, voters: [1, 2, 3], learners: [4], log });
    expect(result).toMatchObject({ ok: true, report: { excludedVoters: [1, 2, 3] } });
  });
});

describe("a recovery is refused", () => {
  const log = () => logWithTerms([1, 1], { term: 1, commit: 1 });

  test.each([
    ["on a witness", { id: 3, voters: [1, 2, 3], witnesses: [3], witness: true }, "witness"],
    ["on a node that is not of this group", { id: 9, voters: [1, 2, 3] }, "notMember"],
    ["on a voter that is alone already", { id: 1, voters: [1], learners: [2] }, "soleVoter"],
  ])("%s", (_, options, reason) => {
    expect(unsafelyRecoverQuorum({ ...options, log: log() })).toEqual({ ok: false, reason });
  });

  test("on a full log that the configuration takes for a witness's", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 3 }]);
    lab.settle();
    lab.node(1).changeMembership([{ kind: "addWitness", node: 3 }]);
    lab.settle();
    lab.tick(1);
    lab.settle();
    expect(lab.status(3).configuration.witnesses).toEqual([3]);
    const result = unsafelyRecoverQuorum({ id: 3, voters: [1, 2, 3], log: lab.log(3) });
    expect(result).toEqual({ ok: false, reason: "witness" });
  });

  test("on a log that contradicts itself, or is a witness's", () => {
    const invalid = expect.objectContaining({ code: "RAFT_LOG_INVALID" });
    const broken = logWithTerms([2, 1], { term: 2 });
    expect(() => unsafelyRecoverQuorum({ id: 1, voters: [1, 2, 3], log: broken })).toThrowError(invalid);
    expect(() => inspectSurvivor({ id: 1, log: broken })).toThrowError(invalid);
    const omitted = new MemoryLog();
    const entries = [{ index: 1, term: 1, kind: "omitted" as const, data: new Uint8Array(0) }];
    omitted.append({ hardState: { term: 1, vote: 0, commit: 0 }, entries }, () => {});
    expect(() => unsafelyRecoverQuorum({ id: 1, voters: [1, 2, 3], log: omitted })).toThrowError(invalid);
  });

  test("a second time", () => {
    const disk = log();
    const options = { id: 1, voters: [1, 2, 3], log: disk };
    const first = unsafelyRecoverQuorum(options);
    if (first.ok) disk.append(first.write, () => {});
    expect(unsafelyRecoverQuorum(options)).toEqual({ ok: false, reason: "soleVoter" });
  });
});

describe("survivors are ranked", () => {
  const survivor = (id: NodeId, terms: readonly number[], commit = 0, witness = false) =>
    inspectSurvivor({ id, witness, log: logWithTerms(terms, { term: 9, commit }) });
  const order = (...list: ReturnType<typeof survivor>[]) =>
    rankSurvivors(list).map((ranked) => (ranked.complete ? ranked.survivor.id : -ranked.survivor.id));

  test.each([
    ["by the latest last term", [survivor(1, [1, 1, 1]), survivor(2, [1, 2])], [2, 1]],
    ["then by the longest log", [survivor(1, [1, 2]), survivor(2, [1, 2, 2])], [2, 1]],
    ["full members before witnesses", [survivor(1, [1, 2, 2], 0, true), survivor(2, [1])], [2, 1]],
    [
      "before all that by what is known to be committed: a later term may lack it (figure 8)",
      [survivor(5, [1, 3], 1), survivor(3, [1, 2], 2)],
      [3, -5],
    ],
    [
      "also where only a witness knows it",
      [survivor(5, [1, 3]), survivor(4, [1, 2]), survivor(3, [1, 2], 2, true)],
      [4, -5, 3],
    ],
    ["where nobody can have it, all the same", [survivor(1, [1]), survivor(3, [1, 2], 2, true)], [-1, 3]],
  ])("%s", (_, list, wanted) => {
    expect(order(...list)).toEqual(wanted);
    expect(order(...[...list].reverse())).toEqual(wanted);
  });

  test("what is compacted was committed, and is the same everywhere", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.propose(1, "a", "b");
    lab.settle();
    lab.snapshot(1);
    const compacted = inspectSurvivor({ id: 1, log: lab.log(1) });
    expect(compacted).toMatchObject({ commit: 3, firstIndex: 4, lastIndex: 3, terms: [{ term: 1, from: 3 }] });
    expect(order(compacted, survivor(2, [1, 1], 1))).toEqual([1, -2]);
  });
});
