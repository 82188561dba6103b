// Starts a cluster of its own on free loopback ports, and tries the Kafka clients of others that are on this machine.
// Each check is a line: `ok`, `FAILED` with what the client said, or `not here` with the way to install it.
// Ends with 1 where a client that is here fails. No process is left behind, also after Ctrl-C.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureInstalled, root, run } from "./bootstrap.mjs";
import { Checks } from "./foreign-clients/checks.mjs";
import { checkKafkaTools } from "./foreign-clients/kafka-tools.mjs";
import { checkKcat } from "./foreign-clients/kcat.mjs";
import { checkPython } from "./foreign-clients/python.mjs";

const HELP = `npm run clients -- [--kafka-libs <folder>] [--python <program>] [--keep]

  --kafka-libs <folder>  the jars of Apache Kafka's tools; docs/clients.md says how to get them
  --python <program>     a Python that can import confluent_kafka or kafka (default: python3)
  --keep                 keep the nodes' data and logs; they stay anyway where a check failed`;

const flags = parseFlags();
ensureInstalled();
run("turbo", [
  "run",
  "build",
  "--filter=@chronik/server",
  "--filter=@chronik/chaos-cli",
  "--output-logs=errors-only",
  "--log-order=grouped",
]);
const { Cluster, findChronik } = await import("../packages/chaos-cli/dist/index.js");

const abort = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => abort.abort(new Error(`ended by ${signal}`)));
}
const folder = mkdtempSync(join(tmpdir(), "chronik-clients-"));
process.exitCode = (await main()) ? 0 : 1;

/** Whether all that was tried works. */
async function main() {
  const chronik = findChronik(join(root, "apps/server/dist/chronik.js"));
  const cluster = await Cluster.prepare({ chronik, folder, basePort: undefined, signal: abort.signal });
  const checks = new Checks({ signal: abort.signal, print: (line) => console.log(line) });
  let passed = false;
  try {
    await cluster.start();
    const target = { brokers: cluster.bootstrapServers, bootstrap: cluster.bootstrapServers.join(","), folder };
    console.log(`three nodes: ${target.bootstrap}`);
    await checkKcat(checks, target);
    await checkPython(checks, { ...target, python: flags.python });
    await checkKafkaTools(checks, { ...target, libs: flags["kafka-libs"] });
    const unclean = await cluster.stop();
    if (unclean.length > 0) console.error(`did not stop cleanly: ${unclean.join(", ")}`);
    passed = checks.failed === 0 && unclean.length === 0;
    console.log(checks.summary());
  } catch (error) {
    console.error(`clients: ${error.message}`);
  } finally {
    await cluster.killAll();
  }
  if (passed && !flags.keep) rmSync(folder, { recursive: true });
  else console.log(`data and logs are in ${folder}`);
  return passed;
}

function parseFlags() {
  const options = {
    "kafka-libs": { type: "string" },
    python: { type: "string", default: "python3" },
    keep: { type: "boolean", default: false },
    help: { type: "boolean", short: "h", default: false },
  };
  try {
    const { values } = parseArgs({ options });
    if (!values.help) return values;
    console.log(HELP);
    process.exit(0);
  } catch (error) {
    console.error(`${error.message}\n\n${HELP}`);
    process.exit(1);
  }
}
