import { NO_NODE } from "@chronik/raft-core";
import { describe, expect, it } from "vitest";
import { ManualTurns } from "../testing/turns.ts";
import { LeaderWatch } from "./leader-watch.ts";

/** Node 1 follows node 2, whose connection is up. */
function fixture() {
  const turns = new ManualTurns();
  const state = { leader: 2, hears: new Set([2, 3]), campaigns: 0 };
  const watch = new LeaderWatch({
    timers: turns,
    random: { below: (bound) => bound - 1, uuid: () => "" },
    hears: (node) => state.hears.has(node),
    leader: () => state.leader,
    forgetLeader: () => {
      state.leader = NO_NODE;
    },
    campaign: () => {
      state.campaigns++;
    },
  });
  const lose = (node: number) => {
    state.hears.delete(node);
    watch.connectionBroke(node);
  };
  return { turns, state, watch, lose };
}

describe("LeaderWatch", () => {
  it("forgets a leader whose connection broke, and campaigns soon after", () => {
    const { turns, state, lose } = fixture();
    lose(2);
    turns.advance(60);
    expect([state.leader, state.campaigns]).toEqual([NO_NODE, 0]);
    turns.advance(190);
    expect(state.campaigns).toBe(1);
  });

  it("does nothing when the connection is back in time, or another leader is known by then", () => {
    const back = fixture();
    back.lose(2);
    back.state.hears.add(2);
    back.turns.advance(1000);
    expect([back.state.leader, back.state.campaigns]).toEqual([2, 0]);
    const replaced = fixture();
    replaced.lose(2);
    replaced.turns.advance(60);
    replaced.state.leader = 3;
    replaced.turns.advance(1000);
    expect([replaced.state.leader, replaced.state.campaigns]).toEqual([3, 0]);
  });

  it("does not care for the connection of a follower", () => {
    const { turns, state, lose } = fixture();
    lose(3);
    turns.advance(1000);
    expect([state.leader, state.campaigns, turns.timerCount]).toEqual([2, 0, 0]);
  });

  it("stops", () => {
    const { turns, state, watch, lose } = fixture();
    lose(2);
    watch.stop();
    turns.advance(1000);
    expect(state.leader).toBe(2);
  });
});
