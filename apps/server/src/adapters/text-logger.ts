import { inspect } from "node:util";
import type { LogFields, Logger } from "@chronik/broker";
import { LOG_LEVELS, type LogLevel, type LogSink } from "./log-sink.ts";

/**
 * Log lines for people: `2026-01-31 12:00:00.000 INFO  message key=value …`, the time in UTC. One line an event, whatever the
 * message holds: what came from a client cannot forge a line of its own.
 */
export class TextLogger implements Logger {
  readonly #sink: LogSink;
  readonly #least: number;
  readonly #nowMs: () => number;

  constructor(options: { sink: LogSink; level: LogLevel; nowMs: () => number }) {
    this.#sink = options.sink;
    this.#least = LOG_LEVELS.indexOf(options.level);
    this.#nowMs = options.nowMs;
  }

  debug(message: string, fields?: LogFields): void {
    this.#write("debug", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#write("info", message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#write("warn", message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#write("error", message, fields);
  }

  #write(level: LogLevel, message: string, fields: LogFields | undefined): void {
    if (LOG_LEVELS.indexOf(level) < this.#least) return;
    const time = new Date(this.#nowMs()).toISOString().replace("T", " ").replace("Z", "");
    let line = `${time} ${level.toUpperCase().padEnd(5)} ${message}`;
    for (const [name, value] of Object.entries(fields ?? {})) line += ` ${name}=${formatField(value)}`;
    this.#sink.write(`${onOneLine(line)}\n`);
  }
}

function formatField(value: unknown): string {
  if (value instanceof Error) return JSON.stringify(describeError(value));
  if (typeof value === "string") return /^[^\s"=]+$/.test(value) ? value : JSON.stringify(value);
  return typeof value === "object"
    ? inspect(value, { breakLength: Number.POSITIVE_INFINITY, depth: 4 })
    : String(value);
}

/** With its stack where it has none of our codes: then it is a bug, and the place matters. */
function describeError(error: Error): string {
  const known = "code" in error;
  const cause = error.cause instanceof Error ? ` (${describeError(error.cause)})` : "";
  return `${known ? error.message : (error.stack ?? error.message)}${cause}`;
}

function onOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must not reach a terminal.
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, (character) => {
    return character === "\n" ? "\\n" : `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
