import { describe, expect, it } from "vitest";
import { SimClock, WALL_START_MS } from "./sim-clock.ts";

describe("SimClock", () => {
  it("runs too fast or too slow by its skew, and so do the timers that go by it", () => {
    const world = { nowMs: 0 };
    const clocks = [0, 200_000, -200_000].map((skewPpm) => new SimClock(world, skewPpm));
    const processes = clocks.map((clock) => clock.ofProcess());
    world.nowMs = 1000;
    expect(processes.map((clock) => clock.monotonicMs())).toEqual([1000, 1200, 800]);
    expect(processes.map((clock) => clock.nowMs() - WALL_START_MS)).toEqual([1000, 1200, 800]);
    expect(clocks.map((clock) => clock.worldMs(120))).toEqual([120, 100, 150]);
  });

  it("begins the monotonic clock of each process at 0, and goes on with the wall clock", () => {
    const world = { nowMs: 0 };
    const machine = new SimClock(world);
    const first = machine.ofProcess();
    world.nowMs = 500.75;
    const second = machine.ofProcess();
    world.nowMs = 501.75;
    expect([first.monotonicMs(), second.monotonicMs()]).toEqual([501.75, 1]);
    expect(second.nowMs()).toBe(WALL_START_MS + 501);
  });

  it("lets only the wall clock jump, and never turns the monotonic one back", () => {
    const world = { nowMs: 100 };
    const machine = new SimClock(world);
    const clock = machine.ofProcess();
    world.nowMs = 1100;
    machine.jumpWall(-5000);
    expect([clock.monotonicMs(), clock.nowMs() - WALL_START_MS]).toEqual([1000, -4000]);
    machine.skewPpm = -500_000;
    expect([clock.monotonicMs(), machine.skewPpm]).toEqual([1000, -500_000]);
    world.nowMs = 1200;
    expect(clock.monotonicMs()).toBe(1050);
  });
});
