export { DeterminismError, deterministically } from "./determinism-guard.ts";
export { type EventHandle, EventQueue } from "./event-queue.ts";
export { KNOWN_MARKS } from "./known-marks.ts";
export { Marks } from "./marks.ts";
export { RandomStreams } from "./random-streams.ts";
export { Trace, type TraceLine, type TraceOptions } from "./trace.ts";
