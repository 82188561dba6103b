// Packs every publishable package as pnpm would publish it, and lets publint and "are the types wrong?" judge the tarball, and
// size-limit the bundle of those that name a limit.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, toolEnvironment } from "./bootstrap.mjs";

let passed = 0;
let failed = 0;
for (const folder of packageFolders()) {
  const scratch = mkdtempSync(join(tmpdir(), "chronik-pack-"));
  try {
    tool(folder, "pnpm", ["pack", "--pack-destination", scratch]);
    const tarball = join(scratch, readdirSync(scratch).find((name) => name.endsWith(".tgz")) ?? "missing.tgz");
    tool(folder, "publint", [tarball, "--strict"]);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (manifest.exports) tool(folder, "attw", [tarball, "--profile", "esm-only"]);
    if (manifest["size-limit"]) tool(folder, "size-limit", []);
    requireNoMarks(join(folder, "dist"));
    passed++;
  } catch (error) {
    failed++;
    console.error(`${folder}: ${error.message}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
console.log(`packages: ${passed} passed, ${failed} failed`);
if (failed > 0 || passed === 0) process.exit(1);

function packageFolders() {
  const folders = ["packages", "apps"].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(root, group, name)),
  );
  return folders.filter((folder) => !JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).private);
}

/** The simulator's marks must cost nothing where nobody simulates. */
function requireNoMarks(folder) {
  const built = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
  if (built.length === 0) throw new Error(`${folder} holds no built file`);
  for (const name of built) {
    if (readFileSync(join(folder, name), "utf8").includes("chronikSometimes")) {
      throw new Error(`${join(folder, name)} holds a mark of the simulator: the label SIMULATION was not dropped`);
    }
  }
}

function tool(cwd, command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: toolEnvironment(), encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} failed\n${stdout}${stderr}`);
}
