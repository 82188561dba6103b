import { describe, expect, it } from "vitest";
import { Progress } from "./progress.ts";

function progress(match: number): Progress {
  const follower = new Progress({ next: match + 1, inflightCountMax: 8, inflightBytesMax: 1000 });
  follower.accept(match);
  return follower;
}

describe("Progress.reject", () => {
  it("goes back to what the follower guesses, and never to match or below", () => {
    const follower = progress(5);
    follower.next = 20;
    expect(follower.reject(19, 9)).toBe(true);
    expect(follower.next).toBe(10);
    expect(follower.reject(9, 2)).toBe(true);
    expect([follower.match, follower.next]).toEqual([5, 6]);
  });

  it("ignores the refusal of another probe than the one that is out", () => {
    const follower = progress(5);
    follower.next = 20;
    expect(follower.reject(12, 3)).toBe(false);
    expect(follower.next).toBe(20);
  });

  it("begins again from nothing with a follower that lost what it had acknowledged", () => {
    const follower = progress(5);
    follower.becomeReplicate();
    follower.next = 8;
    expect(follower.reject(7, 0)).toBe(true);
    expect([follower.state, follower.match, follower.next]).toEqual(["probe", 5, 6]);
    expect(follower.reject(5, 0)).toBe(false);
    expect([follower.match, follower.next]).toEqual([5, 6]);
    expect(follower.reject(5, 0)).toBe(true);
    expect([follower.match, follower.next]).toEqual([0, 1]);
  });

  it("takes one refusal of what matches for an old one, and forgets it when something is accepted", () => {
    const follower = progress(5);
    expect(follower.reject(5, 0)).toBe(false);
    follower.accept(6);
    follower.becomeProbe();
    expect(follower.reject(6, 0)).toBe(false);
    expect([follower.match, follower.next]).toEqual([6, 7]);
  });
});
