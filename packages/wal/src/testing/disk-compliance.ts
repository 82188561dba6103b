import type { Disk, DiskFile } from "../ports.ts";

/** The two functions of a test runner that a suite needs; those of vitest, Jest and `node:test` fit. */
export interface TestRunner {
  readonly describe: (name: string, body: () => void) => void;
  readonly test: (name: string, body: () => void | Promise<void>) => void;
}

export interface DiskUnderTest {
  readonly disk: Disk;
  /** Absolute; exists, is empty, and is this test's own. */
  readonly folder: string;
  /** Lets callbacks run until the condition holds. */
  readonly until: (condition: () => boolean) => void | Promise<void>;
  readonly dispose?: () => void | Promise<void>;
}

/** Tests that every {@link Disk} must pass: what the journal and the logs rely on, except what only a power cut shows. */
export function diskCompliance(runner: TestRunner, makeDisk: () => DiskUnderTest | Promise<DiskUnderTest>): void {
  const { describe } = runner;
  const test = (name: string, body: (rig: DiskUnderTest) => void | Promise<void>) =>
    runner.test(name, async () => {
      const rig = await makeDisk();
      try {
        await body(rig);
      } finally {
        await rig.dispose?.();
      }
    });
  describe("files", () => fileTests(test));
  describe("durability", () => durabilityTests(test));
  describe("folders", () => folderTests(test));
}

type RigTest = (name: string, body: (rig: DiskUnderTest) => void | Promise<void>) => void;

function fileTests(test: RigTest): void {
  test("create makes an empty file, and fails where it exists", ({ disk, folder }) => {
    const path = `${folder}/file`;
    withFile(disk, path, "create", (file) => equal(file.size(), 0));
    throwsCode("EEXIST", () => disk.open(path, "create"));
    equal(disk.exists(path), true);
  });

  test("open and read fail where the file does not exist", ({ disk, folder }) => {
    throwsCode("ENOENT", () => disk.open(`${folder}/none`, "open"));
    throwsCode("ENOENT", () => disk.open(`${folder}/none`, "read"));
    equal(disk.exists(`${folder}/none`), false);
  });

  test("a write puts all buffers one after the other, and can be read at once, by other handles too", ({
    disk,
    folder,
  }) => {
    const path = `${folder}/file`;
    withFile(disk, path, "create", (file) => {
      file.write([bytes(1, 2), bytes(), bytes(3)], 0);
      equal(file.size(), 3);
      withFile(disk, path, "read", (other) => equal(contents(other), "1,2,3"));
      file.write([bytes(9)], 1);
      equal(contents(file), "1,9,3");
      file.write([], 0);
      equal(file.size(), 3);
    });
  });

  test("a write of very many buffers is whole", ({ disk, folder }) => {
    withFile(disk, `${folder}/file`, "create", (file) => {
      const buffers = Array.from({ length: 5000 }, (_, at) => bytes(at & 0xff, (at >> 8) & 0xff));
      file.write(buffers, 0);
      const back = new Uint8Array(10_000);
      equal(file.read(back, 0), 10_000);
      equal(
        buffers.every((pair, at) => back[at * 2] === pair[0] && back[at * 2 + 1] === pair[1]),
        true,
      );
    });
  });

  test("the buffers of a write may be used again as soon as it returns", ({ disk, folder }) => {
    withFile(disk, `${folder}/file`, "create", (file) => {
      const buffer = bytes(1, 2, 3);
      file.write([buffer], 0);
      buffer.fill(0);
      equal(contents(file), "1,2,3");
    });
  });

  test("a write beyond the end leaves zeroes in between", ({ disk, folder }) => {
    withFile(disk, `${folder}/file`, "create", (file) => {
      file.write([bytes(7)], 3);
      equal(contents(file), "0,0,0,7");
    });
  });

  test("a read fills its target, and returns less only at the end of the file", ({ disk, folder }) => {
    withFile(disk, `${folder}/file`, "create", (file) => {
      file.write([bytes(1, 2, 3, 4, 5)], 0);
      const target = new Uint8Array(3);
      equal(file.read(target, 1), 3);
      equal(target.join(), "2,3,4");
      equal(file.read(target, 3), 2);
      equal(target.join(), "4,5,4");
      equal(file.read(target, 5), 0);
      equal(file.read(target, 99), 0);
      equal(file.read(target.subarray(0, 0), 0), 0);
    });
  });

  test("truncate cuts, and extends with zeroes", ({ disk, folder }) => {
    withFile(disk, `${folder}/file`, "create", (file) => {
      file.write([bytes(1, 2, 3)], 0);
      file.truncate(1);
      equal(contents(file), "1");
      file.truncate(3);
      equal(contents(file), "1,0,0");
    });
  });

  test("a file opened for reading cannot be written, and none can be used after close", ({ disk, folder }) => {
    const path = `${folder}/file`;
    withFile(disk, path, "create", () => {});
    withFile(disk, path, "read", (file) => throwsAny(() => file.write([bytes(1)], 0)));
    const file = disk.open(path, "open");
    file.close();
    throwsAny(() => file.read(new Uint8Array(1), 0));
  });
}

