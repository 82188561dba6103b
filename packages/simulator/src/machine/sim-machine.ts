/**
 * One machine: its disk and clocks, which outlive processes, and the process that runs on it, if one does.
 *
 * Whatever happens to it, happens at once and is over when the call returns; what takes time is decided by the caller.
 */
import type { Clock, Random } from "@chronik/broker";
import type { Disk } from "@chronik/wal";
import { type DiskFault, type SeededRandom, SimDisk } from "@chronik/wal/testing";
import type { EventQueue } from "../world/event-queue.ts";
import type { RandomStreams } from "../world/random-streams.ts";
import type { Trace } from "../world/trace.ts";
import { type DiskLatency, LatencyDevice } from "./latency-device.ts";
import { ProcessDisk } from "./process-disk.ts";
import { SimClock } from "./sim-clock.ts";
import { type Death, SimProcess } from "./sim-process.ts";

/** What a process finds when it starts. */
export interface ProcessPorts {
  readonly process: SimProcess;
  readonly clock: Clock;
  readonly random: Random;
  readonly disk: Disk;
}

/** The running program, as the machine can reach it from outside. */
export interface Program {
  /** SIGTERM. The program calls `SimProcess.die("exited")` when it is done. */
  terminate(): void;
}

export interface MachineHooks {
  /** After each callback of its process. */
  onStep?(machine: SimMachine): void;
  /** A process begins; none of its code has run yet. */
  onStart?(machine: SimMachine): void;
  /** Its process has ended. */
  onDeath?(machine: SimMachine, death: Death): void;
  /** Code of its process has thrown. */
  onThrow(machine: SimMachine, error: unknown): void;
}

export interface SimMachineInit {
  /** In `[1, …)`; names the node, too. */
  readonly id: number;
  readonly queue: EventQueue;
  readonly trace: Trace;
  readonly streams: RandomStreams;
  readonly diskLatency: DiskLatency;
  /** Default 0. */
  readonly clockSkewPpm?: number;
  /** A turn of a process's event loop takes up to so long. Default 0.2. */
  readonly turnMsMax?: number;
  /** Starts the program; runs as a callback of the process. */
  readonly boot: (ports: ProcessPorts) => Program;
  readonly hooks: MachineHooks;
}

/** The n-th effect, counted from 1, of a process. */
interface ArmedCrash {
  readonly effects: number;
  readonly death: Death;
}

/** A disk at one moment, to go back to. */
export interface DiskSnapshot {
  readonly disk: SimDisk;
}

const TURN_MS_MAX = 0.2;

export class SimMachine {
  readonly id: number;
  readonly clock: SimClock;
  readonly device: LatencyDevice;
  /** To plant faults in; see also {@link plant}. */
  readonly disk: SimDisk;
  readonly #init: SimMachineInit;
  readonly #random: SeededRandom;
  #process: SimProcess | null = null;
  #program: Program | null = null;
  #nextCrash: ArmedCrash | null = null;
  #lives = 0;
  #faultsActive = 0;
  #storageWasFaulty = false;

  constructor(init: SimMachineInit) {
    const { id, queue, streams } = init;
    this.id = id;
    this.#init = init;
    this.#random = streams.stream(`machine/${id}`);
    this.clock = new SimClock(queue, init.clockSkewPpm ?? 0);
    this.device = new LatencyDevice({
      queue,
      random: streams.stream(`disk/${id}`),
      latency: init.diskLatency,
      run: (callback) => this.#process?.run(callback),
    });
    this.disk = new SimDisk(this.device);
    this.disk.onBoundary = () => this.#process?.effect();
  }

  /** Paused counts as up: it has not ended. */
  get isUp(): boolean {
    return this.#process !== null;
  }

  get isPaused(): boolean {
    return this.#process?.isPaused ?? false;
  }

  /** Processes that were started so far; of the one that runs, its number. */
  get lives(): number {
    return this.#lives;
  }

  /** The process that runs. */
  get process(): SimProcess | null {
    return this.#process;
  }

  /** Whether its disk failed, or lied, in this life or so that it may show in this life: only then may the node give up. */
  get storageWasFaulty(): boolean {
    return this.#storageWasFaulty;
  }

  /** Whether it has only so much room left: see {@link limitFreeBytes}. */
  get diskIsLimited(): boolean {
    return this.disk.capacityBytes !== Number.POSITIVE_INFINITY;
  }

