/** How soon after the first a signal still belongs to it: a terminal signals whole process groups, and wrappers pass on. */
export const SAME_REQUEST_MS = 1000;

export interface StopSignalsOptions {
  /** The process, or something like it. */
  readonly source: { on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown };
  readonly nowMs: () => number;
  /** Asked to stop. Called once. */
  readonly onStop: (signal: NodeJS.Signals) => void;
  /** Asked again, a second later or more: end at once. */
  readonly onForce: (signal: NodeJS.Signals) => void;
}

/** Tells one request to stop from two: Ctrl-C in `npm start` reaches every process several times. */
export function onStopSignals({ source, nowMs, onStop, onForce }: StopSignalsOptions): void {
  let firstMs: number | undefined;
  const listener = (signal: NodeJS.Signals) => {
    if (firstMs === undefined) {
      firstMs = nowMs();
      onStop(signal);
    } else if (nowMs() - firstMs >= SAME_REQUEST_MS) {
      onForce(signal);
    }
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) source.on(signal, listener);
}
