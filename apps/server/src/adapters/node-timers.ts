import type { Timers } from "@chronik/broker";
import type { TimerHandle } from "@chronik/wal";

/** Longest delay that Node's timers hold; a longer one would fire at once. */
const DELAY_MS_MAX = 2_147_483_647;

/**
 * Node's event loop. What is deferred runs in the loop's check phase: after the sockets that were ready in this turn have
 * been read, and before any timer, so that one write serves all of them.
 */
export const nodeTimers: Timers = {
  set(delayMs: number, callback: () => void): TimerHandle {
    const timer = setTimeout(callback, Math.min(delayMs, DELAY_MS_MAX));
    return { cancel: () => clearTimeout(timer) };
  },
  defer(callback: () => void): void {
    setImmediate(callback);
  },
};
