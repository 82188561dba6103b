import { EventEmitter } from "node:events";
import type { Logger } from "@chronik/broker";
import { describe, expect, it } from "vitest";
import { LogBudget } from "./log-budget.ts";
import { standardOutput } from "./log-sink.ts";
import { createLogger } from "./logging.ts";
import { TextLogger } from "./text-logger.ts";

function textLogger(level: "debug" | "info" | "warn" | "error" = "debug") {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line) };
  return { lines, logger: new TextLogger({ sink, level, nowMs: () => 0 }) };
}

describe("TextLogger", () => {
  it("writes one line an event, time and level first", () => {
    const { lines, logger } = textLogger();
    logger.info("node is ready", { nodeId: 1, path: "/a b", empty: null });
    logger.warn("slow");
    expect(lines).toEqual([
      '1970-01-01 00:00:00.000 INFO  node is ready nodeId=1 path="/a b" empty=null\n',
      "1970-01-01 00:00:00.000 WARN  slow\n",
    ]);
  });

  it("shows the message of an expected error and where it came from, the stack of an unexpected one", () => {
    const { lines, logger } = textLogger();
    const cause = Object.assign(new Error("no such file"), { code: "ENOENT" });
    logger.error("a", { error: Object.assign(new Error("cannot open", { cause }), { code: "X" }) });
    logger.error("b", { error: new TypeError("bug") });
    expect(lines[0]).toContain('error="cannot open (no such file)"');
    expect(lines[1]).toMatch(/error="TypeError: bug\\n +at /);
  });

  it("keeps what came from outside from forging lines or moving the cursor", () => {
    const { lines, logger } = textLogger();
    logger.info("client\n\u001b[2J", { clientId: "a\r\nb", ids: ["x\ny"] });
    for (const character of ["\n", "\r", "\u001b"]) expect(lines[0]?.slice(0, -1)).not.toContain(character);
  });

  it("leaves out what is below its level", () => {
    const { lines, logger } = textLogger("warn");
    logger.debug("a");
    logger.info("b");
    logger.error("c");
    expect(lines).toHaveLength(1);
  });
});

it("the JSON format is one object a line", () => {
  const lines: string[] = [];
  const logger = createLogger({ format: "json", level: "info", sink: { write: (line) => void lines.push(line) } });
  logger.info("node is ready", { nodeId: 1 });
  logger.debug("not this");
  logger.warn("w", { error: new Error("e") });
  logger.error("e");
  expect(lines).toHaveLength(3);
  expect(JSON.parse(lines[0]!)).toMatchObject({ level: "info", msg: "node is ready", nodeId: 1 });
  expect(JSON.parse(lines[1]!)).toMatchObject({ level: "warn", error: { message: "e" } });
});

it("standard output that nobody reads any more is no reason to stop", () => {
  const written: string[] = [];
  const stream = Object.assign(new EventEmitter(), { write: (line: string) => void written.push(line) });
  const sink = standardOutput(stream as unknown as NodeJS.WriteStream);
  sink.write("a");
  stream.emit("error", new Error("EPIPE"));
  sink.write("b");
  expect(written).toEqual(["a"]);
});

it("LogBudget says how much it left out, once the while is over", () => {
  const lines: string[] = [];
  const warn = (message: string, fields?: unknown) => void lines.push(`${message} ${JSON.stringify(fields)}`);
  let nowMs = 0;
  const budget = new LogBudget({ logger: { warn } as Logger, nowMs: () => nowMs });
  for (let line = 0; line < 25; line++) budget.warn("x");
  expect(lines).toHaveLength(10);
  nowMs = 10_000;
  budget.warn("y");
  expect(lines.slice(10)).toEqual(['more of the like were not logged {"leftOut":15}', "y undefined"]);
});
