import { hostOf } from "../cluster/addresses.ts";
import type { SimMachine } from "../machine/sim-machine.ts";
import { oneWay, ring, split, type Way } from "../network/index.ts";
import type { ClusterView } from "./cluster-view.ts";
import { durationOf, type FaultPlan, type Target } from "./fault-plan.ts";
import { mayBegin } from "./promises.ts";
import { damageSegment, rotInJournal, rotInSegment } from "./rot.ts";
import type { SimWorld } from "./sim-world.ts";

/** A process that ended by itself, or by the way of another fault, is started again after so long: somebody watches over it. */
const RESTART_MS = 700;
/** A crash in recovery that has not come by then comes no more. */
const RECOVERY_MS = 1000;

/** Begins the faults of a plan, and ends them. */
export class FaultInjector {
  readonly #world: SimWorld;
  readonly #view: ClusterView;
  readonly #clientHosts: () => readonly string[];
  /** What ends each fault that goes on. */
  readonly #undo = new Map<FaultPlan, () => void>();
  /** How long the process of a node stays away when it next ends. */
  readonly #downMs = new Map<number, number>();
  /** Nodes whose disk failed in this process life: a log that nobody else could replace is out of service until the next one. */
  readonly #impaired = new Set<number>();
  #replacing: number | null = null;
  /** Whether a damaged segment lies there still: while nobody has read it, nobody replaces it. */
  #isRotten = () => false;
  #healing = false;
  begun = 0;
  skipped = 0;

  constructor(options: { world: SimWorld; view: ClusterView; clientHosts: () => readonly string[] }) {
    this.#world = options.world;
    this.#view = options.view;
    this.#clientHosts = options.clientHosts;
    this.#world.onDeath = (node) => this.#died(node);
  }

