import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ServerError, ServerErrorCode } from "../error.ts";
import { asServerError, type DataFolder, type DataFolderOptions, openDataFolder } from "./data-folder.ts";
import { FolderLock } from "./folder-lock.ts";

let root: string;
let path: string;
const opened: DataFolder[] = [];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "chronik-folder-"));
  path = join(root, "a/b");
});
afterEach(async () => {
  for (const folder of opened.splice(0)) await folder.release();
  rmSync(root, { recursive: true });
});

async function open(options: Partial<DataFolderOptions> = {}): Promise<DataFolder> {
  const folder = await openDataFolder({ path, nodeId: 1, clusterId: null, ...options });
  opened.push(folder);
  return folder;
}

async function release(): Promise<void> {
  for (const folder of opened.splice(0)) await folder.release();
}

async function expectError(code: ServerErrorCode, sentence: string | RegExp, options: Partial<DataFolderOptions> = {}) {
  const error = (await open(options).catch((caught: unknown) => caught)) as ServerError;
  expect(error.message).toMatch(sentence);
  expect(error.code).toBe(code);
}

describe("meta.properties", () => {
  it("is written at the first start and read at the next", async () => {
    const first = await open();
    expect(first).toMatchObject({ isNew: true, nodeId: 1 });
    expect(first.clusterId).toMatch(/^[\w-]{22}$/);
    await release();
    const text = readFileSync(join(path, "meta.properties"), "utf8");
    expect(text).toContain(
      `\nversion=1\ncluster.id=${first.clusterId}\nnode.id=1\ndirectory.id=${first.directoryId}\n`,
    );
    const { clusterId, directoryId } = first;
    expect(await open()).toMatchObject({ isNew: false, nodeId: 1, clusterId, directoryId });
  });

  it("takes the cluster id that is configured", async () => {
    expect((await open({ clusterId: "mine" })).clusterId).toBe("mine");
    await release();
    expect((await open({ clusterId: "mine" })).clusterId).toBe("mine");
  });

  it("refuses another node, another cluster", async () => {
    await open({ clusterId: "mine" });
    await release();
    await expectError("FOLDER_OF_ANOTHER_NODE", /belongs to node 1, and this is node 2; set node\.id=1, or/, {
      nodeId: 2,
    });
    await expectError("FOLDER_OF_ANOTHER_CLUSTER", /belongs to cluster mine, and cluster\.id is yours; correct/, {
      clusterId: "yours",
    });
    await open();
  });

  it("refuses a folder of Apache Kafka's, and a damaged file", async () => {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "meta.properties"), "version=1\ncluster.id=x\nnode.id=1\ndirectory.id=y\n");
    await expectError("FOLDER_DAMAGED", /was not written by this version of Chronik \(chronik\.format\.version\)/);
    writeFileSync(join(path, "meta.properties"), "");
    await expectError("FOLDER_DAMAGED", /\(version, cluster\.id, node\.id, directory\.id, chronik\.format\.version\)/);
  });

  it("refuses a folder that holds something else, but not what a crash or a file system leaves", async () => {
    mkdirSync(join(path, "lost+found"), { recursive: true });
    writeFileSync(join(path, "meta.properties.tmp"), "vers");
    writeFileSync(join(path, "thesis.tex"), "");
    await expectError("FOLDER_DAMAGED", /is not empty \(thesis\.tex\) and has no meta\.properties/);
    rmSync(join(path, "thesis.tex"));
    expect((await open()).isNew).toBe(true);
  });
});

describe("a folder that cannot be used", () => {
  it("because a file is in the way", async () => {
    writeFileSync(join(root, "a"), "");
    await expectError("FOLDER_NOT_USABLE", /a\/b cannot be used: it, or a parent of it, is a file; choose another/);
  });

  it.each([
    ["EACCES", "this user may not write there"],
    ["EROFS", "the file system is read-only"],
    ["ENOSPC", "no space is left on the device"],
    ["ENOTSUP", "its file system has no sockets, which Chronik locks it with"],
    ["EIO", "i/o error"],
  ])("because of %s", (code, reason) => {
    const error = asServerError(Object.assign(new Error("i/o error"), { code }), "/x");
    expect(error.message).toBe(
      `the data folder /x cannot be used: ${reason}; choose another with log.dirs (--data), or put that right`,
    );
  });
});

/** Another process that locks the folder and says so. */
async function lockElsewhere(folder: string) {
  const module = new URL("./folder-lock.ts", import.meta.url).pathname;
  const script = `import { FolderLock } from ${JSON.stringify(module)};
    globalThis.lock = await FolderLock.acquire(process.argv[1]); console.log("locked"); setInterval(() => {}, 1000);`;
  const tsx = import.meta.resolve("tsx");
  const child = spawn(process.execPath, ["--import", tsx, "--input-type=module", "-e", script, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  return child;
}

describe("the lock", () => {
  it("is held against others in this process until it is released", async () => {
    await open();
    await expectError(
      "FOLDER_IN_USE",
      `is in use by process ${process.pid}; stop it, or choose another folder with log.dirs`,
    );
    await release();
    expect(readdirSync(path)).toEqual(["meta.properties"]);
    await open();
  });

  it("is held by a live process, stopped or not, and ends with it, even by kill -9", async () => {
    mkdirSync(path, { recursive: true });
    const child = await lockElsewhere(path);
    try {
      await expectError("FOLDER_IN_USE", `is in use by process ${child.pid};`);
      child.kill("SIGSTOP");
      await expectError("FOLDER_IN_USE", "is in use by another process;");
    } finally {
      child.kill("SIGKILL");
      await once(child, "exit");
    }
    expect(readdirSync(path).filter((name) => name.startsWith(".lock"))).toEqual([".lock.1"]);
    await open();
    expect(readdirSync(path).filter((name) => name.startsWith(".lock"))).toEqual([".lock.2"]);
  });

  it("goes to at most one of many who want it at once, and to one in the end", async () => {
    mkdirSync(path, { recursive: true });
    for (let round = 0; round < 10; round++) {
      const results = await Promise.allSettled(Array.from({ length: 8 }, () => FolderLock.acquire(path)));
      const winners = results.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
      expect(winners.length).toBeLessThanOrEqual(1);
      for (const winner of winners) await winner.release();
      await (await FolderLock.acquire(path)).release();
    }
  });

  it("works in a folder whose path is longer than a socket address", async () => {
    path = join(root, "x".repeat(60), "y".repeat(60));
    await open();
    await expectError("FOLDER_IN_USE", "is in use by process");
    await release();
    expect(existsSync(join(path, ".lock.1"))).toBe(false);
    await open();
  });

  it("does not mistake a holder that is slow to answer for nobody", async () => {
    mkdirSync(path, { recursive: true });
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(join(path, ".lock.7"), resolve));
    await expectError("FOLDER_IN_USE", "is in use by another process;");
    silent.close();
  });
});
