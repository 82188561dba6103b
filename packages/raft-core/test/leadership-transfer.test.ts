import { describe, expect, test } from "vitest";
import { bytesOf, Lab } from "./lab.ts";

describe("leadership transfer (thesis, section 3.10)", () => {
  test("transcript: to a follower that has everything", () => {
    const lab = new Lab({ nodes: [1, 2] });
    lab.elect(1);
    lab.transcript.length = 0;
    expect(lab.node(1).transferLeadership(2)).toEqual({ ok: true });
    lab.settle();
    expect(lab.transcript.slice(0, 4)).toEqual([
      "1>2 timeout now t1",
      "2>1 vote? t2 last 1/1 transfer",
      "1>2 vote yes t2",
      "2>1 append t2 after 1/1 [2/2 noop] commit 1",
    ]);
    expect(lab.status(2)).toMatchObject({ role: "leader", term: 2 });
    expect(lab.status(1)).toMatchObject({ role: "follower", leader: 2 });
  });

  test("a follower that is behind is brought up first; proposals wait outside", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.cut(1, 3);
    lab.propose(1, "a");
    lab.settle();
    lab.heal();
    lab.node(1).transferLeadership(3);
    expect(lab.node(1).propose([bytesOf("b")])).toEqual({ ok: false, reason: "transferring" });
    expect(lab.node(1).changeMembership([{ kind: "remove", node: 2 }])).toEqual({ ok: false, reason: "transferring" });
    lab.settle();
    expect(lab.status(3)).toMatchObject({ role: "leader", term: 2 });
    expect(lab.applied(3)).toEqual(["a"]);
  });

  test("is given up after an election timeout", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.cut(1, 3);
    lab.node(1).transferLeadership(3);
    for (let tick = 0; tick < 9; tick++) {
      lab.tick(1);
      lab.settle();
    }
    expect(lab.status(1).transferee).toBe(3);
    lab.tick(1);
    expect(lab.status(1)).toMatchObject({ role: "leader", transferee: 0 });
    expect(lab.node(1).propose([bytesOf("b")])).toMatchObject({ ok: true });
  });

  test("goes only from a leader and to a voter", () => {
    const lab = new Lab({ nodes: [1, 2, 3], voters: [1, 2], learners: [3] });
    expect(lab.node(1).transferLeadership(2)).toEqual({ ok: false, reason: "notLeader" });
    lab.elect(1);
    expect(lab.node(1).transferLeadership(3)).toEqual({ ok: false, reason: "notVoter" });
    expect(lab.node(1).transferLeadership(9)).toEqual({ ok: false, reason: "notVoter" });
    expect(lab.node(1).transferLeadership(1)).toEqual({ ok: true });
    expect(lab.status(1).transferee).toBe(0);
  });

  test("a stranger's word to campaign is not taken", () => {
    const lab = new Lab({ nodes: [1, 2, 3] });
    lab.elect(1);
    lab.deliver({ kind: "timeoutNowRequest", from: 3, to: 2, term: 1 });
    expect(lab.status(2)).toMatchObject({ role: "follower", term: 1 });
  });
});
