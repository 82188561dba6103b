// Checks the arrows between packages, and that core packages touch no clock, chance or timer but through ports.
// Every rule is proved on planted violations first: a check that reads nothing, or finds nothing, must not pass.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import rules from "../.dependency-cruiser.mjs";
import { root } from "./bootstrap.mjs";

const MODULES_MIN = 50;
const coreFolders = ["kafka-protocol", "raft-core", "wal", "broker"].map((name) => join(root, "packages", name, "src"));
const impure =
  /\bDate\b(?!\w)|\bMath\.random\b|\b(?:setTimeout|setInterval|setImmediate|queueMicrotask|structuredClone)\s*\(|\bprocess\.|\bperformance\.|\bcrypto\.|\bglobalThis\./;
/** A mark for the simulator, which builds leave out. Nothing else may touch a global. */
const mark = /^\s*SIMULATION: globalThis\.chronikSometimes\?\.\(""\);$/;

process.chdir(root);
const failures = [];

const planted = await violationsIn("scripts/planted");
for (const rule of [
  "core-without-node",
  "room-raft-core",
  "transport-imports-types-only",
  "one-door-to-sockets",
  "no-cycles",
  "resolvable",
]) {
  if (!planted.names.has(rule)) failures.push(`the planted violation of "${rule}" was not found: the check is blind`);
}
for (const line of ["const now = Date.now();", "SIMULATION: globalThis.chronikSometimes = null;"]) {
  if (!isImpure(line)) failures.push(`the purity check is blind to: ${line}`);
}

const real = await violationsIn("packages", "apps");
if (real.moduleCount < MODULES_MIN)
  failures.push(`only ${real.moduleCount} modules were read; expected at least ${MODULES_MIN}`);
failures.push(...real.messages);
for (const folder of coreFolders) failures.push(...impureLines(folder));

if (failures.length > 0) {
  console.error(failures.join("\n"));
  console.error(`architecture: ${failures.length} violations`);
  process.exit(1);
}
console.log(`architecture: ${real.moduleCount} modules, no violation; ${planted.names.size} planted ones found`);

async function violationsIn(...folders) {
  const planting = folders[0] === "scripts/planted";
  const ruleSet = planting ? retarget(rules) : rules;
  const result = await cruise(
    folders,
    { ...rules.options, ruleSet: { forbidden: ruleSet.forbidden }, validate: true },
    rules.options.enhancedResolveOptions,
    { tsConfig: extractTSConfig(join(root, "tsconfig.base.json")) },
  );
  const { violations, totalCruised } = result.output.summary;
  return {
    moduleCount: totalCruised,
    names: new Set(violations.map((violation) => violation.rule.name)),
    messages: violations.map((violation) => `${violation.rule.name}: ${violation.from} → ${violation.to}`),
  };
}

/** The same rules, aimed at the planted files. */
function retarget({ forbidden }) {
  return {
    forbidden: forbidden.map((rule) => (rule.from.path ? { ...rule, from: { path: "^scripts/planted/" } } : rule)),
  };
}

function impureLines(folder) {
  const found = [];
  for (const file of sourcesBelow(folder)) {
    const lines = readFileSync(file, "utf8").split("\n");
    lines.forEach((line, index) => {
      const code = line
        .replace(/^\s*(\*|\/\/|\/\*).*$/, "")
        .replace(/"(?:[^"\\]|\\.)*"/g, '""')
        .replace(/\/\/.*$/, "");
      if (impure.test(code) && !mark.test(code))
        found.push(`impure: ${relative(root, file)}:${index + 1}: ${line.trim()}`);
    });
  }
  return found;
}

function isImpure(line) {
  const code = line
    .replace(/^\s*(\*|\/\/|\/\*).*$/, "")
    .replace(/"(?:[^"\\]|\\.)*"/g, '""')
    .replace(/\/\/.*$/, "");
  return impure.test(code) && !mark.test(code);
}

function sourcesBelow(folder) {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return name === "testing" || name === "generated" ? [] : sourcesBelow(path);
    return /\.ts$/.test(name) && !/\.(test|bench)\.ts$/.test(name) ? [path] : [];
  });
}
