import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { dirname } from "node:path";
import { ServerError, systemErrorCode } from "../error.ts";
import { FolderLock } from "./folder-lock.ts";
import {
  drawKafkaUuid,
  META_FILE,
  type MetaProperties,
  readMetaProperties,
  syncFolder,
  writeMetaProperties,
} from "./meta-properties.ts";

/** A data folder that is this process's until it is released. */
export interface DataFolder extends MetaProperties {
  readonly path: string;
  /** Made, or first used, just now. */
  readonly isNew: boolean;
  release(): Promise<void>;
}

export interface DataFolderOptions {
  /** Absolute; made where it does not exist. */
  readonly path: string;
  readonly nodeId: number;
  /** Null: whatever the folder says, or a new one. */
  readonly clusterId: string | null;
}

/**
 * Locks the folder and finds out whether it is this node's.
 *
 * @throws ServerError that says in one sentence what to do.
 */
export async function openDataFolder(options: DataFolderOptions): Promise<DataFolder> {
  const lock = await lockFolder(options.path);
  try {
    const known = readMetaProperties(options.path);
    if (known !== null) checkOwner(known, options);
    const meta = known ?? claim(options);
    return { ...meta, path: options.path, isNew: known === null, release: () => lock.release() };
  } catch (error) {
    await lock.release();
    throw asServerError(error, options.path);
  }
}

async function lockFolder(path: string): Promise<FolderLock> {
  try {
    makeFolder(path);
    return await FolderLock.acquire(path);
  } catch (error) {
    throw asServerError(error, path);
  }
}

/** Makes the folder and its parents, durably. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  makeFolder(parent);
  // Not with `recursive`: where the system says ENOENT although the parent is there (as in /proc), Node tries for ever.
  mkdirSync(path);
  syncFolder(parent);
}

function checkOwner(meta: MetaProperties, { path, nodeId, clusterId }: DataFolderOptions): void {
  if (meta.nodeId !== nodeId) {
    const sentence = `the data folder ${path} belongs to node ${meta.nodeId}, and this is node ${nodeId}; set node.id=${meta.nodeId}, or choose another folder with log.dirs (--data)`;
    throw new ServerError("FOLDER_OF_ANOTHER_NODE", sentence);
  }
  if (clusterId !== null && meta.clusterId !== clusterId) {
    const sentence = `the data folder ${path} belongs to cluster ${meta.clusterId}, and cluster.id is ${clusterId}; correct cluster.id, or choose another folder with log.dirs (--data)`;
    throw new ServerError("FOLDER_OF_ANOTHER_CLUSTER", sentence);
  }
}

/** What a folder that nobody has used may hold: our lock, a meta file that a crash left half made, and what file systems put there. */
const HARMLESS = new RegExp(`^(\\.lock\\.\\d+|${META_FILE}\\.tmp|lost\\+found)$`);

/** Makes an empty folder this node's. */
function claim({ path, nodeId, clusterId }: DataFolderOptions): MetaProperties {
  const strange = readdirSync(path).find((name) => !HARMLESS.test(name));
  if (strange !== undefined) {
    const sentence = `the folder ${path} is not empty (${strange}) and has no ${META_FILE}, so it is not a data folder; choose another with log.dirs (--data)`;
    throw new ServerError("FOLDER_DAMAGED", sentence);
  }
  const meta = { clusterId: clusterId ?? drawKafkaUuid(), nodeId, directoryId: drawKafkaUuid() };
  writeMetaProperties(path, meta);
  return meta;
}

/** Whatever went wrong with the folder, as a sentence that says what to do. */
export function asServerError(error: unknown, path: string): ServerError {
  if (error instanceof ServerError) return error;
  const sentence = `the data folder ${path} cannot be used: ${reason(error)}; choose another with log.dirs (--data), or put that right`;
  return new ServerError("FOLDER_NOT_USABLE", sentence, { cause: error });
}

function reason(error: unknown): string {
  switch (systemErrorCode(error)) {
    case "EACCES":
    case "EPERM":
      return "this user may not write there";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "no space is left on the device";
    case "ENOTDIR":
    case "EEXIST":
      return "it, or a parent of it, is a file";
    case "EOPNOTSUPP":
    case "ENOTSUP":
      return "its file system has no sockets, which Chronik locks it with";
    default:
      return (error as Error).message;
  }
}
