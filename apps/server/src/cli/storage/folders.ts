import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { kafkaBatchFraming } from "@chronik/broker";
import { inspectWal, type StoredLog, type StoredWal } from "@chronik/wal";
import { nodeDisk } from "../../adapters/node-disk.ts";
import { META_FILE } from "../../data-folder/meta-properties.ts";
import { UsageError } from "./usage-error.ts";

/** Whose frames a journal holds. */
export type JournalRole = "partitions" | "raft";

export interface JournalPlace {
  readonly role: JournalRole;
  readonly folder: string;
  /** Null where the folder stands alone. */
  readonly dataFolder: string | null;
}

/** A log to look at, with what is known of it besides its files. */
export interface LogPlace {
  /** `<topic>-<partition>`. */
  readonly name: string;
  readonly folder: string;
  readonly stored: StoredLog | null;
}

export interface LogPlaces {
  readonly logs: readonly LogPlace[];
  /** Null where a partition's folder stands alone. */
  readonly wal: StoredWal | null;
}

const JOURNAL_FILE = /^\d{20}\.journal$/;
const SEGMENT_FILE = /^\d{20}\.log$/;
const PARTITION_FOLDER = /^(.+)-(\d+)$/;

/** Absolute. @throws UsageError where there is no such folder. */
export function existingFolder(argument: string): string {
  const folder = resolve(argument);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw new UsageError(`there is no folder ${folder}`);
  return folder;
}

/** Whether this is the folder that `log.dirs` names. */
export function isDataFolder(folder: string): boolean {
  return [META_FILE, "journal", "checkpoint"].some((name) => existsSync(join(folder, name)));
}

/** The journals of a data folder, or the one that a folder is. @throws UsageError where there is none. */
export function findJournals(argument: string, role: JournalRole | null): JournalPlace[] {
  const folder = existingFolder(argument);
  if (readdirSync(folder).some((name) => JOURNAL_FILE.test(name))) {
    const own: JournalRole = role ?? (basename(folder) === "raft" ? "raft" : "partitions");
    const parent = dirname(folder);
    return [{ role: own, folder, dataFolder: isDataFolder(parent) ? parent : null }];
  }
  if (!isDataFolder(folder)) throw new UsageError(`${folder} is neither a data folder nor that of a journal`);
  const all: JournalPlace[] = [
    { role: "partitions", folder: join(folder, "journal"), dataFolder: folder },
    { role: "raft", folder: join(folder, "raft"), dataFolder: folder },
  ];
  return all.filter((journal) => (role === null || journal.role === role) && existsSync(journal.folder));
}

/** The logs of a data folder, one of them, or the one whose folder this is. @throws UsageError where there is none. */
export function findLogs(argument: string, partition: string | null): LogPlaces {
  const folder = existingFolder(argument);
  const names = readdirSync(folder);
  if (names.some((name) => SEGMENT_FILE.test(name))) {
    const name = basename(folder);
    if (partition !== null && partition !== name) throw new UsageError(`${folder} is the folder of ${name}`);
    const parent = dirname(folder);
    if (!isDataFolder(parent)) return { logs: [{ name, folder, stored: null }], wal: null };
    return findLogs(parent, name);
  }
  if (!isDataFolder(folder)) throw new UsageError(`${folder} is neither a data folder nor that of a partition`);
  const wal = inspectWal(nodeDisk, folder, kafkaBatchFraming);
  const logs = wal.logs.map((stored) => ({ name: basename(stored.folder), folder: stored.folder, stored }));
  const known = new Set(logs.map(({ name }) => name));
  const strays = names
    .filter((name) => PARTITION_FOLDER.test(name) && !known.has(name) && hasSegments(join(folder, name)))
    .map((name) => ({ name, folder: join(folder, name), stored: null }));
  const all = [...logs, ...strays];
  if (partition === null) return { logs: all, wal };
  const asked = all.filter(({ name }) => name === partition);
  if (asked.length === 0) throw new UsageError(`${folder} has no partition ${partition}${hint(all)}`);
  return { logs: asked, wal };
}

function hasSegments(folder: string): boolean {
  return statSync(folder).isDirectory() && readdirSync(folder).some((name) => SEGMENT_FILE.test(name));
}

const NAMED_MAX = 20;

function hint(logs: readonly LogPlace[]): string {
  if (logs.length === 0) return "; it has none at all";
  const names = logs.slice(0, NAMED_MAX).map(({ name }) => name);
  return `; it has ${names.join(", ")}${logs.length > NAMED_MAX ? ", …" : ""}`;
}
