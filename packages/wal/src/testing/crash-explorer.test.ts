import { describe, expect, test } from "vitest";
import { CrashExplorer, type CrashPolicy, type CrashRecovery, type CrashSubject } from "./crash-explorer.ts";
import { SeededRandom } from "./random.ts";
import { SimDisk } from "./sim-disk.ts";
import { SimScheduler } from "./sim-scheduler.ts";

const FILE = "/data/count";
const EVERYTHING: CrashPolicy = { draws: 2, kills: 1, nested: [1, 1], goOn: 1, full: 1 };

type Bug = "does not sync" | "forgets in recovery" | "believes the page cache" | "does not acknowledge" | "cannot open";

/** A number in a file that only grows: as little as can be lost. */
class Counter implements CrashSubject {
  readonly disk: SimDisk;
  readonly explorer: CrashExplorer;
  readonly #bug: Bug | null;
  #written = 0;
  #acknowledged = 0;

  constructor(bug: Bug | null, policy: CrashPolicy) {
    this.#bug = bug;
    const scheduler = new SimScheduler(new SeededRandom(1));
    this.disk = new SimDisk(scheduler);
    this.disk.makeFolder("/data");
    this.disk.open(FILE, "create").close();
    this.disk.syncFolderNow("/");
    this.disk.syncFolderNow("/data");
    this.explorer = new CrashExplorer(this, policy, new SeededRandom(2));
    this.disk.onBoundary = () => this.explorer.explore(this.disk);
  }

  run(): void {
    for (let count = 1; count <= 5; count++) {
      this.#written = count;
      write(this.disk, count, this.#bug !== "does not sync");
      this.#acknowledged = count;
    }
    this.explorer.explore(this.disk);
  }

  recover(disk: SimDisk, scheduler: SimScheduler): CrashRecovery {
    if (this.#bug === "cannot open") throw new Error("it cannot be opened");
    const count = read(disk);
    if (this.#bug === "forgets in recovery" && count > 1) write(disk, count - 1, true);
    else if (this.#bug !== "believes the page cache") write(disk, count, true);
    let acknowledged = false;
    return {
      digest: String(count),
      goOn: () => {
        scheduler.defer(() => {
          write(disk, count + 1, true);
          acknowledged = this.#bug !== "does not acknowledge";
        });
        return () => {
          if (!acknowledged) throw new Error("it was not acknowledged");
          return String(count + 1);
        };
      },
    };
  }

  requireAllowed(digest: string): void {
    const count = Number(digest);
    if (count < this.#acknowledged || count > this.#written) {
      throw new Error(`${count} is not from ${this.#acknowledged} to ${this.#written}`);
    }
  }
}

function write(disk: SimDisk, count: number, sync: boolean): void {
  const file = disk.open(FILE, "open");
  try {
    file.write([Uint8Array.of(count)], 0);
  } catch (cause) {
    if ((cause as { code?: string }).code !== "ENOSPC") throw cause;
    throw Object.assign(new Error("no room", { cause }), { code: "diskFull" });
  }
  if (sync) file.datasyncNow();
  file.close();
}

function read(disk: SimDisk): number {
  const byte = new Uint8Array(1);
  const file = disk.open(FILE, "read");
  file.read(byte, 0);
  file.close();
  return byte[0]!;
}

describe("CrashExplorer", () => {
  test("is content with what keeps its promises, and says what it did", () => {
    const counter = new Counter(null, EVERYTHING);
    counter.run();
    const { boundaries, states, kills, nested, wentOn, full } = counter.explorer.tally;
    // A write and a sync each time, and the end.
    expect(boundaries).toBe(11);
    expect(kills).toBe(11);
    expect(states.size).toBeGreaterThanOrEqual(6);
    for (const count of [...nested, wentOn, full]) expect(count).toBeGreaterThan(0);
  });

  test("leaves the disk as it is", () => {
    const counter = new Counter(null, EVERYTHING);
    counter.run();
    expect(read(counter.disk)).toBe(5);
    expect(counter.disk.usedBytes).toBe(1);
  });

  test.each<[Bug, RegExp]>([
    ["does not sync", /^the power was cut at boundary 2, and left nothing.*: 0 is not from 1 to 2$/s],
    ["forgets in recovery", /recovered\n1\nwhere it had been\n2$/],
    [
      "believes the page cache",
      /^the process was killed at boundary \d+; the power was cut when it had recovered: recovered/,
    ],
    ["does not acknowledge", /it went on to work; the power was cut: it was not acknowledged/],
    ["cannot open", /^the power was cut at boundary 1, and left nothing of what was not synced: it cannot be opened/],
  ])("sees what %s", (bug, message) => {
    expect(() => new Counter(bug, EVERYTHING).run()).toThrow(
      expect.objectContaining({ name: "CrashFailure", message: expect.stringMatching(message) }),
    );
  });
});
