/**
 * Fences nodes that have fallen silent. Runs on the Raft leader only, and only proposes: what is to become of the partitions is
 * decided where the command is applied, the same on every node.
 *
 * Invariants:
 * - It acts between `start` and `stop` only, and never on its own node: a leader that is cut off loses its office by Raft.
 * - At most one fencing of a node is under way.
 * - A node's silence counts from the start of this controller or the last change of the node's registration on, whichever is
 *   later. A connection that this process saw break counts from then on, whoever was controller.
 * - Time in which this process itself stood still and could hear nobody does not count.
 *
 * Fencing by mistake costs a change of leaders and no data; {@link Registration} brings the node back.
 */
import type { NodeId } from "@chronik/raft-core";
import type { TimerHandle } from "@chronik/wal";
import type { CommandResult } from "../metadata/command.ts";
import type { NodeRegistration } from "../metadata/image.ts";
import type { Metadata } from "../metadata/ports.ts";
import type { Clock, Logger, Timers } from "../ports.ts";
import type { Liveness } from "./ports.ts";

export interface ControllerSettings {
  /** A registered node that is silent for so long is fenced (`broker.session.timeout.ms`). Default 1000. */
  readonly sessionTimeoutMs: number;
  /** The same for a node whose connection has broken and not come back, which has most likely died. Default 400. */
  readonly disconnectedTimeoutMs: number;
  /** How often it looks. Default 50. */
  readonly checkIntervalMs: number;
  /** A look that comes later than this after the one before it shows that this process stood still. Default 250. */
  readonly standstillMs: number;
  /** How long one fencing is tried before it is proposed anew. Default 2000. */
  readonly proposalTimeoutMs: number;
}

export const CONTROLLER_DEFAULTS: ControllerSettings = {
  sessionTimeoutMs: 1000,
  disconnectedTimeoutMs: 400,
  checkIntervalMs: 50,
  standstillMs: 250,
  proposalTimeoutMs: 2000,
};

export interface ControllerOptions {
  readonly nodeId: NodeId;
  readonly metadata: Metadata;
  readonly liveness: Liveness;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  readonly settings?: Partial<ControllerSettings>;
}

/** Pauses are forgotten after so many session timeouts: a silence that reaches back further is long enough without. */
const PAUSES_KEPT_SESSIONS = 10;

/** A time without a look, by the monotonic clock. */
interface Pause {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A registration as it was first seen, and since when. */
interface Watched {
  readonly node: NodeRegistration;
  readonly sinceMs: number;
}

export class Controller {
  readonly #options: ControllerOptions;
  readonly #settings: ControllerSettings;
  readonly #watched = new Map<NodeId, Watched>();
  /** Nodes whose fencing is under way; a new set for every start, so that late answers to an earlier one change nothing. */
  #fencing = new Set<NodeId>();
  #timer: TimerHandle | null = null;
  #startedMs = 0;
  #lastLookMs = 0;
  /** When this process stood still lately. Each takes a while and only recent ones matter, so they are few. */
  #pauses: Pause[] = [];

  constructor(options: ControllerOptions) {
    this.#options = options;
    this.#settings = { ...CONTROLLER_DEFAULTS, ...options.settings };
  }

  get running(): boolean {
    return this.#timer !== null;
  }

  /** This node leads the Raft group in `term`, and has applied all that came before. */
  start(term: number): void {
    this.stop();
    const nowMs = this.#options.clock.monotonicMs();
    this.#lastLookMs = nowMs;
    this.#startedMs = nowMs;
    this.#schedule();
    this.#options.logger.info("controller started", { term });
  }

  /** This node no longer leads the Raft group. */
  stop(): void {
    if (this.#timer === null) return;
    this.#timer.cancel();
    this.#timer = null;
    this.#watched.clear();
    this.#pauses = [];
    this.#fencing = new Set();
    this.#options.logger.info("controller stopped");
  }

  #schedule(): void {
    this.#timer = this.#options.timers.set(this.#settings.checkIntervalMs, () => {
      this.#schedule();
      this.#look();
    });
  }

  #look(): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#notePause(nowMs);
    for (const node of this.#options.metadata.image.nodes.values()) {
      if (node.nodeId === this.#options.nodeId || node.fenced) continue;
      const { sessionTimeoutMs, disconnectedTimeoutMs } = this.#settings;
      const silentMs = this.#silentMs(node, nowMs);
      const brokenMs = this.#brokenMs(node.nodeId, nowMs);
      if (silentMs >= sessionTimeoutMs) this.#fence(node, silentMs);
      else if (brokenMs >= Math.min(disconnectedTimeoutMs, sessionTimeoutMs)) this.#fence(node, brokenMs);
    }
  }

  #notePause(nowMs: number): void {
    const { standstillMs, sessionTimeoutMs } = this.#settings;
    const pause = { fromMs: this.#lastLookMs, toMs: nowMs };
    this.#lastLookMs = nowMs;
    if (pause.toMs - pause.fromMs < standstillMs) return;
    this.#pauses = this.#pauses.filter(({ toMs }) => nowMs - toMs < PAUSES_KEPT_SESSIONS * sessionTimeoutMs);
    SIMULATION: globalThis.chronikSometimes?.("the controller has stood still");
    this.#pauses.push(pause);
    this.#options.logger.warn("this process stood still; nobody's session ran on meanwhile", {
      pausedMs: Math.round(pause.toMs - pause.fromMs),
    });
  }

  #silentMs(node: NodeRegistration, nowMs: number): number {
    let watched = this.#watched.get(node.nodeId);
    if (watched?.node !== node) {
      watched = { node, sinceMs: nowMs };
      this.#watched.set(node.nodeId, watched);
    }
    const lastHeardMs = nowMs - this.#options.liveness.silentMs(node.nodeId);
    return this.#awakeMs(Math.max(lastHeardMs, watched.sinceMs, this.#startedMs), nowMs);
  }

  #brokenMs(nodeId: NodeId, nowMs: number): number {
    const disconnectedMs = this.#options.liveness.disconnectedMs(nodeId);
    return disconnectedMs === null ? 0 : this.#awakeMs(nowMs - disconnectedMs, nowMs);
  }

  /** The time since then in which this process did not stand still. */
  #awakeMs(fromMs: number, nowMs: number): number {
    const pausedMs = this.#pauses.map((pause) => Math.max(0, pause.toMs - Math.max(pause.fromMs, fromMs)));
    return nowMs - fromMs - pausedMs.reduce((sum, paused) => sum + paused, 0);
  }

  #fence(node: NodeRegistration, silentMs: number): void {
    const { nodeId, nodeEpoch } = node;
    const fencing = this.#fencing;
    if (fencing.has(nodeId)) return;
    fencing.add(nodeId);
    SIMULATION: globalThis.chronikSometimes?.("a silent node is fenced");
    this.#options.logger.warn("fencing a silent node", { node: nodeId, silentMs: Math.round(silentMs) });
    this.#options.metadata.propose(
      { kind: "fenceNode", nodeId, nodeEpoch },
      { timeoutMs: this.#settings.proposalTimeoutMs },
      (result) => {
        fencing.delete(nodeId);
        this.#report(nodeId, result);
      },
    );
  }

  #report(nodeId: NodeId, result: CommandResult): void {
    if (result.error === 0) return;
    const { error, message } = result;
    this.#options.logger.warn("a silent node was not fenced", { node: nodeId, error, reason: message });
  }
}
