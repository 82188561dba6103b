import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findChronik } from "./chronik-command.ts";
import { Cluster } from "./cluster.ts";
import { KafkaClient } from "./kafka-client.ts";
import { formatReport, makeReport, type Report, type RunResult, Steps } from "./report.ts";
import type { Scenario } from "./scenario/scenario.ts";

export interface RunnerOptions {
  readonly runs: number;
  readonly basePort: number | undefined;
  /** Parent of the runs' data; undefined: a temporary folder. */
  readonly data: string | undefined;
  /** Leaves the data of runs that passed, too. */
  readonly keep: boolean;
  readonly chronik: string | undefined;
  readonly verbose: boolean;
  readonly print: (line: string) => void;
  /** Ends the run that is under way, and begins no other. */
  readonly signal: AbortSignal;
}

/** Runs a scenario as often as asked, each time with a new cluster. No process is left when it resolves. */
export async function runScenario(scenario: Scenario, options: RunnerOptions): Promise<Report> {
  const chronik = findChronik(options.chronik);
  const runs: RunResult[] = [];
  for (let index = 1; index <= options.runs && !options.signal.aborted; index++) {
    if (options.runs > 1) options.print(`run ${index} of ${options.runs}`);
    const folder = makeFolder(options.data, `${scenario.name}-${index}`);
    const result = await runOnce(scenario, { ...options, chronik, folder, run: `${process.pid}-${index}` });
    options.print(`${result.passed ? "passed" : "FAILED"}: ${result.summary}`);
    if (!result.passed || options.keep) options.print(`data and logs are in ${folder}`);
    else rmSync(folder, { recursive: true });
    runs.push(result);
  }
  const report = makeReport(scenario.name, scenario.measure, runs);
  if (options.runs > 1) options.print(formatReport(report));
  return report;
}

interface OneRun extends Pick<RunnerOptions, "basePort" | "verbose" | "print" | "signal"> {
  readonly chronik: ReturnType<typeof findChronik>;
  readonly folder: string;
  readonly run: string;
}

async function runOnce(scenario: Scenario, options: OneRun): Promise<RunResult> {
  const { signal, chronik, folder, basePort, verbose, run, print } = options;
  const cluster = await Cluster.prepare({ chronik, folder, basePort, signal });
  const client = new KafkaClient({ bootstrapServers: cluster.bootstrapServers, verbose, signal });
  try {
    const steps = new Steps({ count: scenario.stepCount, print });
    const result = await abortable(scenario.run({ cluster, client, steps, run, signal }), signal);
    await client.close();
    const unclean = await cluster.stop();
    return unclean.length === 0 ? result : { ...result, passed: false, summary: notStopped(result, unclean) };
  } catch (error) {
    const summary = error instanceof Error ? error.message : String(error);
    return { passed: false, summary, tookMs: null, details: {} };
  } finally {
    await cluster.killAll();
  }
}

function notStopped(result: RunResult, unclean: readonly string[]): string {
  return `${result.summary}; did not stop cleanly at the end: ${unclean.join(", ")}`;
}

/** The scenario's result, or the abort's reason as soon as there is one: what KafkaJS waits for may never come. */
function abortable<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function makeFolder(parent: string | undefined, name: string): string {
  if (parent === undefined) return mkdtempSync(join(tmpdir(), `chronik-chaos-${name}-`));
  const folder = resolve(parent, name);
  if (existsSync(folder)) throw new Error(`${folder} exists already; choose another --data, or remove it`);
  mkdirSync(folder, { recursive: true });
  return folder;
}
