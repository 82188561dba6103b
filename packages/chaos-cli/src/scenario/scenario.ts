import type { Cluster } from "../cluster.ts";
import type { KafkaClient } from "../kafka-client.ts";
import type { RunResult, Steps } from "../report.ts";

/** What a run of a scenario works with. */
export interface RunContext {
  readonly cluster: Cluster;
  readonly client: KafkaClient;
  readonly steps: Steps;
  /** A name of this run, for its topic and records. */
  readonly run: string;
  readonly signal: AbortSignal;
}

/** One way to try a cluster. */
export interface Scenario {
  readonly name: string;
  readonly stepCount: number;
  /** What `RunResult.tookMs` measures, in words. */
  readonly measure: string;
  /** Begins with a cluster that is not started. @throws Error where it cannot be carried through. */
  run(context: RunContext): Promise<RunResult>;
}
