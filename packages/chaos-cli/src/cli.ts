#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { Command, InvalidArgumentError } from "commander";
import { type RunnerOptions, runScenario } from "./runner.ts";
import { catchUp } from "./scenario/catch-up.ts";
import { cold } from "./scenario/cold.ts";
import { elections } from "./scenario/elections.ts";
import { failover } from "./scenario/failover.ts";
import type { Scenario } from "./scenario/scenario.ts";

interface Flags {
  readonly runs: number;
  readonly basePort?: number;
  readonly data?: string;
  readonly keep?: true;
  readonly json?: true;
  readonly chronik?: string;
  readonly verbose?: true;
}

const DOWN_SECONDS = 30;
const ELECTION_RUNS = 20;

function createProgram(): Command {
  const program = new Command("chronik-chaos")
    .description(
      "Kills and starts nodes of a Chronik cluster, and sees through Kafka clients whether it does what it promises.",
    )
    .version(readVersion(), "-V, --version", "print the version")
    .showSuggestionAfterError();
  verb(program, "failover", "kill -9 the leader of a topic between two batches of records").action((flags: Flags) =>
    main(failover, flags),
  );
  verb(program, "cold", "kill -9 all three nodes at once under load, and start them again").action((flags: Flags) =>
    main(cold, flags),
  );
  verb(program, "catch-up", "kill -9 a follower under load, and start it again after a while")
    .option("--seconds <seconds>", "for how long the follower is down", parseCount, DOWN_SECONDS)
    .action((flags: Flags & { seconds: number }) => main(catchUp(flags.seconds), flags));
  verb(program, "elections", "start three fresh nodes, and time how long they take to elect", ELECTION_RUNS).action(
    (flags: Flags) => main(elections, flags),
  );
  return program;
}

function verb(program: Command, name: string, description: string, runs = 1): Command {
  return program
    .command(name)
    .description(description)
    .option("--runs <count>", "how often, each time with a new cluster", parseCount, runs)
    .option("--base-port <port>", "first of nine ports in a row (default: free ones)", parsePort)
    .option("--data <folder>", "where the nodes' data go (default: a temporary folder)")
    .option("--keep", "keep the data of runs that pass, too")
    .option("--json", "print the report as JSON on standard output, everything else on standard error")
    .option("--chronik <path>", "the chronik command (default: that of this checkout, else on PATH)")
    .option("--verbose", "show what KafkaJS logs");
}

/** Runs the scenario; exit code 0 where every run passed, else 1. */
async function main(scenario: Scenario, flags: Flags): Promise<void> {
  const output = flags.json ? process.stderr : process.stdout;
  const abort = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => abort.abort(new Error(`ended by ${signal}`)));
  }
  const options: RunnerOptions = {
    runs: flags.runs,
    basePort: flags.basePort,
    data: flags.data,
    keep: flags.keep ?? false,
    chronik: flags.chronik,
    verbose: flags.verbose ?? false,
    print: (line) => output.write(`${line}\n`),
    signal: abort.signal,
  };
  try {
    const report = await runScenario(scenario, options);
    if (flags.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    process.exitCode = report.passed ? 0 : 1;
  } catch (error) {
    process.stderr.write(`chronik-chaos: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
  // KafkaJS may still be trying to reach nodes that are gone.
  process.exit();
}

function parseCount(text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 1 to 999999.");
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port + 8 <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 1 to 65527.");
}

/** The package's own; source and bundle lie equally deep in it. */
function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}

await createProgram().parseAsync();
