import { readFileSync } from "node:fs";
import { Command } from "commander";
import { cluster } from "./cluster.ts";
import { addCommonFlags, parseBasePort } from "./flags.ts";
import { start } from "./start.ts";
import { addStorageCommands } from "./storage/commands.ts";

/** The `chronik` command. */
export function createProgram(): Command {
  const program = new Command("chronik")
    .description("A Kafka-protocol log broker that replicates itself.")
    .version(readVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .showSuggestionAfterError()
    .addHelpText("after", EXAMPLES);
  addCommonFlags(program.command("start"), "the data folder (log.dirs; default: .chronik/node-<id>)")
    .description("run one node in the foreground; with no configuration, a node of its own on localhost:9092")
    .argument("[file]", "the same as --config, as Kafka's own start script has it")
    .option("--node-id <id>", "the node's number (node.id)")
    .option("--port <port>", "the Kafka port on localhost (sets listeners)")
    .option("--raft-port <port>", "the port for the other nodes, on all interfaces (sets listeners)")
    .option("--admin-port <port>", "the admin HTTP port on 127.0.0.1 (chronik.admin.port); 0 for none")
    .option("--voters <id@host:port,…>", "all nodes of the cluster (controller.quorum.voters)")
    .option("--cluster-id <id>", "the cluster's name (cluster.id)")
    .addOption(program.createOption("--supervised", "stop when the parent process is gone").hideHelp())
    .action((file: string | undefined, flags) => start({ ...flags, config: flags.config ?? file }));
  addCommonFlags(program.command("cluster"), "the folder for the three nodes' data (default: .chronik)")
    .description("run three nodes on 127.0.0.1, each a process of its own, in the foreground")
    .option(
      "--base-port <port>",
      "Kafka ports are this and the next two; raft 100, admin 200 above",
      parseBasePort,
      9092,
    )
    .action(cluster);
  addStorageCommands(program);
  return program;
}

const EXAMPLES = `
Examples:
  chronik start                                  one node on localhost:9092, data in .chronik/node-1
  chronik start server.properties                configured as Kafka is
  chronik start --override num.partitions=3      one configuration more
  chronik cluster                                three nodes on 127.0.0.1:9092, :9093 and :9094
  chronik log verify .chronik/node-1             is anything on the disk damaged?

KAFKA_* variables are read as Kafka's container image reads them: KAFKA_NUM_PARTITIONS=3 sets num.partitions.`;

/** The package's own; source and bundle lie equally deep in it. */
function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return (manifest as { version: string }).version;
}
