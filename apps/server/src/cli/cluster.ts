import { resolve } from "node:path";
import { standardOutput } from "../adapters/log-sink.ts";
import { nodeClock } from "../adapters/node-clock.ts";
import { bootstrapServers, type ClusterLayout, findClusterId, nodeOverrides } from "../cluster/layout.ts";
import { Supervisor } from "../cluster/supervisor.ts";
import { ServerError } from "../error.ts";
import type { CommonFlags } from "./flags.ts";
import { onStopSignals } from "./stop-signals.ts";

export interface ClusterFlags extends CommonFlags {
  readonly basePort: number;
}

/** More than a node allows itself, so that none is killed that is about to end by itself. */
const STOP_MS_MAX = 15_000;

/** `chronik cluster`: runs three nodes until told to stop. Ends the process. */
export async function cluster(flags: ClusterFlags): Promise<void> {
  const { basePort } = flags;
  const layout = { nodeIds: [1, 2, 3], basePort, dataFolder: resolve(flags.data ?? ".chronik") };
  const output = standardOutput();
  const print = (line: string) => output.write(`${line}\n`);
  const clusterId = clusterIdOf(layout);
  const command = (nodeId: number) => startCommand(nodeOverrides(layout, nodeId, clusterId), flags);
  const supervisor = new Supervisor({
    commands: new Map(layout.nodeIds.map((nodeId) => [nodeId, command(nodeId)])),
    readyLine: `bootstrap servers: ${bootstrapServers(layout)}`,
    print,
    stopMsMax: STOP_MS_MAX,
  });
  onStopSignals({
    source: process,
    nowMs: nodeClock.monotonicMs,
    onStop(signal) {
      print(`stopping: ${signal}`);
      void supervisor.stop();
    },
    onForce(signal) {
      print(`${signal} again: killing the nodes; their next start recovers`);
      supervisor.kill();
    },
  });
  const clean = await supervisor.run();
  process.exit(clean ? 0 : 1);
}

/** Flags come after what makes the node one of this cluster, so that they count more. */
function startCommand(own: readonly string[], flags: ClusterFlags): [string, ...string[]] {
  const overrides = [...own, ...flags.override].flatMap((override) => ["--override", override]);
  const config = flags.config === undefined ? [] : ["--config", flags.config];
  const log = ["--log-format", flags.logFormat, "--log-level", flags.logLevel];
  const self = [...process.execArgv, process.argv[1]!];
  return [process.execPath, ...self, "start", "--supervised", ...config, ...overrides, ...log];
}

function clusterIdOf(layout: ClusterLayout): string {
  try {
    return findClusterId(layout);
  } catch (error) {
    if (!(error instanceof ServerError)) throw error;
    process.stderr.write(`chronik: ${error.message}\n`);
    process.exit(1);
  }
}
