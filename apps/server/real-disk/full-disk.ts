import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CannotTry } from "./cannot-try.ts";
import { check } from "./check.ts";
import { WriterProcess } from "./writer-process.ts";

const MIB = 1024 * 1024;
const DISK_MIB = 48;
const BALLAST_MIB = 16;
/** So that nothing is deleted from the front, and the disk fills. */
const ENDLESS = { LOG_BYTES_MAX: String(1024 * MIB) };

type Kind = "tmpfs" | "ext4";

/** A small file system fills under load; then there is room again. */
export async function fullDisk(kind: Kind): Promise<void> {
  const mounted = mount(kind);
  try {
    await fill(kind, mounted.folder);
  } finally {
    mounted.remove();
  }
}

async function fill(kind: Kind, folder: string): Promise<void> {
  const ballast = join(folder, "ballast");
  const data = join(folder, "data");
  writeFileSync(ballast, Buffer.alloc(BALLAST_MIB * MIB, 1));
  const writer = new WriterProcess(data, ENDLESS);
  try {
    await writer.until(({ refusals }) => refusals > 20, "the disk was full");
    const atFull = writer.acks;
    if (atFull === 0) throw new Error("the disk was full before anything was acknowledged: this proves nothing");
    rmSync(ballast);
    await writer.until(({ acks }) => acks > atFull + 50, "there was room again and it went on");
    await writer.until(({ refusals, acks }) => refusals > 40 && acks > atFull + 50, "the disk was full again");
    await writer.kill();
    // The recovery gets the room that it asks for: it must not depend on any.
    const { batches } = await check(data, writer.acked);
    console.log(
      `full disk (${kind}): refused ${writer.refusals} times, went on by itself; ` +
        `after kill -9 none of ${writer.acks} acknowledged batches was missing (${batches} read)`,
    );
  } finally {
    await writer.kill();
  }
}

/** @throws {CannotTry} where this machine does not let it be mounted */
function mount(kind: Kind): { folder: string; remove(): void } {
  const parent = mkdtempSync(join(tmpdir(), "chronik-full-"));
  const folder = join(parent, "disk");
  const image = join(parent, "image");
  const unmount = () => execFileSync("umount", [folder], { stdio: "pipe" });
  try {
    execFileSync("mkdir", [folder]);
    if (kind === "tmpfs") {
      execFileSync("mount", ["-t", "tmpfs", "-o", `size=${DISK_MIB}m`, "tmpfs", folder], { stdio: "pipe" });
    } else {
      execFileSync("truncate", ["-s", `${DISK_MIB}M`, image]);
      execFileSync("mkfs.ext4", ["-q", "-F", image], { stdio: "pipe" });
      execFileSync("mount", ["-o", "loop", image, folder], { stdio: "pipe" });
    }
  } catch (cause) {
    rmSync(parent, { recursive: true });
    throw new CannotTry(`a ${kind} of ${DISK_MIB} MiB cannot be mounted here (${(cause as Error).message.trim()})`);
  }
  return {
    folder,
    remove() {
      unmount();
      rmSync(parent, { recursive: true });
    },
  };
}
