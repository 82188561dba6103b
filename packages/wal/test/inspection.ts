import { inspectWal, type StoredWal } from "../src/inspect/folder.ts";
import { inspectJournal } from "../src/inspect/journal.ts";
import { inspectLog, type LogFinding } from "../src/inspect/log.ts";
import type { SimDisk } from "../src/testing/sim-disk.ts";
import type { Wal } from "../src/wal.ts";
import { framing } from "./kafka-batch.ts";
import { WAL_FOLDER } from "./wal-rig.ts";

/** Everything that is found in the files of all logs, with the file's name in its folder. */
export function findingsOf(disk: SimDisk, stored: StoredWal): LogFinding[] {
  const findings: LogFinding[] = [];
  const finding = (found: LogFinding) => findings.push(found);
  for (const log of stored.logs) inspectLog({ disk, framing, folder: log.folder, stored: log }, { finding });
  return findings;
}

/** Looks at a folder that no damage was done to, and throws where any is reported, or where looking changes anything. */
export function inspectSound(disk: SimDisk): StoredWal {
  const before = disk.operations;
  const stored = inspectWal(disk, WAL_FOLDER, framing);
  const damage = findingsOf(disk, stored).filter(({ severity }) => severity === "damage");
  const journal = inspectJournal({ disk, folder: `${WAL_FOLDER}/journal`, from: stored.replayFrom });
  if (stored.damage) throw stored.damage;
  if (journal.damage) throw journal.damage;
  if (damage.length > 0) throw new Error(`damage where there is none: ${JSON.stringify(damage)}`);
  if (disk.operations !== before) throw new Error("an inspection changed the disk");
  return stored;
}

/** Throws where a start finds other logs than were foretold. */
export function requireForetold(stored: StoredWal, wal: Wal): void {
  const text = (log: { topicId: string; partition: number; logStartOffset: number; logEndOffset: number }) =>
    `${log.topicId}/${log.partition} [${log.logStartOffset}, ${log.logEndOffset})`;
  const foretold = stored.logs.map(text).sort().join("\n");
  const found = [...wal.partitions()].map(text).sort().join("\n");
  if (foretold !== found) throw new Error(`the inspection foretold\n${foretold}\nand the start found\n${found}`);
}
