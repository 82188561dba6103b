// Runs the replicated counter of @chronik/raft-core's README, bundled from source for no platform in particular, wherever
// JavaScript runs: Node, Bun, Deno (from npm), and a bare realm that has what every browser has and nothing else.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { root, run, toolEnvironment } from "./bootstrap.mjs";

const RUNTIMES = {
  "Node 20": ["-p", "node@20", "node"],
  "Node 22": ["-p", "node@22", "node"],
  "Node 24": ["-p", "node@24", "node"],
  Bun: ["bun@1.3.0"],
  Deno: ["deno@2.5.4", "run"],
};
const EXPECTED = "the counter is 42";

const scratch = mkdtempSync(join(tmpdir(), "raft-runtimes-"));
let failed = 0;
try {
  const file = join(scratch, "counter.mjs");
  const example = join(root, "packages/raft-core/examples/counter.ts");
  const options = ["--bundle", "--format=esm", "--platform=neutral", "--conditions=source", "--log-level=warning"];
  run("esbuild", [example, ...options, `--outfile=${file}`]);
  for (const [name, command] of Object.entries(RUNTIMES)) {
    const { stdout, stderr } = spawnSync("npx", ["-y", ...command, file], { env: toolEnvironment(), encoding: "utf8" });
    report(name, stdout?.trim() === EXPECTED, stderr);
  }
  report("bare realm", (await inBareRealm(readFileSync(file, "utf8"))) === EXPECTED, "");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
process.exit(failed === 0 ? 0 : 1);

function report(name, ok, stderr) {
  console.log(`${ok ? "ok    " : "FAILED"}  ${name}`);
  if (ok) return;
  failed++;
  console.error(stderr);
}

/** Top-level await is the module's own; the realm gets it as the body of a function. */
function inBareRealm(code) {
  return new Promise((resolve, reject) => {
    const console = { log: resolve };
    runInNewContext(`(async () => {${code}})()`, { console, setTimeout, queueMicrotask }).catch(reject);
  });
}
