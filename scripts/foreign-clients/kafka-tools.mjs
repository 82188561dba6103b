import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { linesOf, matches, same, works } from "./checks.mjs";

const CLIENT = "Apache Kafka";
const HOW =
  "--kafka-libs <folder of jars>, fetched with Maven as docs/clients.md says, and a Java of version 17 or later";
const TOPIC = "tools-topic";
const GROUP = "tools-group";
const RECORDS = Array.from({ length: 50 }, (_, index) => `record ${index}`);
/** A Java program takes seconds to start where the machine is busy. */
const JAVA_MS_MAX = 90_000;
const PERFORMANCE_RECORDS = 20_000;

const TOPICS = "org.apache.kafka.tools.TopicCommand";
const PRODUCER = "org.apache.kafka.tools.ConsoleProducer";
const CONSUMER = "org.apache.kafka.tools.consumer.ConsoleConsumer";
const GROUPS = "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand";
const OFFSETS = "org.apache.kafka.tools.GetOffsetShell";
const VERSIONS = "org.apache.kafka.tools.BrokerApiVersionsCommand";
const CONFIGS = "kafka.admin.ConfigCommand";
const DUMP = "kafka.tools.DumpLogSegments";
const PERFORMANCE = "org.apache.kafka.tools.ProducerPerformance";
const CONSUMER_PERFORMANCE = "org.apache.kafka.tools.ConsumerPerformance";
const DELETE_RECORDS = "org.apache.kafka.tools.DeleteRecordsCommand";

/** The command line tools of Apache Kafka, which are its Java clients. */
export async function checkKafkaTools(checks, { bootstrap, folder, libs }) {
  if (libs === undefined || !(await works(["java", "-version"]))) return checks.notHere(CLIENT, HOW);
  if (!existsSync(libs) || !readdirSync(libs).some((name) => /^kafka-tools-.*\.jar$/.test(name))) {
    throw new Error(`there is no kafka-tools jar in ${libs}`);
  }
  const java = (main, ...args) => [
    "java",
    "-Xmx256m",
    "-XX:TieredStopAtLevel=1",
    "-cp",
    join(libs, "*"),
    main,
    ...args,
  ];
  const tools = {
    bootstrap,
    folder,
    java,
    command: (main, ...args) => java(main, "--bootstrap-server", bootstrap, ...args),
    check: (what, body) =>
      checks.check(CLIENT, what, (run) => body((args, options) => run(args, { timeoutMs: JAVA_MS_MAX, ...options }))),
    missing: (what, needs, command) => checks.missing(CLIENT, what, needs, command),
  };
  await checkTopics(tools);
  await checkRecords(tools);
  await checkGroups(tools);
  await checkInsights(tools);
  await checkRefusals(tools);
  await tools.check("kafka-topics --delete", async (run) => {
    await run(tools.command(TOPICS, "--delete", "--topic", TOPIC));
    const { stdout } = await run(tools.command(TOPICS, "--list"));
    if (linesOf(stdout).includes(TOPIC)) throw new Error("the topic is still listed");
  });
}

