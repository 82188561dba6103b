import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { append, RecordedOutput, StorageFolder, TOPIC_ID } from "../../../test/storage-folder.ts";
import { FolderLock } from "../../data-folder/folder-lock.ts";
import { dumpJournals } from "./journal-dump.ts";
import { verifyJournals } from "./journal-verify.ts";
import { dumpLogs } from "./log-dump.ts";
import { type LogRepairFlags, RepairRefused, repairLog } from "./log-repair.ts";
import { verifyLogs } from "./log-verify.ts";
import { UsageError } from "./usage-error.ts";

const AT_ONCE = () => Promise.resolve();

let data: StorageFolder;
let output: RecordedOutput;
beforeEach(async () => {
  data = await StorageFolder.make();
  output = new RecordedOutput();
});
afterEach(() => data.remove());

const verify = (folder = data.path, flags = {}) => verifyLogs(folder, flags, output, AT_ONCE);
const verifyJournal = (folder = data.path, flags = {}) => verifyJournals(folder, flags, output, AT_ONCE);

describe("log dump", () => {
  it("prints segments and batches in the words of kafka-dump-log", async () => {
    expect(await dumpLogs(data.path, {}, output)).toBe(0);
    expect(output.lines.slice(0, 6)).toEqual([
      `Partition orders-0 (${data.path}/orders-0)`,
      `topic id: ${TOPIC_ID} log start offset: 0 log end offset: 10 checkpointed up to: 10`,
      "leader epochs: 0 from 0",
      `Dumping ${data.segment(0)}`,
      "Log starting offset: 0",
      expect.stringMatching(/^size: 700 index: .* timeindex: .*$/),
    ]);
    expect(output.lines[8]).toMatch(
      /^baseOffset: 2 lastOffset: 2 count: 1 baseSequence: -1 lastSequence: -1 producerId: -1 producerEpoch: -1 partitionLeaderEpoch: 0 isTransactional: false isControl: false deleteHorizonMs: OptionalLong\.empty position: 200 CreateTime: 1700000000002 size: 100 magic: 2 compresscodec: none crc: \d+ isvalid: true$/,
    );
    expect(output.lines.filter((line) => line.startsWith("baseOffset"))).toHaveLength(10);
  });

  it("prints the batches of some offsets, and their records", async () => {
    expect(
      await dumpLogs(data.path, { partition: "orders-0", offsets: { from: 8, to: 8 }, records: true }, output),
    ).toBe(0);
    const lines = output.lines.filter((line) => /^(baseOffset|\|)/.test(line));
    expect(lines).toHaveLength(2);
    expect(lines[1]).toBe(
      `| offset: 8 CreateTime: 1700000000008 keySize: 3 valueSize: 29 sequence: -1 headerKeys: [] key: "key" payload: "${"value 8".padEnd(29)}"`,
    );
  });

  it("prints JSON, an object a line", async () => {
    expect(await dumpLogs(data.path, { offsets: { from: 9, to: 9 }, records: true, json: true }, output)).toBe(0);
    expect(output.objects).toMatchObject([
      { kind: "log", partition: "orders-0", topicId: TOPIC_ID, logEndOffset: 10, checkpointedEndOffset: 10 },
      { kind: "segment", baseOffset: 0, sizeBytes: 700 },
      { kind: "segment", baseOffset: 7, sizeBytes: 300 },
      { kind: "batch", baseOffset: 9, position: 200, codec: "none", intact: true, checkpointed: true },
      { kind: "record", offset: 9, key: '"key"', value: `"${"value 9".padEnd(29)}"` },
      { kind: "end", partition: "orders-0", batches: 10, damages: 0 },
    ]);
  });

  it("takes the folder of a partition, alone or in its data folder", async () => {
    expect(await dumpLogs(join(data.path, "orders-0"), {}, output)).toBe(0);
    expect(output.text).toContain(TOPIC_ID);
    rmSync(join(data.path, "checkpoint"));
    rmSync(join(data.path, "journal"), { recursive: true });
    rmSync(join(data.path, "meta.properties"));
    output.lines.length = 0;
    expect(await dumpLogs(join(data.path, "orders-0"), {}, output)).toBe(0);
    expect(output.text).toContain("Nothing is known of it but what is in its folder");
    expect(output.lines.filter((line) => line.startsWith("baseOffset"))).toHaveLength(10);
  });

  it("says where damage is, and ends with 1", async () => {
    data.rot(data.segment(0), 350);
    expect(await dumpLogs(data.path, {}, output)).toBe(1);
    expect(output.lines).toContain(
      `DAMAGED: byte 300 of ${data.segment(0)}: the checksum of the batch with offset 3 does not match`,
    );
    expect(output.text).toMatch(/baseOffset: 3 .*isvalid: false/);
  });

  it.each([
    ["no such folder", "nowhere", null, /there is no folder .*nowhere/],
    ["no data folder", "..", null, /is neither a data folder nor that of a partition/],
    ["no such partition", ".", "orders-7", /has no partition orders-7; it has orders-0/],
    ["another partition than the folder's", "orders-0", "other-0", /is the folder of orders-0/],
  ])("refuses what makes no sense: %s", async (_, folder, partition, message) => {
    const flags = partition === null ? {} : { partition };
    await expect(dumpLogs(join(data.path, folder), flags, output)).rejects.toThrow(UsageError);
    await expect(dumpLogs(join(data.path, folder), flags, output)).rejects.toThrow(message);
  });
});

