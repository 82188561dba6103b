import { checkDamage, type FlipOutcome } from "./bitflip-check.ts";
import { FOLDER_BYTES, type SampleFolder, sampleFolder } from "./bitflip-folder.ts";

export const FOLDER_BITS = FOLDER_BYTES * 8;

/** Some bits of the folder, counted through all files in the order of their paths. */
export interface BitRange {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  readonly step: number;
}

/** A bit that nobody was told of. */
export interface SilentBit {
  readonly bit: number;
  readonly path: string;
  readonly position: number;
  readonly message: string;
}

export interface BitRangeResult {
  /** By `kind of file/outcome`. */
  readonly counts: ReadonlyMap<string, number>;
  readonly silent: readonly SilentBit[];
}

let sample: SampleFolder | null = null;

/** Flips bits one at a time. */
export function runBits({ from, to, step }: BitRange): BitRangeResult {
  sample ??= sampleFolder();
  const counts = new Map<string, number>();
  const silent: SilentBit[] = [];
  let start = 0;
  for (const [path, bytes] of sample.disk.files()) {
    const end = start + bytes.length * 8;
    const first = start > from ? from + Math.ceil((start - from) / step) * step : from;
    for (let bit = first; bit < Math.min(to, end); bit += step) {
      const position = (bit - start) >>> 3;
      const outcome = flip(sample, { path, position, mask: 1 << ((bit - start) & 7) });
      if (typeof outcome !== "string") silent.push({ bit, path, position, message: outcome.message });
      const key = `${kindOf(path)}/${typeof outcome === "string" ? outcome : "SILENT"}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    start = end;
  }
  return { counts, silent };
}

function flip(folder: SampleFolder, at: { path: string; position: number; mask: number }): FlipOutcome | Error {
  try {
    return checkDamage(folder, at.path, (disk) => disk.rot(at.path, at.position, at.mask));
  } catch (error) {
    return error as Error;
  }
}

function kindOf(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (path.startsWith("/data/raft/")) return "Raft journal";
  if (/^\d+\./.test(name)) return `.${name.slice(name.indexOf(".") + 1)}`;
  return name;
}
