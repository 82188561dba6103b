import type { LogFields, Logger } from "@chronik/broker";
import type { Trace } from "../world/trace.ts";

/** What a node logs becomes part of the trace; words are only made where somebody reads them. */
export function traceLogger(trace: Trace, node: number): Logger {
  const at =
    (level: string) =>
    (message: string, fields?: LogFields): void => {
      trace.event(node, level, message.length, 0, () => lineOf(message, fields));
    };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

function lineOf(message: string, fields: LogFields | undefined): string {
  if (fields === undefined) return message;
  const parts = Object.entries(fields).map(([name, value]) => `${name}=${textOf(value)}`);
  return `${message} (${parts.join(", ")})`;
}

function textOf(value: unknown): string {
  if (value instanceof Error) return value.message;
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