describe("log verify", () => {
  it("ends with 0 where all is sound, while a node has the folder open, too", async () => {
    expect(await verify()).toBe(0);
    const wal = await data.openWal();
    append([...wal.partitions()][0]!, 10);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await verify()).toBe(0);
    expect(output.lines.at(-1)).toBe("1 logs are sound");
    await new Promise((resolve) => wal.close(resolve));
  });

  it("says what is damaged, and how far the log is undamaged", async () => {
    data.rot(data.segment(7), 150);
    expect(await verify()).toBe(1);
    expect(output.lines).toEqual([
      "orders-0: 2 segments, 10 batches, 1000 bytes: DAMAGED in 1 places",
      `  DAMAGED: byte 100 of ${data.segment(7)}: the checksum of the batch with offset 8 does not match`,
      "  undamaged up to offset 8",
      "1 of 1 logs are damaged or in quarantine",
    ]);
  });

  it("tells of a quarantine, and of notes that are no damage", async () => {
    data.rot(data.segment(0), 350);
    await data.withWal((wal) => {
      expect(() => [...wal.partitions()][0]!.read({ offset: 3, bytesMax: 1 })).toThrow();
    });
    data.rot(data.segment(0), 350);
    expect(await verify()).toBe(1);
    expect(output.lines[0]).toMatch(/sound, but IN QUARANTINE$/);
    expect(output.lines[1]).toContain(`because byte 300 of ${data.segment(0)} was found damaged`);
  });

  it("prints JSON", async () => {
    data.rot(data.segment(7), 150);
    expect(await verify(data.path, { json: true })).toBe(1);
    expect(output.objects).toMatchObject([
      {
        kind: "log",
        partition: "orders-0",
        damages: 1,
        firstDamage: { offset: 8, baseOffset: 7, position: 100 },
        findings: [{ severity: "damage", file: data.segment(7), position: 100 }],
      },
    ]);
  });

  it.each([
    ["checkpoint", () => join(data.path, "checkpoint")],
    ["journal", () => data.journal("journal")],
  ])("reports a damaged %s", async (_, file) => {
    data.rot(file(), 60);
    expect(await verify()).toBe(1);
    expect(output.lines[0]).toMatch(new RegExp(`^DAMAGED: byte \\d+ of ${file()}: .*A node does not start with it$`));
  });
});

