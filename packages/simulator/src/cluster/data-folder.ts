import type { Random } from "@chronik/broker";
import type { Disk } from "@chronik/wal";

const META_FILE = "meta.properties";

/**
 * Makes the data folder this node's, as the server does before anything else, and returns the id of its contents: drawn when the
 * folder is first used, and lost with it.
 */
export function openDataFolder(disk: Disk, folder: string, random: Random): string {
  disk.makeFolder(folder);
  disk.syncFolderNow("/");
  const path = `${folder}/${META_FILE}`;
  if (disk.exists(path)) return readText(disk, path);
  const directoryId = random.uuid();
  const temporary = `${path}.tmp`;
  disk.remove(temporary);
  const file = disk.open(temporary, "create");
  file.write([new TextEncoder().encode(directoryId)], 0);
  file.datasyncNow();
  file.close();
  disk.rename(temporary, path);
  disk.syncFolderNow(folder);
  return directoryId;
}

function readText(disk: Disk, path: string): string {
  const file = disk.open(path, "read");
  const bytes = new Uint8Array(file.size());
  file.read(bytes, 0);
  file.close();
  return new TextDecoder().decode(bytes);
}