  begin(fault: FaultPlan): void {
    if (this.#healing) return;
    if (this.#isReplaced()) this.#replacing = null;
    const allowed = mayBegin(fault, {
      allServing: this.#view.allServing,
      isrWhole: this.#view.whyNotWhole() === null,
      otherFaults: this.#undo.size,
      diskBeingReplaced: this.#replacing !== null,
    });
    const undo = allowed ? this.#apply(fault) : null;
    this.#world.trace.event(
      0,
      "fault",
      this.begun,
      0,
      () => `${undo === null ? "left out: " : ""}${JSON.stringify(fault)}`,
    );
    if (undo === null) {
      this.skipped++;
      return;
    }
    this.begun++;
    const durationMs = durationOf(fault) + (fault.kind === "crashInRecovery" ? RECOVERY_MS : 0);
    if (durationMs === 0) return undo();
    this.#undo.set(fault, undo);
    this.#world.queue.after(durationMs, () => this.#end(fault));
  }

  /** Everything is mended, and every process runs; those that may be impaired are started anew. */
  heal(): void {
    this.#healing = true;
    for (const fault of [...this.#undo.keys()]) this.#end(fault);
    this.#world.network.heal();
    for (const machine of this.#world.cluster.machines) {
      machine.resume();
      if (this.#impaired.has(machine.id)) machine.kill();
      disarm(machine);
      machine.start();
    }
    this.#impaired.clear();
  }

  /** Before a rotten disk is taken away, its node may be in service with what it can read. */
  #isReplaced(): boolean {
    const isThere = [...this.#undo.keys()].every(({ kind }) => kind !== "rot" && kind !== "wipe");
    return this.#replacing !== null && isThere && !this.#isRotten() && this.#view.whyNotWhole() === null;
  }

  #end(fault: FaultPlan): void {
    const undo = this.#undo.get(fault);
    if (!this.#undo.delete(fault)) return;
    this.#world.trace.event(0, "fault ends", 0, 0, () => JSON.stringify(fault));
    undo?.();
  }

  /** Returns what undoes the fault when its time is over; null where it cannot happen. */
  #apply(fault: FaultPlan): (() => void) | null {
    switch (fault.kind) {
      case "oneWay":
        return this.#oneWay(fault.from, fault.to);
      case "split":
        return this.#split(fault.side);
      case "ring":
        return this.#world.network.block(ring(this.#hosts()));
      case "powerCut":
        return this.#powerCut(fault.targets, fault.durationMs);
      default: {
        const node = this.#view.find(fault.target);
        return node === null ? null : this.#hit(this.#world.cluster.machine(node), fault);
      }
    }
  }

  /** A fault of one node. */
  #hit(
    machine: SimMachine,
    fault: Exclude<FaultPlan, { kind: "oneWay" | "split" | "ring" | "powerCut" }>,
  ): (() => void) | null {
    const { id } = machine;
    const nothing = () => {};
    switch (fault.kind) {
      case "kill":
        return this.#down(machine, fault.durationMs, () => machine.kill());
      case "terminate":
        this.#downMs.set(id, fault.durationMs);
        machine.terminate();
        return nothing;
      case "crashAtEffect":
        this.#downMs.set(id, fault.durationMs);
        machine.crashAtEffect(fault.effects, fault.power ? "powerCut" : "killed");
        return () => disarm(machine);
      case "crashInRecovery":
        this.#down(machine, fault.durationMs, () => machine.kill());
        machine.crashNextLifeAtEffect(fault.effects, fault.power ? "powerCut" : "killed");
        return () => {
          disarm(machine);
          machine.start();
        };
      case "restartLoop":
        return this.#restartLoop(machine, fault);
      case "pause":
        machine.pause();
        return () => machine.resume();
      case "wipe":
        this.#replacing = id;
        this.#world.invariants.diskReplaced(id);
        return this.#down(machine, fault.durationMs, () => machine.wipe());
      case "rot":
        return this.#rot(machine);
      case "segmentRot":
        return this.#rotSegment(machine);
      case "diskError":
      case "diskFull":
      case "slowDisk":
      case "stalledDisk":
        return this.#hitDisk(machine, fault);
      case "clockSkew": {
        const before = machine.clock.skewPpm;
        machine.clock.skewPpm = fault.ppm;
        return () => {
          machine.clock.skewPpm = before;
        };
      }
      case "clockJump":
        machine.clock.jumpWall(fault.byMs);
        return nothing;
      default:
        return this.#hitLinks(machine, fault);
    }
  }

  #hitDisk(
    machine: SimMachine,
    fault: Extract<FaultPlan, { kind: "diskError" | "diskFull" | "slowDisk" | "stalledDisk" }>,
  ): () => void {
    switch (fault.kind) {
      case "diskError": {
        this.#impaired.add(machine.id);
        const random = this.#world.streams.stream("disk errors");
        const how =
          fault.on === "write" && random.chance(0.5)
            ? { tornAfterBytes: random.below(5000) }
            : fault.on === "datasync" && random.chance(0.5)
              ? { forgets: true as const }
              : {};
        return machine.plant({ on: fault.on, code: "EIO", ...how });
      }
      case "diskFull":
        machine.limitFreeBytes(fault.freeBytes);
        return () => machine.limitFreeBytes(Number.POSITIVE_INFINITY);
      case "slowDisk":
        machine.device.extraMs = fault.syncMs;
        return () => {
          machine.device.extraMs = 0;
        };
      case "stalledDisk":
        machine.device.stall();
        return () => machine.device.unstall();
    }
  }

  #hitLinks(
    machine: SimMachine,
    fault: Extract<FaultPlan, { kind: "isolate" | "slowLink" | "reset" | "halfOpen" }>,
  ): () => void {
    const { network, streams } = this.#world;
    const host = hostOf(machine.id);
    const others = this.#hosts().filter((other) => other !== host);
    const clients = "clients" in fault && fault.clients ? this.#clientHosts() : [];
    const ways: Way[] = split([host], [...others, ...clients]);
    switch (fault.kind) {
      case "isolate":
        return network.block(ways);
      case "slowLink":
        return network.impose(ways, { latencyMs: fault.latencyMs, bytesPerMs: fault.bytesPerMs });
      case "reset": {
        const random = streams.stream("resets");
        const skewMsMax = random.pick([0, 5, 500]);
        for (const other of [...others, ...clients]) network.reset(host, other, { skewMsMax });
        return () => {};
      }
      case "halfOpen":
        for (const other of others) network.sever(host, other);
        return () => {};
    }
  }

