import { execFileSync } from "node:child_process";
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
const EXPECTED = /^the journal failed: EIO: i\/o error, (fdatasync|fsync)/;

/** fdatasync fails with EIO under load: the process stops with a clear message, and what it acknowledged is there after. */
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
  } finally {
    rmSync(parent, { recursive: true });
  }
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
