import type { Logger, Timers } from "@chronik/broker";
import type { Broker } from "./broker.ts";

/** How long a node waits for a leader before it says what may be wrong. */
export const LEADER_WAIT_MS_MAX = 30_000;

export interface LeaderWaitOptions {
  readonly broker: Pick<Broker, "whenLeaderKnown">;
  /** Why each peer that cannot be reached cannot be, in words that name it and its address. */
  readonly unreachablePeers: () => readonly string[];
  readonly timers: Timers;
  readonly logger: Logger;
  /** Ends the wait. */
  readonly signal: AbortSignal;
}

/**
 * Waits for a leader for as long as it takes; after a while logs an error that names the peers that cannot be reached.
 * Resolves when a leader is known, and when the wait is ended.
 */
export function waitForLeader({ broker, unreachablePeers, timers, logger, signal }: LeaderWaitOptions): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const complaint = timers.set(LEADER_WAIT_MS_MAX, () => {
      const unreachable = unreachablePeers();
      const why = unreachable.length > 0 ? unreachable.join("; ") : "every peer can be reached, but they elect nobody";
      logger.error(`no leader after ${LEADER_WAIT_MS_MAX / 1000} s: ${why}; still waiting`);
    });
    const cancelWait = broker.whenLeaderKnown(end);
    signal.addEventListener("abort", end, { once: true });

    function end(): void {
      complaint.cancel();
      if (signal.aborted) cancelWait();
      else signal.removeEventListener("abort", end);
      resolve();
    }
  });
}
