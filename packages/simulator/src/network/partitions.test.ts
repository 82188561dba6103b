import { expect, test } from "vitest";
import { oneWay, oneWayRing, ring, split } from "./partitions.ts";
import type { Way } from "./sim-network.ts";

const FIVE = ["a", "b", "c", "d", "e"];

function reachedBy(host: string, hosts: readonly string[], blocked: readonly Way[]): string {
  const isOpen = (to: string): boolean => to !== host && !blocked.some(([one, other]) => one === host && other === to);
  return hosts.filter(isOpen).join("");
}

test("a split blocks both ways between its sides, and nothing within them", () => {
  const blocked = split(["a", "b"], ["c", "d", "e"]);
  expect(FIVE.map((host) => reachedBy(host, FIVE, blocked))).toEqual(["b", "a", "de", "ce", "cd"]);
});

test("a one-way partition leaves the way back", () => {
  const blocked = oneWay(["a"], ["b", "c"]);
  expect(FIVE.map((host) => reachedBy(host, FIVE, blocked))).toEqual(["de", "acde", "abde", "abce", "abcd"]);
});

test("in a ring of five everybody reaches another majority", () => {
  const blocked = ring(FIVE);
  expect(FIVE.map((host) => reachedBy(host, FIVE, blocked))).toEqual(["be", "ac", "bd", "ce", "ad"]);
  expect(ring(["a", "b", "c"])).toEqual([]);
});

test("in a one-way ring everybody reaches the next one only", () => {
  const three = ["a", "b", "c"];
  expect(three.map((host) => reachedBy(host, three, oneWayRing(three)))).toEqual(["b", "c", "a"]);
});
