import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { edited } from "../fuzz/planted-bug.ts";
import { PLANTED_BUGS } from "../fuzz/planted-bugs.ts";
import type { TraceEvent } from "../src/index.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** Those of the planted bugs that break what the specification speaks of, and that short traces come across. */
export const PLANTED_NAMES: readonly string[] = [
  "term and vote are told before they are durable",
  "a voter acknowledges what it has not flushed (KAFKA-10533, KAFKA-17332)",
  "two votes in one term",
  "the vote is forgotten by a restart",
  "anybody is up to date (section 5.4.1)",
  "entries of earlier terms are committed by counting (figure 8)",
  "a leader counts its own log before it is durable (etcd #14370)",
  "in a joint configuration one majority is enough (thesis, section 4.3)",
  "several voters change at once (thesis, section 4.1)",
  "a truncated configuration stays in force",
  "a heartbeat tells the commit to who has not got so far",
  "an append that comes late truncates what came after it",
];

export interface PlantedRun {
  readonly run: string;
  readonly seed: number;
  readonly events: readonly TraceEvent[];
}

/** Traces of a copy of the code with one bug in it. */
export function recordPlanted(name: string, range: { seeds: number; firstSeed: number }): readonly PlantedRun[] {
  const bug = PLANTED_BUGS.find((candidate) => candidate.name === name);
  if (bug === undefined) throw new Error(`no planted bug has the name ${name}`);
  const root = mkdtempSync(join(tmpdir(), "raft-tla-"));
  try {
    for (const folder of ["src", "test", "tla"]) cpSync(join(PACKAGE, folder), join(root, folder), { recursive: true });
    writeFileSync(join(root, "package.json"), '{ "type": "module" }\n');
    for (const file of new Set(bug.edits.map((edit) => edit.file))) {
      const path = join(root, "src", file);
      writeFileSync(path, edited(path, bug.edits));
    }
    const args = ["--seeds", String(range.seeds), "--seed", String(range.firstSeed)];
    const recording = spawnSync(process.execPath, [...process.execArgv, join(root, "tla", "record.ts"), ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 30,
    });
    if (recording.status !== 0) throw new Error(`no traces of "${name}": ${recording.stderr}`);
    return parse(recording.stdout);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function parse(ndjson: string): PlantedRun[] {
  const runs: { run: string; seed: number; events: TraceEvent[] }[] = [];
  for (const text of ndjson.trim().split("\n")) {
    const line = JSON.parse(text) as { run: string; seed: number } | { event: TraceEvent };
    if ("run" in line) runs.push({ ...line, events: [] });
    else runs.at(-1)!.events.push(line.event);
  }
  return runs;
}
