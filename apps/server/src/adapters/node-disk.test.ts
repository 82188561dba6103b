import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { diskCompliance } from "@chronik/wal/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { nodeDisk } from "./node-disk.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "chronik-disk-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

diskCompliance({ describe, test: it }, () => ({
  disk: nodeDisk,
  folder,
  until: async (condition) => {
    while (!condition()) await nextTurn();
  },
}));

const bytes = (...values: number[]) => Uint8Array.from(values);
const settled = (start: (done: (error: Error | null) => void) => void) =>
  new Promise<Error | null>((resolve) => start(resolve));

const openDescriptors = () => readdirSync("/dev/fd").length;

describe("files", () => {
  it("writes buffers one after the other where it is told to, and reads them back", () => {
    const file = nodeDisk.open(join(folder, "f"), "create");
    file.write([bytes(1, 2), bytes(), bytes(3)], 2);
    expect(file.size()).toBe(5);
    const target = new Uint8Array(8);
    expect(file.read(target, 0)).toBe(5);
    expect([...target]).toEqual([0, 0, 1, 2, 3, 0, 0, 0]);
    expect(file.read(target, 5)).toBe(0);
    file.close();
  });

  it("writes more buffers than the system takes at once", () => {
    const file = nodeDisk.open(join(folder, "f"), "create");
    const buffers = Array.from({ length: 3000 }, (_, index) => bytes(index & 0xff, (index >> 8) & 0xff));
    file.write(buffers, 0);
    expect(readFileSync(join(folder, "f"))).toEqual(Buffer.concat(buffers));
    file.close();
  });

  it("calls back when written bytes are durable, and never at once", async () => {
    const file = nodeDisk.open(join(folder, "f"), "create");
    file.write([bytes(1)], 0);
    let early = true;
    const result = settled((done) =>
      file.datasync((error) => {
        expect(early).toBe(false);
        done(error);
      }),
    );
    early = false;
    expect(await result).toBeNull();
    file.datasyncNow();
    file.close();
  });

  it("closed in the middle of a sync, it still syncs the right file", async () => {
    const file = nodeDisk.open(join(folder, "f"), "create");
    file.write([bytes(1)], 0);
    const synced = settled((done) => file.datasync(done));
    file.close();
    const other = nodeDisk.open(join(folder, "other"), "create");
    expect(await synced).toBeNull();
    other.write([bytes(2)], 0);
    other.datasyncNow();
    other.close();
    file.close();
  });

  it("refuses everything once closed", () => {
    const file = nodeDisk.open(join(folder, "f"), "create");
    file.close();
    expect(() => file.write([bytes(1)], 0)).toThrow();
    expect(() => file.read(new Uint8Array(1), 0)).toThrow();
    expect(() => file.datasyncNow()).toThrow();
    expect(() => file.size()).toThrow();
  });

  it("truncates, shorter and longer", () => {
    const file = nodeDisk.open(join(folder, "f"), "create");
    file.write([bytes(1, 2, 3)], 0);
    file.truncate(1);
    file.truncate(2);
    expect([...readFileSync(join(folder, "f"))]).toEqual([1, 0]);
    file.close();
  });

  it("creates only what is not there, opens only what is, and does not write to what is open for reading", () => {
    expect(() => nodeDisk.open(join(folder, "f"), "open")).toThrow(expect.objectContaining({ code: "ENOENT" }));
    nodeDisk.open(join(folder, "f"), "create").close();
    expect(() => nodeDisk.open(join(folder, "f"), "create")).toThrow(expect.objectContaining({ code: "EEXIST" }));
    const file = nodeDisk.open(join(folder, "f"), "read");
    expect(() => file.write([bytes(1)], 0)).toThrow(expect.objectContaining({ code: "EBADF" }));
    file.close();
  });
});

describe("folders", () => {
  it("makes, lists, renames and removes", async () => {
    nodeDisk.makeFolder(join(folder, "a/b"));
    nodeDisk.makeFolder(join(folder, "a/b"));
    nodeDisk.open(join(folder, "a/y"), "create").close();
    nodeDisk.open(join(folder, "a/x"), "create").close();
    expect(nodeDisk.list(join(folder, "a"))).toEqual(["b", "x", "y"]);
    nodeDisk.rename(join(folder, "a/x"), join(folder, "a/y"));
    nodeDisk.remove(join(folder, "a/b"));
    nodeDisk.remove(join(folder, "a/nothing"));
    expect(await settled((done) => nodeDisk.syncFolder(join(folder, "a"), done))).toBeNull();
    nodeDisk.syncFolderNow(join(folder, "a"));
    expect(nodeDisk.list(join(folder, "a"))).toEqual(["y"]);
    expect(nodeDisk.exists(join(folder, "a/y"))).toBe(true);
    expect(nodeDisk.list(join(folder, "nowhere"))).toEqual([]);
  });

  it("removes large files at once, however many, and gives their blocks back soon", async () => {
    const before = openDescriptors();
    const paths = Array.from({ length: 80 }, (_, index) => join(folder, String(index)));
    for (const path of paths) {
      writeFileSync(path, "");
      truncateSync(path, 4 * 1024 * 1024);
      nodeDisk.remove(path);
    }
    expect(nodeDisk.list(folder)).toEqual([]);
    expect(openDescriptors()).toBeGreaterThan(before);
    while (openDescriptors() > before) await nextTurn();
  });

  it("removes a large file that is being synced, and its folder", async () => {
    const before = openDescriptors();
    nodeDisk.makeFolder(join(folder, "a"));
    const file = nodeDisk.open(join(folder, "a/f"), "create");
    file.write([bytes(1)], 4 * 1024 * 1024);
    const synced = settled((done) => file.datasync(done));
    file.close();
    nodeDisk.remove(join(folder, "a"));
    expect(await synced).toBeNull();
    expect(nodeDisk.exists(join(folder, "a"))).toBe(false);
    while (openDescriptors() > before) await nextTurn();
  });

  it("says with the system's code what cannot be synced", async () => {
    const error = await settled((done) => nodeDisk.syncFolder(join(folder, "nowhere"), done));
    expect(error).toMatchObject({ code: "ENOENT" });
    expect(() => nodeDisk.syncFolderNow(join(folder, "nowhere"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
  });
});
