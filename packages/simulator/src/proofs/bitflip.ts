import { fileURLToPath } from "node:url";
import { bundleWorker } from "../command/bundle.ts";
import { type BitRange, type BitRangeResult, FOLDER_BITS, type SilentBit } from "./bitflip-run.ts";
import type { BitflipFlags } from "./flags.ts";
import { reportProgress } from "./progress.ts";
import { WorkerPool } from "./worker-pool.ts";

const WORKER = fileURLToPath(new URL("bitflip-worker.ts", import.meta.url));
/** So many flips to a process at a time. */
const BITS_PER_ORDER = 1000;
const ORDER_MS_MAX = 300_000;
const SILENT_SHOWN_MAX = 20;
const OUTCOMES = ["same", "refused", "quarantined", "SILENT"] as const;

/** Flips the bits of one slice. Returns the exit code. */
export async function runBitflip({ slice, slices, jobs }: BitflipFlags): Promise<number> {
  const counts = new Map<string, number>();
  const silent: SilentBit[] = [];
  const lost: string[] = [];
  const startedMs = performance.now();
  let next = slice - 1;
  let flipped = 0;
  let interrupted = false;
  const bundle = await bundleWorker(WORKER);
  const pool = new WorkerPool<BitRange, BitRangeResult>({
    file: bundle.file,
    jobs,
    orderMsMax: ORDER_MS_MAX,
    next() {
      if (next >= FOLDER_BITS) return undefined;
      const range = { from: next, to: Math.min(next + BITS_PER_ORDER * slices, FOLDER_BITS), step: slices };
      next += BITS_PER_ORDER * slices;
      return range;
    },
    onAnswer(_, result) {
      silent.push(...result.silent);
      for (const [key, count] of result.counts) {
        counts.set(key, (counts.get(key) ?? 0) + count);
        flipped += count;
      }
    },
    onLost: ({ from, to }, why) => lost.push(`bits ${from} to ${to - 1}: ${why}`),
  });
  const interrupt = () => {
    interrupted = true;
    pool.stop();
  };
  process.on("SIGINT", interrupt);
  const seconds = () => (performance.now() - startedMs) / 1000;
  const quiet = reportProgress(() => `${flipped} bits, ${silent.length} silent, ${seconds().toFixed(0)} s`);
  try {
    await pool.run();
  } finally {
    quiet();
    process.off("SIGINT", interrupt);
    bundle.remove();
  }
  for (const line of lost) console.log(line);
  for (const { bit, path, position, message } of silent.slice(0, SILENT_SHOWN_MAX)) {
    console.log(`bit ${bit}, byte ${position} of ${path}: ${message}`);
  }
  console.log(tableOf(counts).join("\n"));
  const verdict = silent.length + lost.length === 0 ? "none was silent" : `${silent.length} were silent`;
  console.log(`\n${flipped} bits of ${FOLDER_BITS} flipped in ${seconds().toFixed(1)} s: ${verdict}`);
  if (silent.length + lost.length > 0) return 1;
  return interrupted ? 130 : 0;
}

/** What became of the bits of each kind of file. */
function tableOf(counts: ReadonlyMap<string, number>): string[] {
  const kinds = [...new Set([...counts.keys()].map((key) => key.slice(0, key.lastIndexOf("/"))))].sort();
  const row = (name: string, cells: readonly string[]) =>
    name.padEnd(26) + cells.map((cell) => cell.padStart(13)).join("");
  return [
    row("", ["same", "refused", "quarantined", "silent"]),
    ...kinds.map((kind) =>
      row(
        kind,
        OUTCOMES.map((outcome) => String(counts.get(`${kind}/${outcome}`) ?? 0)),
      ),
    ),
  ];
}