  /** Starts a process. No-op where one runs. */
  start(): void {
    if (this.#process !== null) return;
    const { id, queue, trace, streams, hooks, boot } = this.#init;
    this.#lives++;
    trace.event(id, "start", this.#lives);
    const crash = this.#nextCrash;
    this.#nextCrash = null;
    const process = new SimProcess({
      node: id,
      queue,
      trace,
      clock: this.clock,
      random: streams.stream(`turn/${id}`),
      turnMsMax: this.#init.turnMsMax ?? TURN_MS_MAX,
      crash: crash === null ? undefined : { atEffect: crash.effects, death: crash.death },
      onDeath: (death) => this.#died(death),
      onStep: () => hooks.onStep?.(this),
      onThrow: (error) => hooks.onThrow(this, error),
    });
    this.#process = process;
    hooks.onStart?.(this);
    const disk = new ProcessDisk(this.disk, process);
    const ports = { process, disk, clock: this.clock.ofProcess(), random: randomOf(streams.stream(`node/${id}`)) };
    process.run(() => {
      this.#program = boot(ports);
    });
  }

  /** SIGKILL: what was written is there, synced or not. No-op where nothing runs. */
  kill(): void {
    this.#process?.die("killed");
  }

  /** The power is cut: of what was not synced, chance decides what is there. It counts too where nothing runs. */
  powerCut(): void {
    if (this.#process !== null) this.#process.die("powerCut");
    else this.disk.restart(this.#random.seed());
  }

  /** SIGTERM. */
  terminate(): void {
    this.#process?.run(() => this.#program?.terminate());
  }

  /** SIGSTOP: time goes on, and everything waits. */
  pause(): void {
    this.#process?.pause();
  }

  /** SIGCONT: all that waited comes at once, in order. */
  resume(): void {
    this.#process?.resume();
  }

  /**
   * The process dies before its n-th effect from now on: a change of the disk, a sync that takes effect, or bytes that are sent.
   * Where none runs, that holds of the next one: a crash while it recovers.
   */
  crashAtEffect(effects: number, death: Death): void {
    if (this.#process === null) this.crashNextLifeAtEffect(effects, death);
    else this.#process.crashAtEffect(effects, death);
  }

  /** The next process that starts dies before its n-th effect. */
  crashNextLifeAtEffect(effects: number, death: Death): void {
    this.#nextCrash = { effects, death };
  }

  /** Kills what runs, and lets it start again after `downMs`, `times` times, `upMs` apart. */
  restartLoop(options: { readonly times: number; readonly downMs: number; readonly upMs: number }): void {
    const { times, downMs, upMs } = options;
    if (times <= 0) return;
    this.kill();
    this.#init.queue.after(downMs, () => {
      this.start();
      this.#init.queue.after(upMs, () => this.restartLoop({ times: times - 1, downMs, upMs }));
    });
  }

  /**
   * Plants a fault in the disk; the result lifts it. Until then, and for the rest of this life, the node may give up; where the
   * fault leaves wrong bytes behind, for as long as it has this disk.
   */
  plant(fault: DiskFault): () => void {
    const lift = this.disk.plant(fault);
    const lasts = fault.on === "write" && !("code" in fault);
    this.#storageWasFaulty = true;
    this.#faultsActive++;
    let lifted = false;
    return () => {
      if (lifted) return;
      lifted = true;
      if (!lasts) this.#faultsActive--;
      lift();
    };
  }

  /** Inverts bits of a byte on the device, for good. */
  rot(path: string, position: number, mask?: number): void {
    this.disk.rot(path, position, mask);
    this.#faultsActive++;
    this.#storageWasFaulty = true;
  }

  /** All files together can grow by so much more; `Infinity` lifts the limit. A node that runs survives that. */
  limitFreeBytes(freeBytes: number): void {
    this.disk.capacityBytes = this.disk.usedBytes + freeBytes;
  }

  /** Ends what runs, and puts an empty disk in the place of the one that was there. */
  wipe(): void {
    this.kill();
    this.#init.trace.event(this.id, "wipe");
    this.disk.wipe();
    this.disk.faults.clear();
    this.#faultsActive = 0;
    this.#storageWasFaulty = false;
  }

  takeSnapshot(): DiskSnapshot {
    return { disk: this.disk.fork(this.device) };
  }

  /** Ends what runs, and puts the disk back to what it was. */
  rollBackTo({ disk }: DiskSnapshot): void {
    this.kill();
    this.#init.trace.event(this.id, "roll back");
    this.disk.rollBackTo(disk);
  }

  #died(death: Death): void {
    this.#process = null;
    this.#program = null;
    if (death === "powerCut") this.disk.restart(this.#random.seed());
    else this.disk.restartProcess();
    this.#init.hooks.onDeath?.(this, death);
    this.#storageWasFaulty = this.#faultsActive > 0;
  }
}

function randomOf(random: SeededRandom): Random {
  return {
    below: (bound) => random.below(bound),
    uuid: () => uuidOf(random),
  };
}

/** A version 4 UUID without its dashes. */
function uuidOf(random: SeededRandom): string {
  const digits = Array.from({ length: 32 }, () => random.below(16));
  digits[12] = 4;
  digits[16] = 8 + (digits[16]! & 3);
  return digits.map((digit) => digit.toString(16)).join("");
}