function durabilityTests(test: RigTest): void {
  test("datasync calls back once, later, without an error", async ({ disk, folder, until }) => {
    const file = disk.open(`${folder}/file`, "create");
    file.write([bytes(1)], 0);
    const errors: (Error | null)[] = [];
    file.datasync((error) => errors.push(error));
    equal(errors.length, 0);
    await until(() => errors.length > 0);
    equal(errors.length, 1);
    equal(errors[0], null);
    file.close();
  });

  test("several datasyncs of several files may be under way, and a file be written meanwhile", async (rig) => {
    const { disk, folder, until } = rig;
    const files = ["a", "b"].map((name) => disk.open(`${folder}/${name}`, "create"));
    let ended = 0;
    for (const file of files) {
      file.write([bytes(1)], 0);
      file.datasync((error) => {
        equal(error, null);
        ended++;
      });
      file.write([bytes(2)], 1);
    }
    await until(() => ended === 2);
    for (const file of files) {
      equal(contents(file), "1,2");
      file.datasyncNow();
      file.close();
    }
  });

  test("syncFolder calls back once, later, without an error; syncFolderNow returns", async ({
    disk,
    folder,
    until,
  }) => {
    const errors: (Error | null)[] = [];
    disk.syncFolder(folder, (error) => errors.push(error));
    equal(errors.length, 0);
    await until(() => errors.length > 0);
    equal(errors.length, 1);
    equal(errors[0], null);
    disk.syncFolderNow(folder);
  });
}

function folderTests(test: RigTest): void {
  test("makeFolder makes the parents too, and leaves what is there", ({ disk, folder }) => {
    disk.makeFolder(`${folder}/a/b`);
    withFile(disk, `${folder}/a/b/file`, "create", () => {});
    disk.makeFolder(`${folder}/a/b`);
    equal(disk.list(`${folder}/a`).join(), "b");
    equal(disk.list(`${folder}/a/b`).join(), "file");
  });

  test("list gives sorted names, and none for a folder that does not exist", ({ disk, folder }) => {
    for (const name of ["b", "a", "10", "9"]) withFile(disk, `${folder}/${name}`, "create", () => {});
    equal(disk.list(folder).join(), "10,9,a,b");
    equal(disk.list(`${folder}/none`).length, 0);
  });

  test("rename replaces a file, and keeps open handles on it usable", ({ disk, folder }) => {
    withFile(disk, `${folder}/to`, "create", (file) => file.write([bytes(1)], 0));
    withFile(disk, `${folder}/from`, "create", (file) => {
      file.write([bytes(2)], 0);
      disk.rename(`${folder}/from`, `${folder}/to`);
      file.write([bytes(3)], 1);
    });
    equal(disk.list(folder).join(), "to");
    withFile(disk, `${folder}/to`, "read", (file) => equal(contents(file), "2,3"));
    throwsCode("ENOENT", () => disk.rename(`${folder}/from`, `${folder}/to`));
  });

  test("rename moves a folder with what it holds", ({ disk, folder }) => {
    disk.makeFolder(`${folder}/from`);
    withFile(disk, `${folder}/from/file`, "create", () => {});
    disk.rename(`${folder}/from`, `${folder}/to`);
    equal(disk.list(`${folder}/to`).join(), "file");
    equal(disk.exists(`${folder}/from`), false);
  });

  test("remove takes a file or a folder with all it holds, and does not mind what is absent", ({ disk, folder }) => {
    disk.makeFolder(`${folder}/a/b`);
    withFile(disk, `${folder}/a/b/file`, "create", () => {});
    withFile(disk, `${folder}/file`, "create", () => {});
    disk.remove(`${folder}/file`);
    disk.remove(`${folder}/a`);
    disk.remove(`${folder}/none`);
    equal(disk.list(folder).length, 0);
  });

  test("a file that is removed while it is open can still be used", ({ disk, folder }) => {
    withFile(disk, `${folder}/file`, "create", (file) => {
      disk.remove(`${folder}/file`);
      file.write([bytes(1)], 0);
      equal(contents(file), "1");
    });
    equal(disk.exists(`${folder}/file`), false);
  });
}

function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

function contents(file: DiskFile): string {
  const target = new Uint8Array(file.size());
  equal(file.read(target, 0), target.length);
  return target.join();
}

function withFile(disk: Disk, path: string, mode: "create" | "open" | "read", use: (file: DiskFile) => void): void {
  const file = disk.open(path, mode);
  try {
    use(file);
  } finally {
    file.close();
  }
}

function equal<Value>(actual: Value, expected: Value): void {
  if (!Object.is(actual, expected)) throw new Error(`expected ${String(expected)}, but it is ${String(actual)}`);
}

function throwsAny(call: () => void): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("expected an error, but there was none");
}

function throwsCode(code: string, call: () => void): void {
  equal((throwsAny(call) as { code?: unknown }).code, code);
}
