import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunResult } from "./report.ts";
import { type RunnerOptions, runScenario } from "./runner.ts";
import type { RunContext, Scenario } from "./scenario/scenario.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chaos-runner-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Stands in for chronik: ready at once, writes down its process id, stops when it is told to. */
const FAKE = `
  const folder = process.argv.find((each) => each.startsWith("log.dirs=")).slice("log.dirs=".length);
  require("node:fs").writeFileSync(folder + ".pid", String(process.pid));
  process.on("SIGTERM", () => process.exit(Number(process.env.FAKE_EXIT ?? 0)));
  process.on("disconnect", () => process.exit(0));
  setInterval(() => {}, 1000);
  console.log("fake node");
  process.send({ kind: "ready" });`;

function scenario(run: (context: RunContext) => Promise<RunResult>): Scenario {
  return { name: "fake", stepCount: 1, measure: "time", run };
}

const PASSED: RunResult = { passed: true, summary: "fine", tookMs: 5, details: {} };

function start(run: (context: RunContext) => Promise<RunResult>, options: Partial<RunnerOptions> = {}, script = FAKE) {
  const chronik = join(folder, "chronik.cjs");
  writeFileSync(chronik, script);
  const lines: string[] = [];
  const report = runScenario(scenario(run), {
    runs: 1,
    basePort: undefined,
    data: join(folder, "data"),
    keep: false,
    chronik,
    verbose: false,
    print: (line) => lines.push(line),
    signal: new AbortController().signal,
    ...options,
  });
  return { report, lines };
}

function isAlive(pidFile: string): boolean {
  try {
    process.kill(Number(readFileSync(pidFile, "utf8")), 0);
    return true;
  } catch {
    return false;
  }
}

describe("runScenario", () => {
  it("runs with nodes of its own each time, and removes what a passed run leaves", async () => {
    const pids: string[] = [];
    const { report, lines } = start(
      async ({ cluster, steps }) => {
        await cluster.start();
        const path = join(folder, "data", `fake-${pids.length + 1}`, "node-2.pid");
        expect(isAlive(path)).toBe(true);
        pids.push(readFileSync(path, "utf8"));
        steps.step("started");
        return PASSED;
      },
      { runs: 2 },
    );
    expect(await report).toMatchObject({ passed: true, medianMs: 5 });
    expect(lines).toEqual([
      "run 1 of 2",
      "[1/1] started",
      "passed: fine",
      "run 2 of 2",
      "[1/1] started",
      "passed: fine",
      "passed: 2 of 2 runs; time: median 5 ms, worst 5 ms",
    ]);
    expect(pids[0]).not.toBe(pids[1]);
    expect(existsSync(join(folder, "data", "fake-1"))).toBe(false);
  });

  it("kills a node by its id, starts it again, and leaves none behind when it fails", async () => {
    const pid = (nodeId: number) => join(folder, "data/fake-1", `node-${nodeId}.pid`);
    const { report, lines } = start(async ({ cluster }) => {
      await cluster.start();
      const first = readFileSync(pid(1), "utf8");
      await cluster.kill([1]);
      expect(isAlive(pid(1))).toBe(false);
      expect(isAlive(pid(2))).toBe(true);
      await cluster.start([1]);
      expect(readFileSync(pid(1), "utf8")).not.toBe(first);
      throw new Error("no leader");
    });
    expect(await report).toMatchObject({ passed: false, medianMs: null });
    expect(lines).toEqual(["FAILED: no leader", `data and logs are in ${join(folder, "data/fake-1")}`]);
    expect([1, 2, 3].map((nodeId) => isAlive(pid(nodeId)))).toEqual([false, false, false]);
    expect(readFileSync(join(folder, "data/fake-1/node-1.log"), "utf8")).toBe("fake node\nfake node\n");
  });

  it("keeps the data where it is told to", async () => {
    const { report } = start(async () => PASSED, { keep: true });
    await report;
    expect(existsSync(join(folder, "data/fake-1"))).toBe(true);
    const again = start(async () => PASSED);
    await expect(again.report).rejects.toThrow(/fake-1 exists already; choose another --data, or remove it/);
  });

  it("says that a node ended before it was ready, and where its log is", async () => {
    const { report, lines } = start(
      async ({ cluster }) => {
        await cluster.start();
        return PASSED;
      },
      {},
      "process.exit(3)",
    );
    await report;
    expect(lines[0]).toMatch(/^FAILED: node \d ended before it was ready \(exit code 3\); its log: .*node-\d\.log$/);
  });

  it("does not pass where a node did not stop cleanly at the end", async () => {
    const { report, lines } = start(
      async ({ cluster }) => {
        await cluster.start();
        return PASSED;
      },
      {},
      `process.env.FAKE_EXIT = "1"; ${FAKE}`,
    );
    expect((await report).passed).toBe(false);
    expect(lines[0]).toMatch(/^FAILED: fine; did not stop cleanly at the end: node 1 \(exit code 1\), node 2/);
  });

  it("ends when asked to, without a process left, whatever the scenario waits for", async () => {
    const abort = new AbortController();
    const { report, lines } = start(
      async ({ cluster }) => {
        await cluster.start();
        abort.abort(new Error("ended by SIGINT"));
        return new Promise<never>(() => {});
      },
      { signal: abort.signal, runs: 5 },
    );
    expect((await report).runs).toHaveLength(1);
    expect(lines).toContain("FAILED: ended by SIGINT");
    expect([1, 2, 3].map((nodeId) => isAlive(join(folder, "data/fake-1", `node-${nodeId}.pid`)))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
