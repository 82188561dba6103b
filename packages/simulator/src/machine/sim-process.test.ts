import { describe, expect, it } from "vitest";
import { EventQueue } from "../world/event-queue.ts";
import { RandomStreams } from "../world/random-streams.ts";
import { Trace } from "../world/trace.ts";
import { SimClock } from "./sim-clock.ts";
import { SimProcess, type SimProcessInit } from "./sim-process.ts";

function makeProcess(overrides: Partial<SimProcessInit> = {}) {
  const queue = new EventQueue();
  const log: string[] = [];
  const errors: unknown[] = [];
  const process = new SimProcess({
    node: 1,
    queue,
    trace: new Trace({ clock: queue }),
    clock: new SimClock(queue),
    random: new RandomStreams(1).stream("turn"),
    turnMsMax: 0.5,
    onDeath: (death) => log.push(death),
    onStep: () => log.push("step"),
    onThrow: (error) => errors.push(error),
    ...overrides,
  });
  return { queue, process, log, errors };
}

describe("a process", () => {
  it("runs callbacks, and says so after each", () => {
    const { process, log } = makeProcess();
    process.run(() => log.push("a"));
    process.run(() => {
      log.push("b");
      process.run(() => log.push("inner"));
    });
    expect(log).toEqual(["a", "step", "b", "inner", "step"]);
  });

  it("reports what its code throws", () => {
    const { process, errors } = makeProcess();
    const error = new Error("broken");
    process.run(() => {
      throw error;
    });
    expect(errors).toEqual([error]);
    expect(process.isDead).toBe(false);
  });

  it("dies before its n-th effect, and has none after it, though its code goes on", () => {
    const { process, log, errors } = makeProcess();
    let effects = 0;
    const effect = () => {
      process.effect();
      effects++;
    };
    process.crashAtEffect(3, "powerCut");
    process.run(() => {
      effect();
      effect();
      try {
        effect();
      } catch {
        log.push("caught");
      }
      process.timers.set(0, effect);
      process.timers.defer(effect);
      effect();
    });
    process.run(effect);
    expect(effects).toBe(2);
    expect(errors).toEqual([]);
    expect(log).toEqual(["powerCut", "caught"]);
  });

  it("dies once, and drops what was to come", () => {
    const { process, queue, log } = makeProcess();
    process.run(() => {
      process.timers.set(1, () => log.push("timer"));
      process.timers.defer(() => log.push("deferred"));
    });
    process.die("killed");
    process.die("exited");
    while (queue.step());
    expect(log).toEqual(["step", "killed"]);
    expect(() => process.requireAlive()).toThrow();
  });

  it("parks everything during a pause, and runs it afterwards in order", () => {
    const { process, queue, log } = makeProcess({ onStep: () => {} });
    process.run(() => {
      process.timers.set(2, () => log.push("timer"));
      process.timers.defer(() => log.push("deferred"));
    });
    process.pause();
    queue.at(1, () => process.run(() => log.push("data 1")));
    queue.at(3, () => process.run(() => log.push("data 3")));
    queue.runFor(10);
    expect(log).toEqual([]);
    process.resume();
    expect(log).toEqual(["deferred", "data 1", "timer", "data 3"]);
    expect(queue.nowMs).toBe(10);
  });

  it("does not run a timer that fell due in a pause and was cancelled before it came up", () => {
    const { process, queue, log } = makeProcess({ onStep: () => {} });
    const timer = process.timers.set(2, () => log.push("timer"));
    process.pause();
    queue.at(1, () => process.run(() => timer.cancel()));
    queue.runFor(10);
    process.resume();
    queue.runFor(10);
    expect(log).toEqual([]);
  });

  it("keeps the order when it is paused again while it catches up", () => {
    const { process, log } = makeProcess({ onStep: () => {} });
    process.pause();
    process.run(() => {
      log.push("a");
      process.pause();
    });
    process.run(() => log.push("b"));
    process.run(() => log.push("c"));
    process.resume();
    expect(log).toEqual(["a"]);
    process.run(() => log.push("d"));
    process.resume();
    expect(log).toEqual(["a", "b", "c", "d"]);
  });

  it("runs what was deferred before any timer, together with what came in meanwhile", () => {
    const { process, queue, log } = makeProcess({ onStep: () => {}, turnMsMax: 100 });
    process.run(() => {
      process.timers.defer(() => {
        log.push("first");
        process.timers.defer(() => log.push("next turn"));
      });
      process.timers.set(0, () => log.push("timer"));
    });
    process.run(() => process.timers.defer(() => log.push("second")));
    queue.runFor(1);
    expect(log).toEqual(["first", "second", "timer"]);
    queue.runFor(200);
    expect(log).toEqual(["first", "second", "timer", "next turn"]);
  });

  it("waits whole milliseconds, at least one: code that asks for less again and again gets on", () => {
    const { process, queue, log } = makeProcess({ onStep: () => {} });
    process.timers.set(1e-12, () => log.push(`least ${queue.nowMs}`));
    process.timers.set(2.9, () => log.push(`two ${queue.nowMs}`));
    queue.runFor(10);
    expect(log).toEqual(["least 1", "two 2"]);
  });

  it("waits by its own clock, and not for timers that are cancelled", () => {
    const { process, queue, log } = makeProcess({ onStep: () => {} });
    const slow = makeProcess({ onStep: () => {}, queue, clock: new SimClock(queue, -500_000) });
    process.timers.set(100, () => log.push(`own ${queue.nowMs}`));
    slow.process.timers.set(100, () => log.push(`slow ${queue.nowMs}`));
    process.timers.set(50, () => log.push("cancelled")).cancel();
    queue.runFor(1000);
    expect(log).toEqual(["own 100", "slow 200"]);
  });
});
