import type { Logger } from "@chronik/broker";
import type { LogLevel, LogSink } from "./log-sink.ts";
import { nodeClock } from "./node-clock.ts";
import { PinoLogger } from "./pino-logger.ts";
import { TextLogger } from "./text-logger.ts";

/** `text`: lines for people. `json`: one JSON object a line, by pino. */
export const LOG_FORMATS = ["text", "json"] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

export function createLogger(options: { format: LogFormat; level: LogLevel; sink: LogSink }): Logger {
  const { format, level, sink } = options;
  return format === "json" ? new PinoLogger({ level, sink }) : new TextLogger({ level, sink, nowMs: nodeClock.nowMs });
}