  #rot(machine: SimMachine): (() => void) | null {
    const rot = rotInJournal(machine.disk, this.#world.streams.stream("rot"));
    if (rot === null) return null;
    machine.kill();
    machine.rot(rot.path, rot.position, rot.mask);
    machine.start();
    this.#replacing = machine.id;
    return () => {
      this.#world.invariants.diskReplaced(machine.id);
      machine.wipe();
      machine.start();
    };
  }

  #rotSegment(machine: SimMachine): (() => void) | null {
    const random = this.#world.streams.stream("segment rot");
    const rot = rotInSegment(machine.disk, random);
    if (rot === null) return null;
    machine.kill();
    this.#isRotten = damageSegment(machine.disk, rot, random);
    this.#replacing = machine.id;
    return () => machine.start();
  }

  #restartLoop(machine: SimMachine, { times, durationMs }: { times: number; durationMs: number }): () => void {
    const periodMs = durationMs / times;
    const kills = Array.from({ length: times }, (_, turn) =>
      this.#world.queue.after(turn * periodMs, () => this.#down(machine, periodMs / 2, () => machine.kill())),
    );
    return () => {
      for (const kill of kills) kill.cancel();
    };
  }

  /** The process ends and comes back in time. */
  #down(machine: SimMachine, durationMs: number, end: () => void): () => void {
    if (machine.isUp) this.#downMs.set(machine.id, durationMs);
    end();
    return () => machine.start();
  }

  #died(node: number): void {
    const downMs = this.#downMs.get(node) ?? RESTART_MS;
    this.#downMs.delete(node);
    this.#impaired.delete(node);
    this.#world.queue.after(downMs, () => this.#world.cluster.machine(node).start());
  }

  #powerCut(targets: readonly Target[] | "all", durationMs: number): (() => void) | null {
    const machines =
      targets === "all"
        ? [...this.#world.cluster.machines]
        : this.#nodes(targets).map((node) => this.#world.cluster.machine(node));
    if (machines.length === 0) return null;
    for (const machine of machines) {
      if (machine.isUp) this.#downMs.set(machine.id, durationMs);
      machine.powerCut();
    }
    return () => {
      for (const machine of machines) machine.start();
    };
  }

  #oneWay(from: Target, to: Target): (() => void) | null {
    const [one] = this.#nodes([from]);
    const [other] = this.#nodes([to]);
    if (one === undefined || other === undefined || one === other) return null;
    return this.#world.network.block(oneWay([hostOf(one)], [hostOf(other)]));
  }

  #split(targets: readonly Target[]): (() => void) | null {
    const side = this.#nodes(targets).map(hostOf);
    const others = this.#hosts().filter((host) => !side.includes(host));
    if (side.length === 0 || others.length === 0) return null;
    return this.#world.network.block(split(side, others));
  }

  #nodes(targets: readonly Target[]): number[] {
    const found = targets.map((target) => this.#view.find(target)).filter((node) => node !== null);
    return [...new Set(found)];
  }

  #hosts(): string[] {
    return this.#world.cluster.ids.map(hostOf);
  }
}

/** It dies at no effect any more, neither in this life nor in the next. */
function disarm(machine: SimMachine): void {
  machine.crashNextLifeAtEffect(Number.POSITIVE_INFINITY, "killed");
  machine.crashAtEffect(Number.POSITIVE_INFINITY, "killed");
}
