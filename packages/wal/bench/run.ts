/** One timed stretch of a load. */
export interface Run {
  readonly ms: number;
  readonly appends: number;
  readonly bytes: number;
  /** Of each append, or group of the bare loop, in milliseconds. */
  readonly latenciesMs: readonly number[];
}

export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}

/** @param share Of 1: 0.99 for the 99th percentile. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
}

export function megabytesPerSecond({ bytes, ms }: Pick<Run, "bytes" | "ms">): number {
  return bytes / 1_000 / ms;
}
