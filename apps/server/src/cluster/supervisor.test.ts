import { expect, it, vi } from "vitest";
import { Supervisor } from "./supervisor.ts";

const READY = "process.send({ kind: 'ready' });";
const UNTIL_STOPPED = "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000);";
const DEAF = "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000);";

function supervise(scripts: readonly string[], stopMsMax = 10_000) {
  const lines: string[] = [];
  const commands = new Map(
    scripts.map((script, index) => [index + 1, [process.execPath, "-e", script] as [string, ...string[]]]),
  );
  const supervisor = new Supervisor({ commands, readyLine: "all ready", print: (line) => lines.push(line), stopMsMax });
  const done = supervisor.run();
  const seen = (line: string) => vi.waitFor(() => expect(lines).toContain(line), { timeout: 10_000 });
  return { supervisor, lines, done, seen };
}

it("prefixes every line of a node, of both streams, and says when all are ready", async () => {
  const script = `console.log("out"); console.error("err"); ${UNTIL_STOPPED} ${READY}`;
  const { supervisor, lines, done, seen } = supervise([script, script]);
  await seen("all ready");
  for (const line of ["[1] out", "[1] err", "[2] out", "[2] err"]) await seen(line);
  void supervisor.stop();
  expect(await done).toBe(true);
  expect(lines).toHaveLength(5);
});

it("tells of a node that ends, and lets the others go on", async () => {
  const { supervisor, lines, done, seen } = supervise(["process.exit(3)", `${UNTIL_STOPPED} ${READY}`]);
  await seen("node 1 has ended before it was ready (exit code 3); still running: 2");
  await seen("all ready");
  expect(lines).toHaveLength(2);
  void supervisor.stop();
  expect(await done).toBe(false);
});

it("ends when no node is left", async () => {
  const { lines, done } = supervise([`${READY} process.disconnect(); process.kill(process.pid, "SIGKILL")`]);
  expect(await done).toBe(false);
  expect(lines.at(-1)).toMatch(/^node 1 has ended( before it was ready)? \(signal SIGKILL\); no node is left$/);
});

it("kills a node that does not stop in time, and says which", async () => {
  const { supervisor, lines, done, seen } = supervise([`${UNTIL_STOPPED} ${READY}`, `${DEAF} ${READY}`], 200);
  await seen("all ready");
  void supervisor.stop();
  expect(await done).toBe(false);
  expect(lines.at(-1)).toBe("node 2 did not stop within 0.2 s and is killed");
});

it("kills everything when forced", async () => {
  const { supervisor, done, seen } = supervise([`${DEAF} ${READY}`, `${DEAF} ${READY}`]);
  await seen("all ready");
  void supervisor.stop();
  supervisor.kill();
  expect(await done).toBe(false);
});

it("tells of a program that cannot be run", async () => {
  const lines: string[] = [];
  const commands = new Map([[1, ["/nowhere/chronik"] as [string]]]);
  const supervisor = new Supervisor({ commands, readyLine: "", print: (line) => lines.push(line), stopMsMax: 1000 });
  expect(await supervisor.run()).toBe(false);
  expect(lines[0]).toMatch(/^node 1 has ended before it was ready \(spawn \/nowhere\/chronik ENOENT\)/);
});
