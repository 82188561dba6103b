// Reads the public API of the packages as their users see it. With `--check` nothing is written, and an export, method or
// function without documentation is an error; else the pages go to docs/api/ (not kept in git).
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./bootstrap.mjs";

/** Those whose whole API is documented. A package that joins stays. */
const PACKAGES = ["crc32c", "raft-core"];
const KINDS = ["Class", "Interface", "TypeAlias", "Function", "Variable", "Method", "Accessor"];

const check = process.argv.includes("--check");
let failures = 0;
for (const name of PACKAGES) failures += document(name) ? 0 : 1;
if (failures > 0) process.exit(1);
console.log(
  check
    ? `api docs: every export of ${PACKAGES.join(", ")} is documented`
    : `api docs: written to docs/api/ for ${PACKAGES.join(", ")}`,
);

function document(name) {
  const folder = join(root, "packages", name);
  const output = check ? ["--emit", "none"] : ["--out", join(root, "docs/api", name)];
  const args = [
    ["--entryPoints", join(folder, "src/index.ts")],
    ["--tsconfig", join(folder, "tsconfig.json")],
    [
      "--name",
      `@chronik/${name}`,
      "--readme",
      join(folder, "README.md"),
      "--disableGit",
      "--sourceLinkTemplate",
      "{path}#L{line}",
    ],
    ["--validation.notDocumented", "--treatValidationWarningsAsErrors", "--logLevel", "Warn"],
    KINDS.flatMap((kind) => ["--requiredToBeDocumented", kind]),
    output,
  ].flat();
  const typedoc = join(root, "tools/api-docs/node_modules/typedoc/bin/typedoc");
  const { status, stdout, stderr } = spawnSync(process.execPath, [typedoc, ...args], { cwd: root, encoding: "utf8" });
  if (status === 0) return true;
  console.error(`${name}:\n${stdout}${stderr}`);
  return false;
}
