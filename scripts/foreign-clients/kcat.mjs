import { linesOf, matches, same, works } from "./checks.mjs";

const CLIENT = "kcat";
const CODECS = ["gzip", "snappy", "lz4", "zstd"];
const RECORDS = Array.from({ length: 200 }, (_, index) => `record ${index} ${"of some length ".repeat(index % 20)}`);

/** kcat, which is librdkafka. */
export async function checkKcat(checks, { bootstrap }) {
  if (!(await works(["kcat", "-V"]))) return checks.notHere(CLIENT, "apt-get install kcat, or brew install kcat");
  const kcat = (...args) => ["kcat", "-b", bootstrap, "-m", "30", ...args];
  const check = (what, body) => checks.check(CLIENT, what, body);
  const produce = (run, topic, lines, ...args) =>
    run(kcat("-P", "-t", topic, "-p", "0", ...args), { input: lines.map((line) => `${line}\n`).join("") });
  const consume = async (run, topic, ...args) =>
    linesOf((await run(kcat("-C", "-t", topic, "-p", "0", "-o", "beginning", "-e", "-q", ...args))).stdout);

  await check("lists three brokers and a controller (-L)", async (run) => {
    const { brokers, controllerid } = JSON.parse((await run(kcat("-L", "-J"))).stdout);
    const ids = brokers.map(({ id }) => id).sort();
    same("brokers", ids, [1, 2, 3]);
    if (!ids.includes(controllerid)) throw new Error(`the controller is ${controllerid}`);
  });
  await check("produces and consumes", async (run) => {
    await produce(run, "kcat-plain", RECORDS);
    same("records", await consume(run, "kcat-plain"), RECORDS);
  });
  for (const codec of CODECS) {
    await check(`produces and consumes, ${codec}`, async (run) => {
      await produce(run, `kcat-${codec}`, RECORDS, "-z", codec);
      same("records", await consume(run, `kcat-${codec}`), RECORDS);
    });
  }
  await check("keys and headers", async (run) => {
    await produce(run, "kcat-keys", ["k1:v1", "k2:v2"], "-K", ":", "-H", "a=1", "-H", "b=zwei");
    const records = (await consume(run, "kcat-keys", "-J")).map((line) => JSON.parse(line));
    const headers = ["a", "1", "b", "zwei"];
    same(
      "records",
      records.map((record) => [record.key, record.payload, record.headers]),
      [
        ["k1", "v1", headers],
        ["k2", "v2", headers],
      ],
    );
  });
  await check("idempotent producer, acks=all", async (run) => {
    await produce(run, "kcat-idempotent", RECORDS, "-X", "enable.idempotence=true", "-X", "acks=all");
    same("records", await consume(run, "kcat-idempotent"), RECORDS);
  });
  await check("consumer group, committed offsets (-G)", async (run) => {
    const readAsGroup = async () => {
      const reset = ["-X", "auto.offset.reset=earliest"];
      return linesOf((await run(kcat(...reset, "-e", "-q", "-G", "kcat-group", "kcat-grouped"))).stdout);
    };
    await produce(run, "kcat-grouped", ["a", "b", "c"]);
    same("first reading", await readAsGroup(), ["a", "b", "c"]);
    await produce(run, "kcat-grouped", ["d", "e"]);
    same("second reading", await readAsGroup(), ["d", "e"]);
  });
  await check("offsets by timestamp (-Q)", async (run) => {
    await produce(run, "kcat-times", ["a", "b"]);
    await produce(run, "kcat-times", ["c", "d"]);
    const records = (await consume(run, "kcat-times", "-J")).map((line) => JSON.parse(line));
    const query = async (time) => {
      const { stdout } = await run(kcat("-Q", "-t", `kcat-times:0:${time}`));
      return Number(matches("the answer", stdout, /kcat-times \[0\] offset (-?\d+)/)[1]);
    };
    same("the beginning", await query(-2), 0);
    same("the end", await query(-1), 4);
    same("the time of the third record", await query(records[2].ts), 2);
  });
}