async function checkTopics({ check, command }) {
  await check("kafka-broker-api-versions", async (run) => {
    const { stdout } = await run(command(VERSIONS));
    same("brokers", linesOf(stdout).filter((line) => /^\S+:\d+ \(id: [123] /.test(line)).length, 3);
    matches("Produce", stdout, /Produce\(0\): .*usable/);
  });
  await check("kafka-topics --create", (run) =>
    create(run, command, TOPIC, ["--partitions", "1", "--replication-factor", "3"]),
  );
  await check("kafka-topics --list", async (run) => {
    const { stdout } = await run(command(TOPICS, "--list"));
    if (!linesOf(stdout).includes(TOPIC)) throw new Error("the topic is not listed");
  });
  await check("kafka-topics --describe", async (run) => {
    const { stdout } = await run(command(TOPICS, "--describe", "--topic", TOPIC));
    matches("the topic", stdout, /PartitionCount: 1\s+ReplicationFactor: 3/);
    const isr = matches("the partition", stdout, /Isr: ([\d,]+)/)[1].split(",");
    same("in sync", isr.sort(), ["1", "2", "3"]);
  });
}

async function create(run, command, topic, args) {
  await run(command(TOPICS, "--create", "--topic", topic, ...args));
}

async function checkRecords({ check, command, bootstrap, java }) {
  const input = RECORDS.map((line) => `${line}\n`).join("");
  await check("kafka-console-producer, idempotent", (run) =>
    run(command(PRODUCER, "--topic", TOPIC), { input }).then(() => undefined),
  );
  await check("kafka-console-consumer with a group", async (run) => {
    const from = ["--topic", TOPIC, "--group", GROUP, "--from-beginning"];
    const { stdout } = await run(command(CONSUMER, ...from, "--max-messages", `${RECORDS.length}`));
    same("records", linesOf(stdout), RECORDS);
  });
  await check("kafka-get-offsets", async (run) => {
    const { stdout } = await run(command(OFFSETS, "--topic", TOPIC));
    same("offsets", linesOf(stdout), [`${TOPIC}:0:${RECORDS.length}`]);
  });
  await check(`kafka-producer-perf-test, ${PERFORMANCE_RECORDS} records`, async (run) => {
    const size = ["--num-records", `${PERFORMANCE_RECORDS}`, "--record-size", "100", "--throughput", "-1"];
    const properties = ["--producer-props", `bootstrap.servers=${bootstrap}`, "acks=all", "compression.type=lz4"];
    const { stdout } = await run(java(PERFORMANCE, "--topic", "tools-performance", ...size, ...properties));
    matches("the result", stdout, new RegExp(`^${PERFORMANCE_RECORDS} records sent, `, "m"));
    const offsets = await run(command(OFFSETS, "--topic", "tools-performance"));
    same("offsets", linesOf(offsets.stdout), [`tools-performance:0:${PERFORMANCE_RECORDS}`]);
  });
}

async function checkGroups({ check, command }) {
  await check("kafka-consumer-groups --list", async (run) => {
    const { stdout } = await run(command(GROUPS, "--list"));
    if (!linesOf(stdout).includes(GROUP)) throw new Error("the group is not listed");
  });
  await check("kafka-consumer-groups --describe", async (run) => {
    const { stdout } = await run(command(GROUPS, "--describe", "--group", GROUP));
    matches("offset, end and lag", stdout, new RegExp(`${GROUP}\\s+${TOPIC}\\s+0\\s+50\\s+50\\s+0`));
  });
  await check("kafka-consumer-groups --reset-offsets", async (run) => {
    const to = ["--reset-offsets", "--group", GROUP, "--topic", TOPIC, "--to-offset", "10", "--execute"];
    await run(command(GROUPS, ...to));
    const { stdout } = await run(command(GROUPS, "--describe", "--group", GROUP));
    matches("offset, end and lag", stdout, new RegExp(`${GROUP}\\s+${TOPIC}\\s+0\\s+10\\s+50\\s+40`));
  });
}

async function checkInsights({ check, command, folder, java }) {
  await check("kafka-configs --describe of a topic", async (run) => {
    const about = ["--describe", "--all", "--entity-type", "topics", "--entity-name", TOPIC];
    matches("a setting", (await run(command(CONFIGS, ...about))).stdout, /min\.insync\.replicas=2/);
  });
  await check("kafka-configs --describe of a broker", async (run) => {
    const about = ["--describe", "--all", "--entity-type", "brokers", "--entity-name", "1"];
    matches("a setting", (await run(command(CONFIGS, ...about))).stdout, /default\.replication\.factor=3/);
  });
  await check("kafka-dump-log of a segment of the running node", async (run) => {
    const segment = join(folder, "node-1", `${TOPIC}-0`, "00000000000000000000.log");
    const { stdout } = await run(java(DUMP, "--files", segment, "--print-data-log"));
    const payloads = [...stdout.matchAll(/payload: (.*)$/gm)].map((match) => match[1]);
    same("records", payloads, RECORDS);
    if (/isvalid: false/.test(stdout)) throw new Error("a batch is not valid");
  });
}

/** What Chronik does not have: the tool is to say so, by the name of the API. */
async function checkRefusals({ command, missing, folder }) {
  const add = ["--alter", "--topic", TOPIC, "--partitions", "2"];
  await missing(
    "kafka-topics --alter",
    { api: "CreatePartitions", refusal: /CREATE_PARTITIONS/ },
    command(TOPICS, ...add),
  );
  const set = ["--alter", "--entity-type", "topics", "--entity-name", TOPIC, "--add-config", "retention.ms=1000"];
  await missing(
    "kafka-configs --alter",
    { api: "IncrementalAlterConfigs", refusal: /INCREMENTAL_ALTER_CONFIGS/ },
    command(CONFIGS, ...set),
  );
  const offsets = join(folder, "delete-records.json");
  writeFileSync(offsets, JSON.stringify({ version: 1, partitions: [{ topic: TOPIC, partition: 0, offset: 1 }] }));
  await missing(
    "kafka-delete-records",
    { api: "DeleteRecords", refusal: /DELETE_RECORDS/ },
    command(DELETE_RECORDS, "--offset-json-file", offsets),
  );
  // The console consumer leaves this error to a logger, which the jars come without.
  const properties = join(folder, "next-protocol.properties");
  writeFileSync(properties, "group.protocol=consumer\n");
  await missing(
    "kafka-consumer-perf-test, group.protocol=consumer",
    { api: "ConsumerGroupHeartbeat", refusal: /does not support the new CONSUMER group protocol/ },
    command(CONSUMER_PERFORMANCE, "--topic", TOPIC, "--messages", "1", "--consumer.config", properties),
  );
}
