// Compiles proto/*.proto into src/generated: static ESM code without reflection, and its declarations.
//
//   node scripts/generate.mjs [output folder]
//
// The code is committed; a test compiles it again and compares, so the two cannot drift apart.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pbjs from "protobufjs-cli/pbjs.js";
import pbts from "protobufjs-cli/pbts.js";

const home = dirname(dirname(fileURLToPath(import.meta.url)));

const options = [
  ["--target", "static-module", "--wrap", "esm", "--force-number"],
  // The runtime comes through src/protobuf.ts, which sets it to plain numbers first.
  ["--dependency", "../protobuf.ts"],
  // A root of its own: generated code finds its types through the root, and the default one is shared by the process.
  ["--root", "chronik_peer_v1"],
  ["create", "verify", "convert", "delimited", "typeurl", "service"].map((unused) => `--no-${unused}`),
].flat();

const folder = resolve(process.argv[2] ?? join(home, "src", "generated"));
const code = join(folder, "peer.js");
const declarations = join(folder, "peer.d.ts");
const sources = readdirSync(join(home, "proto"))
  .filter((name) => name.endsWith(".proto"))
  .sort()
  .map((name) => join(home, "proto", name));

mkdirSync(folder, { recursive: true });
// pbts reads the types from comments; the code that ships has none.
await promisify(pbjs.main)([...options, "--out", code, ...sources]);
await promisify(pbts.main)(["--out", declarations, code]);
await promisify(pbjs.main)([...options, "--no-comments", "--out", code, ...sources]);

// pbts imports the whole library, and Long for 64-bit fields; we need its types alone, and our numbers are numbers.
const text = readFileSync(declarations, "utf8")
  .replace(/^import Long = require\("long"\);\n/m, "")
  .replace(/^import \* as \$protobuf from "protobufjs";$/m, 'import type * as $protobuf from "protobufjs";');
writeFileSync(declarations, text);
