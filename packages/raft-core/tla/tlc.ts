import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TraceData, traceModule } from "./trace-module.ts";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const MODULES = ["RaftCore.tla", "RaftCoreModel.tla", "RaftCoreTrace.tla", "RaftCoreTrace.cfg"];
/** A process of TLC judges about so many lines: enough to make up for its start, few enough for every core to have some. */
const LINES_PER_RUN = 6_000;

export interface Tools {
  readonly java: string;
  readonly jar: string;
  /** Leave the folders in which TLC ran, and say where they are. */
  readonly keep: boolean;
}

export interface ModelResult {
  readonly statesFound: number;
  /** Everything was searched, and nothing was found wrong. */
  readonly ok: boolean;
  /** The end of what TLC said. */
  readonly output: string;
}

/** Searches all states of `RaftCoreModel` within the bounds of one `.cfg`. */
export async function checkModel(tools: Tools, config: string): Promise<ModelResult> {
  const args = ["-workers", String(availableParallelism()), "-config", config, "RaftCoreModel.tla"];
  const { status, output } = await runTlc(tools, { args, heap: "-Xmx2g", prepare: (folder) => copy(folder, [config]) });
  const found = /^([\d,]+) states generated, ([\d,]+) distinct states found, 0 states left/m.exec(output);
  return {
    statesFound: Number(found?.[2]?.replaceAll(",", "") ?? 0),
    ok: status === 0 && output.includes("No error has been found") && found !== null,
    output: output.trim().split("\n").slice(-40).join("\n"),
  };
}

/** How many lines of each trace the specification can follow. Less than there are: rejected at the next one. */
export async function judge(tools: Tools, traces: readonly TraceData[]): Promise<readonly number[]> {
  const groups = groupsOf(traces);
  const judged: number[] = Array.from({ length: traces.length }, () => 0);
  let next = 0;
  const worker = async () => {
    while (next < groups.length) {
      const group = groups[next++]!;
      const consumed = await judgeGroup(
        tools,
        group.map(({ data }) => data),
      );
      for (const [at, lines] of consumed.entries()) judged[group[at]!.number] = lines;
    }
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), groups.length) }, worker));
  return judged;
}

async function judgeGroup(tools: Tools, traces: readonly TraceData[]): Promise<number[]> {
  const prepare = (folder: string) => writeFileSync(join(folder, "TraceData.tla"), traceModule(traces));
  const args = ["-workers", "1", "-config", "RaftCoreTrace.cfg", "RaftCoreTrace.tla"];
  const { status, output } = await runTlc(tools, { args, heap: "-Xmx1g", prepare });
  if (
    status !== 0 ||
    !output.includes(`<<"traces", ${traces.length}>>`) ||
    !output.includes("No error has been found")
  ) {
    throw new Error(`TLC could not judge the traces:\n${output.trim().split("\n").slice(-40).join("\n")}`);
  }
  const consumed = traces.map(({ start }) => start - 1);
  for (const [, trace, line] of output.matchAll(/^<<"consumed", (\d+), (\d+)>>$/gm)) {
    const at = Number(trace) - 1;
    consumed[at] = Math.max(consumed[at]!, Number(line));
  }
  return consumed;
}

/** Ends of traces stay together with what they are the ends of; bases are numbered anew within each group. */
function groupsOf(traces: readonly TraceData[]): { number: number; data: TraceData }[][] {
  const groups: { number: number; data: TraceData }[][] = [];
  let lines = Number.POSITIVE_INFINITY;
  let baseAt = 0;
  for (const [number, data] of traces.entries()) {
    if (data.base === 0) {
      if (lines >= LINES_PER_RUN) {
        groups.push([]);
        lines = 0;
      }
      baseAt = groups.at(-1)!.length + 1;
    }
    groups.at(-1)!.push({ number, data: data.base === 0 ? data : { ...data, base: baseAt } });
    lines += data.events.length;
  }
  return groups;
}

interface Run {
  readonly args: readonly string[];
  readonly heap: string;
  prepare(folder: string): void;
}

async function runTlc(tools: Tools, { args, heap, prepare }: Run): Promise<{ status: number | null; output: string }> {
  const folder = mkdtempSync(join(tmpdir(), "raft-tla-"));
  try {
    // TLC unpacks its modules there: runs side by side must not share it.
    mkdirSync(join(folder, "tmp"));
    copy(folder, MODULES);
    prepare(folder);
    const jvm = ["-XX:+UseParallelGC", heap, `-Djava.io.tmpdir=${join(folder, "tmp")}`, "-cp", tools.jar, "tlc2.TLC"];
    return await collect(tools.java, [...jvm, "-deadlock", ...args], folder);
  } finally {
    if (tools.keep) console.log(`kept: ${folder}`);
    else rmSync(folder, { recursive: true, force: true });
  }
}

function copy(folder: string, names: readonly string[]): void {
  for (const name of names) copyFileSync(join(HERE, name), join(folder, name));
}

function collect(
  command: string,
  args: readonly string[],
  cwd: string,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, output: Buffer.concat(chunks).toString("utf8") }));
  });
}
