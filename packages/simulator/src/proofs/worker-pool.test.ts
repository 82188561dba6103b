import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { WorkerPool } from "./worker-pool.ts";

const folder = mkdtempSync(join(tmpdir(), "chronik-pool-"));
const file = join(folder, "worker.mjs");
writeFileSync(
  file,
  `process.on("message", ({ number }) => {
     if (number === 3) process.exit(7);
     if (number !== 4) process.send(number * 10);
   });`,
);
afterAll(() => rmSync(folder, { recursive: true }));

function poolOf(numbers: number[], { jobs, stopAt = -1 }: { jobs: number; stopAt?: number }) {
  const answers = new Map<number, number>();
  const lost = new Map<number, string>();
  const pool = new WorkerPool<{ number: number }, number>({
    file,
    jobs,
    // Long enough for a process to start; one order never ends.
    orderMsMax: 5000,
    next() {
      const number = numbers.shift();
      return number === undefined ? undefined : { number };
    },
    onAnswer({ number }, answer) {
      answers.set(number, answer);
      if (number === stopAt) pool.stop();
    },
    onLost: ({ number }, why) => lost.set(number, why),
  });
  return { pool, answers, lost };
}

test("every order is answered once, on however many processes", async () => {
  const { pool, answers, lost } = poolOf([1, 2, 5, 6, 7], { jobs: 2 });
  await pool.run();
  expect([...answers].sort(([a], [b]) => a - b)).toEqual([1, 2, 5, 6, 7].map((number) => [number, number * 10]));
  expect(lost.size).toBe(0);
});

test("an order that ends its process, or never ends, is lost; those after it are not", async () => {
  const { pool, answers, lost } = poolOf([1, 3, 2, 4, 5], { jobs: 1 });
  await pool.run();
  expect([...answers.keys()]).toEqual([1, 2, 5]);
  expect(lost.get(3)).toBe("its process ended with code 7");
  expect(lost.get(4)).toBe("goes in circles: no end after 5 s");
});

test("nothing is begun once it was stopped", async () => {
  const { pool, answers } = poolOf([1, 2, 5, 6], { jobs: 1, stopAt: 2 });
  await pool.run();
  expect([...answers.keys()]).toEqual([1, 2]);
});
