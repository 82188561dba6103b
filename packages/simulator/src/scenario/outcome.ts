/** Something that must not happen has happened. */
export interface ViolationReport {
  /** Always the same for the same rule: what the shrinker compares. */
  readonly name: string;
  readonly detail: string;
  readonly atMs: number;
}

/** What a run did, in numbers. */
export interface RunStats {
  /** Callbacks of nodes and clients. */
  readonly events: number;
  readonly faultsBegun: number;
  /** Planned, but nobody fitted, or it was not to be demanded then. */
  readonly faultsSkipped: number;
  readonly recordsAcked: number;
  readonly recordsConsumed: number;
}

export interface Outcome {
  readonly seed: number;
  readonly ok: boolean;
  readonly violation?: ViolationReport;
  /** Of everything that happened, in order: equal for two runs of one plan. */
  readonly traceHash: string;
  readonly simulatedMs: number;
  /** How often each state was reached that the marks in the source name. */
  readonly marks: ReadonlyMap<string, number>;
  readonly stats: RunStats;
  /** The last events of each node, by time; only where the trace was kept. */
  readonly timeline?: readonly string[];
}
