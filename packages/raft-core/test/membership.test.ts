import { describe, expect, test } from "vitest";
import { Lab } from "./lab.ts";

describe("membership changes (thesis, chapter 4)", () => {
  test("a new voter counts from the moment its entry is in the log", () => {
    const lab = new Lab({ nodes: [1, 2], voters: [1] });
    lab.elect(1);
    lab.propose(1, "a");
    expect(lab.node(1).changeMembership([{ kind: "addVoter", node: 2 }])).toEqual({ ok: true, index: 3 });
    expect(lab.status(1).configuration.voters).toEqual([1, 2]);
    lab.process(1);
    expect(lab.status(1).commit).toBe(2);
    lab.settle();
    lab.tick(1);
    lab.settle();
    expect(lab.status(1).commit).toBe(3);
    expect(lab.applied(2)).toEqual(["a"]);
    expect(lab.status(2).configuration.voters).toEqual([1, 2]);
  });

  test("one at a time, and none before an entry of the own term is committed", () => {
    const lab = new Lab({ nodes: [1, 2, 3], voters: [1, 2, 3] });
    const change = () => lab.node(1).changeMembership([{ kind: "addLearner", node: 4 }]);
    expect(change()).toEqual({ ok: false, reason: "notLeader" });
    lab.node(1).campaign();
    lab.process(1);
    while (lab.status(1).role !== "leader") lab.deliver(lab.inFlight.shift()!);
    expect(change()).toEqual({ ok: false, reason: "notReady" });
    lab.settle();
    expect(change()).toMatchObject({ ok: true });
    expect(lab.node(1).changeMembership([{ kind: "addVoter", node: 4 }])).toEqual({ ok: false, reason: "pending" });
    lab.settle();
    expect(lab.node(1).changeMembership([{ kind: "addVoter", node: 4 }])).toMatchObject({ ok: true });
  });

  test("a change that leaves no voter, or none at all, is refused", () => {
    const lab = new Lab({ nodes: [1] });
    lab.elect(1);
    expect(lab.node(1).changeMembership([{ kind: "remove", node: 1 }])).toEqual({ ok: false, reason: "invalid" });
    expect(lab.node(1).changeMembership([])).toEqual({ ok: false, reason: "invalid" });
    expect(lab.node(1).changeMembership([{ kind: "addVoter", node: 0 }])).toEqual({ ok: false, reason: "invalid" });
    expect(lab.node(1).leaveJoint()).toEqual({ ok: false, reason: "notJoint" });
  });

  test("several voters change through a joint configuration, which is left by itself", () => {
    const lab = new Lab({ nodes: [1, 2, 3, 4, 5], voters: [1, 2, 3] });
    lab.elect(1);
    const changes = [2, 3].map((node) => ({ kind: "remove", node }) as const);
    const result = lab
      .node(1)
      .changeMembership([...changes, { kind: "addVoter", node: 4 }, { kind: "addVoter", node: 5 }]);
    expect(result).toEqual({ ok: true, index: 2 });
    expect(lab.status(1).configuration).toMatchObject({
      voters: [1, 4, 5],
      votersOutgoing: [1, 2, 3],
      autoLeave: true,
    });
    lab.settle();
    expect(lab.status(1)).toMatchObject({ commit: 3, configurationIndex: 3 });
    for (const id of [1, 4, 5]) {
      expect(lab.status(id).configuration).toMatchObject({ voters: [1, 4, 5], votersOutgoing: [], autoLeave: false });
    }
  });

  test("in a joint configuration both majorities are needed", () => {
    const lab = new Lab({ nodes: [1, 2, 3, 4, 5], voters: [1, 2, 3] });
    lab.elect(1);
    for (const old of [2, 3]) lab.cut(1, old);
    const changes = [4, 5].map((node) => ({ kind: "addVoter", node }) as const);
    lab.node(1).changeMembership([...changes, { kind: "remove", node: 3 }], "jointExplicit");
    lab.settle();
    expect(lab.status(1).peers.get(5)?.match).toBe(2);
    expect(lab.status(1).commit).toBe(1);
    lab.heal();
    lab.tick(1);
    lab.settle();
    expect(lab.status(1)).toMatchObject({ commit: 2, configurationIndex: 2 });
    expect(lab.node(1).changeMembership([{ kind: "remove", node: 2 }])).toEqual({ ok: false, reason: "joint" });
    expect(lab.node(1).leaveJoint()).toEqual({ ok: true, index: 3 });
    lab.settle();
    expect(lab.status(1).configuration).toMatchObject({ voters: [1, 2, 4, 5], votersOutgoing: [] });
  });

  test("a configuration that is truncated gives way to the one before", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.cutOff(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 3 }]);
    lab.process(1);
    expect(lab.status(1).configuration.voters).toEqual([1, 2]);
    lab.inFlight = [];
    lab.node(3).forgetLeader();
    lab.tick(2, 11);
    lab.settle();
    lab.heal();
    lab.tick(2);
    lab.settle();
    expect(lab.status(1)).toMatchObject({ leader: 2, configurationIndex: 0 });
    expect(lab.status(1).configuration.voters).toEqual([1, 2, 3]);
  });

  test("learners receive the log and count nowhere (section 4.2.1)", () => {
    const lab = new Lab({ nodes: [1, 2, 3], voters: [1, 2], learners: [3] });
    lab.elect(1);
    lab.cut(1, 2);
    lab.propose(1, "a");
    lab.settle();
    expect(lab.status(1).peers.get(3)).toMatchObject({ match: 2, voter: false });
    expect(lab.status(1).commit).toBe(1);
    lab.tick(3, 100);
    expect(lab.status(3).role).toBe("follower");
    lab.tick(1, 10);
    expect(lab.status(1).role).toBe("follower");
  });

  test("a leader that is removed leads until that is committed, then hands over and steps down (section 4.2.2)", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 1 }]);
    lab.process(1);
    expect(lab.status(1).role).toBe("leader");
    lab.settle();
    expect(lab.status(1)).toMatchObject({ role: "follower", commit: 2 });
    const successor = [2, 3].find((id) => lab.status(id).role === "leader");
    expect(successor).toBeDefined();
    lab.tick(1, 100);
    expect(lab.status(1).role).toBe("follower");
  });

  test("its own log does not count while it is being removed", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 1 }]);
    lab.cut(1, 3);
    lab.settle();
    expect(lab.status(1).commit).toBe(1);
    expect(lab.status(1).peers.get(2)?.match).toBe(2);
  });

  test("who is removed and knows it may still win an election that is needed (section 4.2.2)", () => {
    const lab = new Lab({ nodes: [1, 2, 3], voters: [1, 2] });
    lab.elect(1);
    // C_new without node 1 is in node 1's log alone; node 2 has the shorter log and cannot win without it.
    lab.cutOff(1);
    lab.node(1).changeMembership([{ kind: "remove", node: 1 }]);
    lab.process(1);
    lab.inFlight = [];
    lab.tick(1, 10);
    expect(lab.status(1).role).toBe("follower");
    lab.inFlight = [];
    lab.heal();
    lab.node(2).forgetLeader();
    lab.tick(1, 10);
    lab.settle();
    expect(lab.status(2)).toMatchObject({ role: "leader" });
    expect(lab.status(2).configuration.voters).toEqual([2]);
  });

  test("who is removed and does not know disturbs nobody (section 4.2.3)", () => {
    const lab = new Lab({ nodes: [1, 2, 3, 4] });
    lab.elect(1);
    lab.cut(1, 4);
    lab.node(1).changeMembership([{ kind: "remove", node: 4 }]);
    lab.settle();
    for (let round = 0; round < 30; round++) {
      lab.tick(4, 5);
      lab.tick(1);
      lab.settle();
    }
    expect(lab.status(1)).toMatchObject({ role: "leader", term: 1 });
    expect(lab.status(4)).toMatchObject({ term: 1 });
  });
});
