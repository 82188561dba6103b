import { join } from "node:path";
import { root } from "../bootstrap.mjs";
import { works } from "./checks.mjs";

/** What each script beside this file can be asked to do. */
const CLIENTS = [
  {
    name: "confluent-kafka",
    install: "pip install confluent-kafka",
    probe: "from confluent_kafka import ConsumerGroupTopicPartitions",
    script: "with_confluent_kafka.py",
    checks: ["admin", "produce-consume", "group", "timestamps", "groups-admin"],
  },
  {
    name: "kafka-python",
    install: "pip install kafka-python-ng",
    probe: "import kafka",
    script: "with_kafka_python.py",
    checks: ["admin", "produce-consume", "group", "timestamps"],
  },
];

/** Where librdkafka says why it cannot begin transactions; to the program it says only that time is up. */
const TRANSACTIONS = {
  api: "a transaction coordinator",
  refusal: /Failed to find transaction coordinator: INVALID_REQUEST/,
};

/** The clients that Python can import: confluent-kafka 2 (librdkafka), kafka-python (pure Python). */
export async function checkPython(checks, { bootstrap, python }) {
  for (const { name, install, probe, script, checks: names } of CLIENTS) {
    if (!(await works([python, "-c", probe]))) {
      checks.notHere(name, `${install}; in a virtual environment, add --python <its python>`);
      continue;
    }
    const command = [python, "-B", join(root, "scripts/foreign-clients", script), bootstrap];
    for (const each of names) {
      await checks.check(name, each.replaceAll("-", " "), async (run) => {
        await run([...command, each]);
      });
    }
    if (name === "confluent-kafka")
      await checks.missing(name, "transactions", TRANSACTIONS, [...command, "transactions"]);
  }
}
