import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { plant } from "./patch.ts";
import type { PlantedBug } from "./planted-bug.ts";

const PACKAGES = fileURLToPath(new URL("../../..", import.meta.url));
/** What a simulation runs; they import each other, and must find each other's copies. */
const COPIED = ["simulator", "broker", "wal", "raft-core", "transport-tcp", "kafka-protocol", "crc32c"];
const SCOPE = "@chronik";

/** A copy of the sources with a bug in them; foreign packages are shared. */
export interface Copy {
  /** Of the copied simulator. */
  readonly commandFile: string;
  remove(): void;
}

/** @throws {Error} where the bug does not fit its source */
export function copyWith(bug: PlantedBug): Copy {
  const file = join(bug.package, "src", bug.file);
  const source = plant(bug, readFileSync(join(PACKAGES, file), "utf8"));
  const root = mkdtempSync(join(tmpdir(), "chronik-planted-"));
  for (const name of COPIED) copyPackage(name, join(root, name));
  writeFileSync(join(root, file), source);
  return {
    commandFile: join(root, "simulator/src/command/main.ts"),
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

function copyPackage(name: string, to: string): void {
  const from = join(PACKAGES, name);
  cpSync(join(from, "src"), join(to, "src"), { recursive: true });
  cpSync(join(from, "package.json"), join(to, "package.json"));
  const modules = join(from, "node_modules");
  if (!existsSync(modules)) return;
  mkdirSync(join(to, "node_modules", SCOPE), { recursive: true });
  for (const module of readdirSync(modules)) {
    if (module === SCOPE) continue;
    symlinkSync(join(modules, module), join(to, "node_modules", module));
  }
  for (const module of existsSync(join(modules, SCOPE)) ? readdirSync(join(modules, SCOPE)) : []) {
    symlinkSync(join(to, "..", module), join(to, "node_modules", SCOPE, module));
  }
}