describe("journal dump", () => {
  it("prints groups, and frames with their meaning", () => {
    expect(dumpJournals(data.path, {}, output)).toBe(0);
    const file = "00000000000000000001.journal";
    expect(output.lines[0]).toBe(`Dumping ${data.path}/journal (partitions)`);
    expect(output.lines).toContain(
      `group sequence: 1 frames: 1 durable: 0 incarnation: 1 size: 512 file: ${file} position: 0`,
    );
    expect(output.lines).toContain("| sequence: 1 position: 48 size: 0 journal resume");
    expect(output.lines).toContain("| sequence: 2 position: 560 size: 34 orders-0 create offset: 0");
    expect(output.text).toMatch(/\| sequence: 12 position: \d+ size: 100 orders-0 append offsets: 9\.\.9 batches: 1/);
    expect(output.text).toMatch(/journal release below: \d+/);
    expect(output.text).toContain(`Dumping ${data.path}/raft (raft)`);
    expect(output.text).toMatch(/raft write entries: 1\.\.2 term: 1 bytes: \d+ hard state: term 1, vote 1, commit 2/);
    expect(output.lines.filter((line) => line === "closed in order")).toHaveLength(2);
  });

  it("prints one journal, from a sequence number on", () => {
    expect(dumpJournals(data.path, { partitions: true, from: 12 }, output)).toBe(0);
    expect(output.text).not.toContain("(raft)");
    expect(output.lines.find((line) => line.startsWith("|"))).toMatch(/^\| sequence: 12 /);
    output.lines.length = 0;
    expect(dumpJournals(join(data.path, "raft"), {}, output)).toBe(0);
    expect(output.lines[0]).toBe(`Dumping ${data.path}/raft (raft)`);
  });

  it("prints JSON, an object a line", () => {
    expect(dumpJournals(data.path, { partitions: true, json: true }, output)).toBe(0);
    const frames = output.objects.filter(({ kind }) => kind === "frame");
    expect(frames[1]).toMatchObject({
      sequence: 2,
      meaning: { partition: "orders-0", kind: "create", startOffset: 0 },
    });
    expect(output.objects.at(-1)).toMatchObject({ kind: "end", end: { kind: "closed" }, damage: null });
  });

  it("refuses a folder without a journal", () => {
    expect(() => dumpJournals(join(data.path, "orders-0"), {}, output)).toThrow(UsageError);
  });
});

describe("journal verify", () => {
  it("ends with 0 where all is sound", async () => {
    expect(await verifyJournal()).toBe(0);
    expect(output.lines).toEqual([
      expect.stringMatching(/journal \(partitions\): \d files, \d+ groups, \d+ frames; closed in order$/),
      expect.stringMatching(/raft \(raft\): \d files, 3 groups, 3 frames; closed in order$/),
    ]);
  });

  it("tells damage from a torn tail", async () => {
    data.rot(data.journal("raft"), 512 + 60);
    expect(await verifyJournal(data.path, { raft: true })).toBe(1);
    expect(output.lines[0]).toContain(`DAMAGED at byte 512 of ${data.journal("raft")}`);
    data.rot(data.journal("raft"), 512 + 60);
    data.rot(data.journal("raft"), 1024 + 60);
    output.lines.length = 0;
    expect(await verifyJournal(data.path, { raft: true })).toBe(0);
    expect(output.lines[0]).toContain(`torn at byte 1024 of ${data.journal("raft")}`);
  });

  it("prints JSON", async () => {
    data.rot(data.journal("raft"), 512 + 60);
    expect(await verifyJournal(data.path, { raft: true, json: true })).toBe(1);
    expect(output.objects).toMatchObject([{ kind: "journal", role: "raft", damage: { position: 512 } }]);
  });

  it("finds frames that nobody of this version wrote", async () => {
    const folder = join(data.path, "strange");
    await data.writeJournal(folder, [{ stream: 0, kind: 99, buffers: [Buffer.from("what")] }]);
    for (const flags of [{ raft: true }, { partitions: true }]) {
      output.lines.length = 0;
      expect(await verifyJournal(folder, flags)).toBe(1);
      expect(output.text).toMatch(/DAMAGED: sequence 2 at byte 560 .* is nothing that this version writes/);
    }
  });

  it("does not mind damage in what no start reads any more", async () => {
    const first = data.journal("journal");
    const wal = await data.openWal();
    const log = [...wal.partitions()][0]!;
    for (let count = 0; count < 40; count++) append(log, count, 20_000);
    await new Promise((resolve) => log.truncateTo(log.logEndOffset, resolve));
    const filled = readFileSync(first);
    await new Promise((resolve) => wal.close(resolve));
    // As if the file had not been taken for another use yet.
    writeFileSync(first, filled);
    expect(await verifyJournal(data.path, { partitions: true })).toBe(0);
    expect(output.lines).toHaveLength(1);
    output.lines.length = 0;
    data.rot(first, 512 + 60);
    expect(await verifyJournal(data.path, { partitions: true })).toBe(0);
    expect(output.lines[1]).toMatch(/^note: byte 512 of .* in a part that no start reads any more/);
  });
});

