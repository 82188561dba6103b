import { expect, test } from "vitest";
import { Pacer } from "./pacer.ts";

function makePacer(perTurn: number) {
  const turns: (() => void)[] = [];
  const ran: number[] = [];
  const pacer = new Pacer((callback) => turns.push(callback), perTurn);
  const ask = (...names: number[]) => {
    for (const name of names) pacer.run(() => ran.push(name));
  };
  const turn = () => {
    turns.shift()!();
    return ran.splice(0);
  };
  return { turns, pacer, ran, ask, turn };
}

test("so many run on a turn, in the order in which they were asked for", () => {
  const { turns, ran, ask, turn } = makePacer(2);
  ask(1, 2, 3);
  expect(ran).toEqual([]);
  expect(turn()).toEqual([1, 2]);
  ask(4);
  expect([turn(), turns.length]).toEqual([[3, 4], 0]);
  ask(5);
  expect([turn(), turns.length]).toEqual([[5], 0]);
});

test("what one of them asks for comes after all the others", () => {
  const { pacer, ran, ask, turn } = makePacer(5);
  pacer.run(() => ask(3));
  ask(1, 2);
  expect(ran).toEqual([]);
  expect(turn()).toEqual([1, 2, 3]);
});

test("what waits when it is closed never runs", () => {
  const { pacer, ask, turn } = makePacer(1);
  ask(1, 2, 3);
  expect(turn()).toEqual([1]);
  pacer.close();
  expect(turn()).toEqual([]);
});
