/**
 * Keeps everything out of a simulation that a seed does not decide: while it runs, clocks, chance, timers and files throw.
 *
 * Microtasks of promises cannot be refused, but need not be: a simulation is one synchronous call, so that none of them runs
 * before it has ended.
 */
import crypto from "node:crypto";
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { performance } from "node:perf_hooks";

/** The simulated code has called something that its seed does not decide. */
export class DeterminismError extends Error {
  override readonly name = "DeterminismError";

  constructor(what: string) {
    super(`${what} was called inside the simulation`);
  }
}

/** Runs `body`, which must not be nested, with all doors to the outside shut. They are open again when it returns or throws. */
export function deterministically<Result>(body: () => Result): Result {
  const doors = allDoors();
  try {
    for (const { owner, key, shut } of doors) owner[key] = shut;
    syncBuiltinESMExports();
    return body();
  } finally {
    for (const { owner, key, open } of doors) owner[key] = open;
    syncBuiltinESMExports();
  }
}

/** A property that leads outside: what it holds, and what stands there meanwhile. */
interface Door {
  readonly owner: Record<string, unknown>;
  readonly key: string;
  readonly open: unknown;
  readonly shut: unknown;
}

const GLOBALS = ["setTimeout", "setInterval", "setImmediate", "queueMicrotask"];
const CRYPTO = ["randomUUID", "randomBytes", "randomInt", "randomFill", "randomFillSync"];

function allDoors(): Door[] {
  return [
    ...doors("Date", Date, ["now"]),
    ...doors("Math", Math, ["random"]),
    ...doors("", globalThis, GLOBALS),
    ...doors("performance", performance, ["now"]),
    ...doors("process", process, ["hrtime", "nextTick", "uptime", "cpuUsage"]),
    ...doors("crypto", crypto, CRYPTO),
    ...doors("crypto", globalThis.crypto, ["randomUUID", "getRandomValues"]),
    ...doors(
      "fs",
      fs,
      Object.keys(fs).filter((key) => /^[a-z]/.test(key) && typeof (fs as Record<string, unknown>)[key] === "function"),
    ),
    dateDoor(),
  ];
}

function doors(name: string, object: object, keys: readonly string[]): Door[] {
  const owner = object as Record<string, unknown>;
  return keys.map((key) => {
    const what = name === "" ? key : `${name}.${key}`;
    const shut = () => {
      throw new DeterminismError(what);
    };
    return { owner, key, open: owner[key], shut };
  });
}

/** `new Date()` reads the clock; `new Date(timeMs)` does not. */
function dateDoor(): Door {
  const shut = new Proxy(Date, {
    construct(target, args: unknown[], newTarget) {
      if (args.length === 0) throw new DeterminismError("new Date()");
      return Reflect.construct(target, args, newTarget);
    },
    apply() {
      throw new DeterminismError("Date()");
    },
  });
  return { owner: globalThis as Record<string, unknown>, key: "Date", open: Date, shut };
}
