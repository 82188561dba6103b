// Compiles metadata.proto into static ESM code without reflection, and its declarations.
//
//   node proto/generate.mjs [output folder]
//
// The code is committed; a test compiles it again and compares, so the two cannot drift apart.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import pbjs from "protobufjs-cli/pbjs.js";
import pbts from "protobufjs-cli/pbts.js";

const here = dirname(fileURLToPath(import.meta.url));
const source = join(here, "metadata.proto");

const options = [
  ["--target", "static-module", "--wrap", "esm", "--force-number"],
  // The runtime comes through src/metadata/protobuf.ts, which sets it to plain numbers first.
  ["--dependency", "../protobuf.ts"],
  // Generated code finds its types through a named root that the whole process shares: this one is ours alone.
  ["--root", "chronik_metadata_v1"],
  ["create", "verify", "convert", "delimited", "typeurl", "service"].map((unused) => `--no-${unused}`),
].flat();

/** Writes metadata.js and metadata.d.ts into `folder`. */
export async function generate(folder) {
  mkdirSync(folder, { recursive: true });
  const code = join(folder, "metadata.js");
  const declarations = join(folder, "metadata.d.ts");
  // Declarations are read from the comments of the code; the code that ships has none.
  await promisify(pbjs.main)([...options, "--out", code, source]);
  await promisify(pbts.main)(["--out", declarations, code]);
  await promisify(pbjs.main)([...options, "--no-comments", "--out", code, source]);
  const text = readFileSync(declarations, "utf8")
    .replace(/^import Long = require\("long"\);\n/m, "")
    .replace(/^import \* as \$protobuf from "protobufjs";$/m, 'import type * as $protobuf from "protobufjs";');
  writeFileSync(declarations, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await generate(resolve(process.argv[2] ?? join(here, "..", "src", "metadata", "generated")));
}