describe("log repair", () => {
  const repair = (flags: Partial<LogRepairFlags> = {}) => {
    return repairLog(data.path, { partition: "orders-0", ...flags }, output);
  };
  /** The offsets that the log serves, as text; or why it does not. */
  const served = async () => {
    let found = "";
    await data.withWal((wal) => {
      const log = [...wal.partitions()][0]!;
      if (log.state !== "online") found = log.state;
      else found = `${log.logStartOffset}..${log.logEndOffset}`;
    });
    return found;
  };
  const damageIt = async () => {
    data.rot(data.segment(0), 350);
    await data.withWal((wal) => {
      expect(() => [...wal.partitions()][0]!.read({ offset: 3, bytesMax: 1 })).toThrow();
    });
  };

  it("has nothing to do for a sound log", async () => {
    expect(await repair({ yes: true })).toBe(0);
    expect(output.lines).toEqual(["orders-0 is sound and in service: there is nothing to repair"]);
  });

  it("has nothing to do for a sound log of a node that was killed, whatever only the journal holds", async () => {
    const wal = await data.openWal();
    const log = [...wal.partitions()][0]!;
    append(log, 10);
    await new Promise<void>((resolve) => log.truncateTo(11, () => resolve()));
    expect(await repair()).toBe(0);
    expect(output.lines).toEqual(["orders-0 is sound and in service: there is nothing to repair"]);
    expect(await served()).toBe("0..11");
  });

  it("says what would be lost, and changes nothing without --yes", async () => {
    await damageIt();
    const before = readFileSync(join(data.path, "checkpoint"));
    expect(await repair()).toBe(0);
    expect(output.lines).toContain("  LOST: 7 offsets (3 to 9), 700 bytes, 6 undamaged batches among them.");
    expect(output.lines.at(-1)).toBe("Nothing was changed. With --yes the log is cut.");
    expect(readFileSync(join(data.path, "checkpoint"))).toEqual(before);
    expect(existsSync(join(data.path, "damaged"))).toBe(false);
    expect(await served()).toBe("quarantined");
  });

  it("cuts the log, keeps the bytes, and the next start serves what is left", async () => {
    await damageIt();
    const lost = readFileSync(data.segment(0)).subarray(300);
    expect(await repair({ yes: true })).toBe(0);
    expect(output.lines.at(-1)).toBe("orders-0 ends at offset 3 now, and is in service with the next start.");
    const kept = join(data.path, "damaged/orders-0");
    expect(readdirSync(kept)).toEqual(["00000000000000000000.log.300", "00000000000000000007.log.0"]);
    expect(readFileSync(join(kept, "00000000000000000000.log.300"))).toEqual(lost);
    expect(readdirSync(join(data.path, "orders-0")).filter((name) => name.endsWith(".log"))).toHaveLength(1);
    expect(readFileSync(data.segment(0))).toHaveLength(300);
    expect(await served()).toBe("0..3");
    output.lines.length = 0;
    expect(await verify()).toBe(0);
    expect(await verifyJournal()).toBe(0);
  });

  it("what was kept can be read as a segment of its own", async () => {
    await damageIt();
    await repair({ yes: true });
    const rescue = join(data.path, "../rescue");
    mkdirSync(rescue);
    const kept = readFileSync(join(data.path, "damaged/orders-0/00000000000000000000.log.300"));
    writeFileSync(join(rescue, "00000000000000000003.log"), kept);
    output.lines.length = 0;
    expect(await dumpLogs(rescue, {}, output)).toBe(1);
    const found = output.lines.map((line) => /^baseOffset: (\d+) .*isvalid: true/.exec(line)?.[1]).filter(Boolean);
    expect(found).toEqual(["4", "5", "6"]);
  });

  it("repairs a log that no node has seen to be damaged, and what only the journal holds goes, too", async () => {
    const wal = await data.openWal();
    append([...wal.partitions()][0]!, 10);
    await new Promise((resolve) => wal.checkpoint(resolve));
    append([...wal.partitions()][0]!, 11);
    await new Promise<void>((resolve) => [...wal.partitions()][0]!.truncateTo(12, () => resolve()));
    // As a kill leaves it: nothing is closed.
    data.rot(data.segment(0), 350);
    expect(await repair({ yes: true })).toBe(0);
    expect(output.text).toContain("LOST: 9 offsets (3 to 11)");
    expect(await served()).toBe("0..3");
  });

  it("cuts further down where that is asked for", async () => {
    await damageIt();
    expect(await repair({ to: 2, yes: true })).toBe(0);
    expect(await served()).toBe("0..2");
  });

  it("lifts the quarantine of a log that is whole again", async () => {
    await damageIt();
    data.rot(data.segment(0), 350);
    expect(await repair({ yes: true })).toBe(0);
    expect(output.text).toContain("the quarantine would be lifted, and nothing cut");
    expect(await served()).toBe("0..10");
  });

  it("refuses while a node has the folder", async () => {
    await damageIt();
    const lock = await FolderLock.acquire(data.path);
    await expect(repair({ yes: true })).rejects.toThrow(/a node runs in .*; stop it$/);
    await lock.release();
    expect(await served()).toBe("quarantined");
  });

  it.each([
    ["checkpoint", () => join(data.path, "checkpoint")],
    ["journal", () => data.journal("journal")],
  ])("refuses where the %s is damaged", async (_, file) => {
    data.rot(file(), 60);
    await expect(repair({ yes: true })).rejects.toThrow(RepairRefused);
    await expect(repair({ yes: true })).rejects.toThrow(/No node starts with that/);
  });

  it("refuses where there is no data folder, no such partition, or one that no start reads", async () => {
    const empty = mkdtempSync(join(tmpdir(), "chronik-empty-"));
    await expect(repairLog(empty, { partition: "orders-0" }, output)).rejects.toThrow(UsageError);
    rmSync(empty, { recursive: true });
    await expect(repair({ partition: "orders-1" })).rejects.toThrow(UsageError);
    mkdirSync(join(data.path, "stray-0"));
    writeFileSync(join(data.path, "stray-0", `${"0".repeat(20)}.log`), "");
    await expect(repair({ partition: "stray-0" })).rejects.toThrow(/belongs to no partition of this node/);
  });

  it("cuts a replica that is out of the ISR without further ado", async () => {
    data.remove();
    data = await StorageFolder.make({ replicas: [1, 2, 3], fenced: true });
    await damageIt();
    expect(await repair({ yes: true })).toBe(0);
    expect(await served()).toBe("0..3");
  });

  it("refuses to endanger the other replicas, unless that is asked for", async () => {
    data.remove();
    data = await StorageFolder.make({ replicas: [1, 2, 3] });
    await damageIt();
    await expect(repair({ yes: true })).rejects.toThrow(/node 1 may be in the ISR of orders-0/);
    expect(output.lines.at(-1)).toMatch(/^ {2}Replicas are on nodes 2, 3, too/);
    expect(await served()).toBe("quarantined");
    expect(await repair({ yes: true, acceptLoss: true })).toBe(0);
    expect(await served()).toBe("0..3");
  });
});
