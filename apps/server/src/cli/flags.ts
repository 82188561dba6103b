import { type Command, InvalidArgumentError, Option } from "commander";
import { LOG_LEVELS, type LogLevel } from "../adapters/log-sink.ts";
import { LOG_FORMATS, type LogFormat } from "../adapters/logging.ts";
import type { Setting } from "../config/setting.ts";

/** Options that `start` and `cluster` share. */
export interface CommonFlags {
  readonly config?: string;
  readonly override: readonly string[];
  readonly data?: string;
  readonly logFormat: LogFormat;
  readonly logLevel: LogLevel;
}

/** Options of `start`. */
export interface StartFlags extends CommonFlags {
  readonly nodeId?: string;
  readonly port?: string;
  readonly raftPort?: string;
  readonly adminPort?: string;
  readonly voters?: string;
  readonly clusterId?: string;
  readonly supervised?: true;
}

export function addCommonFlags(command: Command, dataHelp: string): Command {
  return command
    .option("-c, --config <file>", "read configuration from a server.properties file")
    .option("-o, --override <name=value>", "set one configuration; can be repeated", collect, [])
    .option("-d, --data <folder>", dataHelp)
    .addOption(new Option("--log-format <format>", "how to log").choices(LOG_FORMATS).default("text"))
    .addOption(new Option("--log-level <level>", "the least that is logged").choices(LOG_LEVELS).default("info"));
}

/** The flags that stand for one configuration each. */
export function settingsOf(flags: StartFlags): Setting[] {
  const settings: Setting[] = [];
  const add = (name: string, value: string | undefined, origin: string) => {
    if (value !== undefined) settings.push({ name, value, origin });
  };
  add("node.id", flags.nodeId, "--node-id");
  add("cluster.id", flags.clusterId, "--cluster-id");
  add("log.dirs", flags.data, "--data");
  add("controller.quorum.voters", flags.voters, "--voters");
  add("chronik.admin.port", flags.adminPort, "--admin-port");
  if (flags.port !== undefined || flags.raftPort !== undefined) {
    const raft = flags.raftPort === undefined ? "" : `,CONTROLLER://0.0.0.0:${flags.raftPort}`;
    add(
      "listeners",
      `PLAINTEXT://localhost:${flags.port ?? 9092}${raft}`,
      flags.port === undefined ? "--raft-port" : "--port",
    );
  }
  return settings;
}

/** For commander: a port number within what leaves room for three nodes of three ports each. */
export function parseBasePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port + 202 <= 65_535) return port;
  throw new InvalidArgumentError("It must be a whole number from 1 to 65333.");
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
