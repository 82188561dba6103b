import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ChronikProcess, eventually, findBasePort } from "./chronik-process.ts";

let cwd: string;
const running: ChronikProcess[] = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "chronik-start-"));
});
afterEach(async () => {
  for (const chronik of running.splice(0)) {
    chronik.signal("SIGKILL");
    await chronik.exited();
  }
  rmSync(cwd, { recursive: true });
});

function run(args: readonly string[], env: Record<string, string> = {}): ChronikProcess {
  const chronik = new ChronikProcess(args, { cwd, env });
  running.push(chronik);
  return chronik;
}

/** Runs a command that does not get far; its exit code and what it says on standard error. */
async function fails(args: readonly string[], env?: Record<string, string>): Promise<[number | null, string]> {
  const chronik = run(args, env);
  return [await chronik.exited(), chronik.stderr];
}

async function ports(): Promise<{ base: number; flags: string[] }> {
  const base = await findBasePort();
  const flags = ["--port", `${base}`, "--raft-port", `${base + 100}`, "--admin-port", `${base + 200}`];
  return { base, flags };
}

describe("chronik", () => {
  it("prints its version and its help", async () => {
    const version = run(["--version"]);
    expect(await version.exited()).toBe(0);
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    const help = run(["--help"]);
    expect(await help.exited()).toBe(0);
    for (const word of ["start", "cluster", "localhost:9092", "KAFKA_*"]) expect(help.stdout).toContain(word);
  });

  it("suggests a command for one that it does not know", async () => {
    expect(await fails(["strat"])).toEqual([1, "error: unknown command 'strat'\n(Did you mean start?)\n"]);
  });
});

describe("chronik start", () => {
  it("says everything that is wrong with its configuration, one sentence a line", async () => {
    expect(await fails(["start", "--override", "lisseners=x"], { KAFKA_NUM_PARTITIONS: "many" })).toEqual([
      1,
      "chronik: --override: unknown configuration lisseners; did you mean listeners?\n" +
        "chronik: KAFKA_NUM_PARTITIONS: num.partitions=many must be a whole number from 1 to 2147483647\n",
    ]);
  });

  it("serves clients, says so in seven steps and over HTTP, and ends with 0 on SIGTERM", async () => {
    const { base, flags } = await ports();
    const chronik = run(["start", ...flags]);
    await chronik.prints("startup 7/7");
    const steps = [...chronik.stdout.matchAll(/startup (\d)\/7/g)].map((match) => match[1]);
    expect(steps.join("")).toBe("1234567");
    const ready = await fetch(`http://127.0.0.1:${base + 200}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([200, "ready\n"]);
    const status = (await (await fetch(`http://127.0.0.1:${base + 200}/status`)).json()) as object;
    expect(status).toMatchObject({ ready: true, nodeId: 1, raft: { role: "leader", leader: 1 }, peers: [] });
    chronik.signal("SIGTERM");
    expect(await chronik.exited()).toBe(0);
    expect(chronik.stderr).toBe("");
  });

  it("starts again after kill -9, from the same folder", async () => {
    const { flags } = await ports();
    const first = run(["start", ...flags]);
    await first.prints("startup 7/7");
    first.signal("SIGKILL");
    await first.exited();
    const second = run(["start", ...flags]);
    await second.prints("startup 7/7");
    second.signal("SIGINT");
    expect(await second.exited()).toBe(0);
  });

  it("refuses a folder in use, of another node, of another cluster, and a port that is taken", async () => {
    const { base, flags } = await ports();
    const holder = run(["start", ...flags]);
    await holder.prints("startup 7/7");
    const folder = join(cwd, ".chronik/node-1");
    expect(await fails(["start", ...flags])).toEqual([
      1,
      `chronik: the data folder ${folder} is in use by process ${holder.pid}; stop it, or choose another folder with log.dirs (--data)\n`,
    ]);
    expect(await fails(["start", "--node-id", "2", "--port", `${base}`, "--admin-port", "0"])).toEqual([
      1,
      expect.stringMatching(
        /^chronik: (raft listener|Kafka listener PLAINTEXT): port \d+ is in use by another process .*; change .*, or free the address\n$/,
      ),
    ]);
    holder.signal("SIGTERM");
    await holder.exited();
    expect(await fails(["start", ...flags, "--node-id", "2", "--data", folder])).toEqual([
      1,
      `chronik: the data folder ${folder} belongs to node 1, and this is node 2; set node.id=1, or choose another folder with log.dirs (--data)\n`,
    ]);
    const [code, sentence] = await fails(["start", ...flags, "--cluster-id", "other"]);
    expect(code).toBe(1);
    expect(sentence).toMatch(/belongs to cluster [\w-]{22}, and cluster\.id is other; correct cluster\.id/);
  });

  it("waits for a leader without one, says on /readyz what it is at, and can be stopped", async () => {
    const { base, flags } = await ports();
    const voters = `1@127.0.0.1:${base + 100},2@127.0.0.1:${base + 101},3@127.0.0.1:${base + 102}`;
    const chronik = run(["start", ...flags, "--voters", voters, "--cluster-id", "c"]);
    await chronik.prints("startup 4/7");
    const ready = await fetch(`http://127.0.0.1:${base + 200}/readyz`);
    expect([ready.status, await ready.text()]).toEqual([503, "startup 5/7: waiting for a leader\n"]);
    chronik.signal("SIGTERM");
    expect(await chronik.exited()).toBe(0);
  });

  it("logs JSON, one object a line, where asked to", async () => {
    const { flags } = await ports();
    const chronik = run(["start", ...flags, "--log-format", "json"]);
    await chronik.prints("startup 7/7");
    chronik.signal("SIGTERM");
    await chronik.exited();
    const lines = chronik.stdout.trim().split("\n");
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ level: expect.any(String), msg: expect.any(String) });
  });
});

it("garbage on the Kafka port ends that connection and no other", async () => {
  const { base, flags } = await ports();
  const chronik = run(["start", ...flags]);
  await chronik.prints("startup 7/7");
  const polite = connect(base, "127.0.0.1");
  let politeEnded = false;
  polite.on("close", () => {
    politeEnded = true;
  });
  const rude = connect(base, "127.0.0.1");
  rude.on("error", () => {});
  rude.resume();
  rude.write(Buffer.alloc(64, 0x7f));
  await new Promise((resolve) => rude.once("close", resolve));
  // ApiVersions v0, correlation id 7, no client id.
  polite.write(Buffer.from("0000000a0012000000000007ffff", "hex"));
  let answer = Buffer.alloc(0);
  polite.on("data", (bytes) => {
    answer = Buffer.concat([answer, bytes]);
  });
  await eventually("an answer", async () => answer.length >= 10);
  expect(answer.readInt32BE(4)).toBe(7);
  expect(politeEnded).toBe(false);
  polite.destroy();
});
