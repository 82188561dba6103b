import type { LogFields, Logger } from "@chronik/broker";
import { pino } from "pino";
import type { LogLevel, LogSink } from "./log-sink.ts";

/** Log lines for machines: one JSON object each, as pino writes them, with `level` as a word and `time` in milliseconds. */
export class PinoLogger implements Logger {
  readonly #pino: pino.Logger;

  constructor(options: { sink: LogSink; level: LogLevel }) {
    const formatters = { level: (label: string) => ({ level: label }) };
    const serializers = { error: pino.stdSerializers.err, cause: pino.stdSerializers.err };
    this.#pino = pino({ level: options.level, base: null, formatters, serializers }, options.sink);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#pino.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#pino.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#pino.warn(fields, message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#pino.error(fields, message);
  }
}
