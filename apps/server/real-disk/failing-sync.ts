import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CannotTry } from "./cannot-try.ts";
import { check } from "./check.ts";
import { WriterProcess } from "./writer-process.ts";

const SHIM = fileURLToPath(new URL("failing-sync.c", import.meta.url));
/**
 * The first sync that fails; all after it do too. Early ones, and some when files roll and are used again. Where it is not the
 * journal's but a log's own, that log goes offline, and the journal's next one ends the process.
 */
const FAILING_SYNCS = [10, 40, 150, 600];
const SERVER_SAYS =
  /(this node cannot go on: the journal failed|the data folder \S+ cannot be used): EIO: i\/o error, (fdatasync|fsync)/;
const EXPECTED = /^the journal failed: EIO: i\/o error, (fdatasync|fsync)/;

/** Syncs of a server that starts and waits: while it recovers, while it elects itself, while it registers. */
const FAILING_SYNCS_OF_SERVER = [6, 7, 9, 11];
const SERVER = fileURLToPath(new URL("../dist/chronik.js", import.meta.url));
const SERVER_MS_MAX = 30_000;

/**
 * fdatasync fails with EIO under load: the process stops with a clear message, and what it acknowledged is there after. A whole
 * server stops as well, and says why.
 */
export async function failingSync(): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), "chronik-eio-"));
  try {
    const library = compile(join(parent, "failing-sync.so"));
    for (const sync of FAILING_SYNCS) {
      const folder = join(parent, `data-${sync}`);
      const writer = new WriterProcess(folder, { LD_PRELOAD: library, FAILING_SYNC: String(sync) });
      const { code, signal } = await writer.ended;
      if (code !== 1 || !EXPECTED.test(writer.failure ?? "")) {
        throw new Error(
          `sync ${sync} failed, and the process ended with ${signal ?? code}: ${writer.failure} ${writer.errors}`,
        );
      }
      const { batches } = await check(folder, writer.acked);
      console.log(
        `EIO from sync ${sync}: "${writer.failure}"; of ${writer.acks} acknowledged batches none was missing (${batches} read)`,
      );
    }
    for (const sync of FAILING_SYNCS_OF_SERVER) await failServer(library, join(parent, `server-${sync}`), sync);
  } finally {
    rmSync(parent, { recursive: true });
  }
}

async function failServer(library: string, folder: string, sync: number): Promise<void> {
  const listeners = "listeners=PLAINTEXT://127.0.0.1:0,CONTROLLER://127.0.0.1:0";
  const args = [SERVER, "start", "--data", folder, "--override", listeners, "--admin-port", "0"];
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, LD_PRELOAD: library, FAILING_SYNC: String(sync) },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (text: Buffer) => {
      output += text;
    });
  }
  const timer = setTimeout(() => child.kill("SIGKILL"), SERVER_MS_MAX);
  const [code, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(timer);
  const said = output.split("\n").find((line) => SERVER_SAYS.test(line));
  if (code !== 1 || said === undefined)
    throw new Error(`sync ${sync} failed, and the server ended with ${signal ?? code}:\n${output}`);
  console.log(`EIO from sync ${sync} of a server: "${SERVER_SAYS.exec(said)![0]}"`);
}

/** @throws {CannotTry} where there is no C compiler */
function compile(library: string): string {
  try {
    execFileSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, SHIM, "-ldl"], { stdio: "pipe" });
  } catch (cause) {
    throw new CannotTry(
      `the library that makes fdatasync fail needs a C compiler (${(cause as Error).message.trim()})`,
    );
  }
  return library;
}
