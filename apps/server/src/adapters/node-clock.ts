import { performance } from "node:perf_hooks";
import type { Clock } from "@chronik/broker";

/** The machine's clocks. */
export const nodeClock: Clock = {
  monotonicMs: () => performance.now(),
  nowMs: () => Date.now(),
};
