import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { onStopSignals, SAME_REQUEST_MS } from "./stop-signals.ts";

function listen() {
  const source = new EventEmitter();
  const events: string[] = [];
  let nowMs = 5;
  onStopSignals({
    source,
    nowMs: () => nowMs,
    onStop: (signal) => events.push(`stop ${signal}`),
    onForce: (signal) => events.push(`force ${signal}`),
  });
  const send = (signal: string, afterMs = 0) => {
    nowMs += afterMs;
    source.emit(signal, signal);
  };
  return { events, send };
}

it.each(["SIGINT", "SIGTERM", "SIGHUP"])("%s asks to stop", (signal) => {
  const { events, send } = listen();
  send(signal);
  expect(events).toEqual([`stop ${signal}`]);
});

it("one Ctrl-C that comes several times is one request", () => {
  const { events, send } = listen();
  send("SIGINT");
  send("SIGINT", 10);
  send("SIGTERM", 400);
  expect(events).toEqual(["stop SIGINT"]);
});

it("a second one, a second later, forces", () => {
  const { events, send } = listen();
  send("SIGINT");
  send("SIGINT", SAME_REQUEST_MS);
  expect(events).toEqual(["stop SIGINT", "force SIGINT"]);
});
