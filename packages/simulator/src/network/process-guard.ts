/** What stands between the network and one process life: nothing of a dead or paused process has an effect. */
export interface ProcessGuard {
  /** Called before every effect of the process: a connection dialled, bytes written, a direction ended. May throw: the process dies right there. */
  effect(): void;
  /** Runs a callback of the process: now, later and in order where it is paused, or never where it is dead. */
  run(callback: () => void): void;
}

/** A process that neither pauses nor dies. */
export const UNGUARDED: ProcessGuard = {
  effect: () => {},
  run: (callback) => callback(),
};
