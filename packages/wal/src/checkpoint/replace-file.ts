import type { Done } from "../log/types.ts";
import type { Disk, DiskFile } from "../ports.ts";

/**
 * Replaces a file atomically: writes to the start of another one, syncs that, and renames it. The folder is not synced. Where it
 * fails, the other file is removed: what a failed sync leaves in the page cache is not to be trusted.
 *
 * @param paths `ready` where the other file was made before, so that no room is needed; what it has beyond `bytes` stays.
 */
export function replaceFile(
  disk: Disk,
  paths: { readonly through: string; readonly to: string; readonly ready: boolean },
  bytes: Uint8Array,
  done: Done,
): void {
  const { through, to } = paths;
  let file: DiskFile | null = null;
  const end = (error: Error | null) => {
    try {
      file?.close();
      if (error) throw error;
      disk.rename(through, to);
    } catch (cause) {
      try {
        disk.remove(through);
      } catch {
        // The first error says what is wrong; a file that cannot be removed is written over by the next attempt.
      }
      done(cause as Error);
      return;
    }
    done(null);
  };
  try {
    if (!paths.ready) disk.remove(through);
    file = disk.open(through, disk.exists(through) ? "open" : "create");
    file.write([bytes], 0);
    file.datasync(end);
  } catch (error) {
    end(error as Error);
  }
}
