import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import type { Report } from "../src/report.ts";

const CLI = fileURLToPath(new URL("../dist/cli.js", import.meta.url));

function run(...args: string[]) {
  if (!existsSync(CLI)) throw new Error(`${CLI} is not there: build the package first`);
  const child = spawn(process.execPath, [CLI, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes) => {
    output.stdout += bytes;
  });
  child.stderr.on("data", (bytes) => {
    output.stderr += bytes;
  });
  const exited = once(child, "close").then(([code]) => code as number | null);
  return { child, output, exited };
}

it("a leader's death loses, doubles and reorders nothing", async () => {
  const { output, exited } = run("failover", "--json");
  const code = await exited;
  expect(output.stderr).toContain("[7/7]");
  expect(output.stderr).toContain("100 distinct of 100");
  const report = JSON.parse(output.stdout) as Report;
  expect(report).toMatchObject({ scenario: "failover", passed: true, runs: [{ passed: true }] });
  expect(report.runs[0]?.tookMs).toBeGreaterThan(0);
  expect(code).toBe(0);
});

it("ended half way, it says so, fails, and leaves no node behind", async () => {
  const { child, output, exited } = run("failover");
  while (!output.stdout.includes("[2/7]")) await sleep(20);
  const ports = [...output.stdout.matchAll(/127\.0\.0\.1:(\d+)/g)].map((match) => Number(match[1]));
  expect(ports).toHaveLength(3);
  child.kill("SIGINT");
  expect(await exited).toBe(1);
  expect(output.stdout).toContain("FAILED: ended by SIGINT");
  for (const port of ports) await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});
