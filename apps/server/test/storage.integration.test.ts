import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCodes } from "@chronik/kafka-protocol";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ChronikProcess, eventually, findBasePort } from "./chronik-process.ts";
import { KafkaClient } from "./kafka-client.ts";

let cwd: string;
let port: number;
const running: ChronikProcess[] = [];
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "chronik-storage-"));
  port = await findBasePort();
});
afterEach(async () => {
  for (const chronik of running.splice(0)) {
    chronik.signal("SIGKILL");
    await chronik.exited();
  }
  rmSync(cwd, { recursive: true });
});

function run(...args: string[]): ChronikProcess {
  const chronik = new ChronikProcess(args, { cwd });
  running.push(chronik);
  return chronik;
}

/** The exit code of a command, and what it prints. */
async function ends(...args: string[]): Promise<[number | null, string]> {
  const chronik = run(...args);
  return [await chronik.exited(), chronik.stdout + chronik.stderr];
}

async function startNode(): Promise<ChronikProcess> {
  const ports = ["--port", `${port}`, "--raft-port", `${port + 100}`, "--admin-port", `${port + 200}`];
  const node = run("start", ...ports, "--data", "data");
  await node.prints("startup 7/7");
  return node;
}

async function stopNode(node: ChronikProcess): Promise<void> {
  node.signal("SIGTERM");
  expect(await node.exited()).toBe(0);
}

it("damage is found, told, put into quarantine, and repaired", async () => {
  const client = new KafkaClient(port);
  let node = await startNode();
  await eventually("a leader", () => client.findTopic("orders"));
  for (let number = 0; number < 10; number++) expect(await client.produce("orders", `value ${number}`)).toBe(0);

  // The node runs: everything can be looked at, and nothing repaired.
  const [dumped, dump] = await ends("log", "dump", "data", "--partition", "orders-0", "--records");
  expect([dumped, dump.match(/^baseOffset/gm)?.length]).toEqual([0, 10]);
  expect(dump).toContain('payload: "value 9"');
  expect(await ends("log", "verify", "data")).toEqual([0, expect.stringContaining("1 logs are sound\n")]);
  expect((await ends("journal", "verify", "data"))[0]).toBe(0);
  expect((await ends("journal", "dump", "data"))[1]).toMatch(/orders-0 append offsets: 9\.\.9/);
  expect(await ends("log", "repair", "data", "--partition", "orders-0", "--yes")).toEqual([
    1,
    expect.stringMatching(/^chronik: a node runs in .*; stop it\n$/),
  ]);
  await stopNode(node);

  const segment = join(cwd, "data/orders-0/00000000000000000000.log");
  const bytes = readFileSync(segment);
  const [, position] = /baseOffset: 6 .*position: (\d+)/.exec(dump)!;
  bytes[Number(position) + 70]! ^= 1;
  writeFileSync(segment, bytes);
  const place = `byte ${position} of ${segment}`;
  expect(await ends("log", "verify", "data")).toEqual([1, expect.stringContaining(`DAMAGED: ${place}`)]);

  node = await startNode();
  const outOfService = [errorCodes.NOT_LEADER_OR_FOLLOWER, errorCodes.KAFKA_STORAGE_ERROR];
  expect(outOfService).toContain(await client.consume("orders"));
  await node.prints(new RegExp(`partition quarantined: ${segment} is damaged at byte ${position}`));
  await stopNode(node);

  const [dry, plan] = await ends("log", "repair", "data", "--partition", "orders-0");
  expect([dry, plan]).toEqual([0, expect.stringContaining("LOST: 4 offsets (6 to 9)")]);
  expect(plan).toContain("Nothing was changed");
  expect(await ends("log", "repair", "data", "--partition", "orders-0", "--yes")).toEqual([
    0,
    expect.stringContaining("orders-0 ends at offset 6 now"),
  ]);
  expect((await ends("log", "verify", "data"))[0]).toBe(0);
  expect(readFileSync(join(cwd, `data/damaged/orders-0/00000000000000000000.log.${position}`))).toEqual(
    bytes.subarray(Number(position)),
  );

  node = await startNode();
  const left = [0, 1, 2, 3, 4, 5].map((number) => `value ${number}`);
  await eventually("the partition to be led", async () => Array.isArray(await client.consume("orders")));
  expect(await client.consume("orders")).toEqual(left);
  expect(await client.produce("orders", "new")).toBe(0);
  expect(await client.consume("orders")).toEqual([...left, "new"]);
  await stopNode(node);
});

it("wrong usage ends with 2, and says what is right", async () => {
  expect(await ends("log", "dump", "nowhere")).toEqual([2, `chronik: there is no folder ${join(cwd, "nowhere")}\n`]);
  expect(await ends("journal", "verify", ".")).toEqual([2, expect.stringContaining("is neither a data folder")]);
  expect((await ends("log", "repair", "."))[0]).toBe(2);
  expect(await ends("log", "dump", ".", "--offsets", "9..3")).toEqual([2, expect.stringContaining("like 100..200")]);
  expect((await ends("log", "dump", "--help"))[0]).toBe(0);
});

it("a reader that goes away ends a dump without an error", async () => {
  const client = new KafkaClient(port);
  const node = await startNode();
  await eventually("a leader", () => client.findTopic("orders"));
  for (let number = 0; number < 50; number++) await client.produce("orders", "x".repeat(5000));
  const dump = run("log", "dump", "data", "--records");
  dump.closeOutput();
  expect([await dump.exited(), dump.stderr]).toEqual([0, ""]);
  await stopNode(node);
});
