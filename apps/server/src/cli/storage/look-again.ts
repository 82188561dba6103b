import { setTimeout as sleep } from "node:timers/promises";
import { systemErrorCode } from "../../error.ts";

const ATTEMPTS_MAX = 5;
const PAUSE_MS = 200;

/** Gives a node that writes the time to finish. */
const shortPause = () => sleep(PAUSE_MS);

/**
 * Looks at files that a running node may change meanwhile. What was only half written, or renamed, is not there any more at the next
 * look; what is wrong for good is found at the same place again.
 *
 * @param look Returns what it has found to be wrong, as texts that name the place; none where all is well.
 * @returns What was found twice.
 */
export async function lookAgain<Result>(
  look: () => { readonly result: Result; readonly wrong: readonly string[] },
  pause: () => Promise<void> = shortPause,
): Promise<Result> {
  let before: ReadonlySet<string> | null = null;
  for (let attempt = 1; ; attempt++) {
    try {
      const { result, wrong } = look();
      const same = before !== null && wrong.every((what) => before!.has(what));
      if (wrong.length === 0 || same || attempt === ATTEMPTS_MAX) return result;
      before = new Set(wrong);
    } catch (error) {
      if (!isGone(error) || attempt === ATTEMPTS_MAX) throw error;
    }
    await pause();
  }
}

/** Says whether an error means that a file was renamed or removed while it was looked at, as a running node does. */
export function isGone(error: unknown): boolean {
  return systemErrorCode(error) === "ENOENT";
}
