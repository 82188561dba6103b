// Installs the workspace when, and only when, what is installed differs from what the lockfile says.
// Needs nothing but Node and npm, so that `npm start` and `npm test` work on a fresh clone.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".chronik-install");

/** Makes sure that the workspace is installed; ends the process with a clear message where it cannot be. */
export function ensureInstalled() {
  requireNode();
  const wanted = stamp();
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === wanted) return;
  const { packageManager } = manifest();
  console.log(`installing dependencies with ${packageManager} (first run, or the lockfile changed) …`);
  const result = spawnSync("npx", ["-y", packageManager, "install", "--frozen-lockfile"], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (result.status !== 0) {
    console.error("The installation failed; its messages are above. It needs the npm registry once, and nothing else.");
    process.exit(1);
  }
  writeFileSync(stampFile, wanted);
}

/** Runs a command with the workspace's tools first on PATH and ends with its exit code where that is not 0. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: "inherit", env: toolEnvironment(), ...options });
  if (result.error) {
    console.error(`cannot run ${command}: ${result.error.message}`);
    process.exit(1);
  }
  if (result.status !== 0) process.exit(result.status ?? 1);
}

export function toolEnvironment() {
  const bin = join(root, "node_modules", ".bin");
  return { TURBO_TELEMETRY_DISABLED: "1", ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ""}` };
}

function manifest() {
  return JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
}

function requireNode() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Chronik needs Node.js 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

/** A digest of all that decides what an installation contains. */
function stamp() {
  const hash = createHash("sha256");
  hash.update(manifest().packageManager).update(process.version).update(process.arch);
  const files = ["pnpm-lock.yaml", "pnpm-workspace.yaml", "package.json"];
  for (const group of ["packages", "apps"]) {
    for (const name of readdirSync(join(root, group)).sort()) files.push(join(group, name, "package.json"));
  }
  for (const file of files) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex");
}
