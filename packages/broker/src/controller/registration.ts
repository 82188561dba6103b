/**
 * This process's place among the registered nodes. It compares what the metadata image says of its node with what it wants, in or
 * out, and proposes whatever is missing, one proposal at a time, until the image agrees:
 *
 * - in, and the node is not registered, or an earlier process is: register
 * - in, but fenced: unfence, since whoever can read this is alive
 * - out, but not fenced: fence, so that everything moves away before the process stops (controlled shutdown)
 *
 * Attempts that follow each other closely are spaced out more and more: a node that is too slow to stay must not make the
 * cluster elect leaders all the time.
 *
 * Invariants:
 * - At most one proposal is under way.
 * - A process that has seen its own registration and then another one's in its place never registers again: a later process has
 *   taken over the node, and this one has to stop.
 */
import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import type { TimerHandle } from "@chronik/wal";
import type { CommandResult, MetadataCommand, TopicPartitions } from "../metadata/command.ts";
import type { Endpoint, NodeRegistration } from "../metadata/image.ts";
import type { Metadata } from "../metadata/ports.ts";
import type { Clock, Logger, Timers } from "../ports.ts";
import { ReplacedError } from "./replaced-error.ts";

export interface RegistrationSettings {
  /** How long one proposal is tried before the image is looked at anew. Default 5000. */
  readonly proposalTimeoutMs: number;
  /** Before the second of two attempts; doubles with every further one. Default 100. */
  readonly retryDelayMsMin: number;
  /** Default 2000. */
  readonly retryDelayMsMax: number;
  /** After so long without need of an attempt the delay is the smallest again. Default 10,000. */
  readonly calmMs: number;
}

export const REGISTRATION_DEFAULTS: RegistrationSettings = {
  proposalTimeoutMs: 5000,
  retryDelayMsMin: 100,
  retryDelayMsMax: 2000,
  calmMs: 10_000,
};

export interface RegistrationOptions {
  readonly nodeId: NodeId;
  /** This process life. */
  readonly incarnation: string;
  /** The data folder. Another one than last time means that everything the node held is lost. */
  readonly directoryId: string;
  readonly rack: string | null;
  /** The replicas whose logs cannot be used, as of now. */
  readonly failedReplicas: () => readonly TopicPartitions[];
  readonly metadata: Metadata;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly logger: Logger;
  /** Another process has registered as this node; this one must stop. Called at most once. */
  readonly onReplaced: (error: ReplacedError) => void;
  readonly settings?: Partial<RegistrationSettings>;
}

type Wish =
  | { readonly kind: "none" }
  | { readonly kind: "in"; readonly endpoints: readonly Endpoint[] }
  | { readonly kind: "out" };

export class Registration {
  readonly #options: RegistrationOptions;
  readonly #settings: RegistrationSettings;
  readonly #unsubscribe: () => void;
  #wish: Wish = { kind: "none" };
  /** Called when the image agrees with the wish. */
  #fulfilled: (() => void) | null = null;
  #seenOwn = false;
  #proposing = false;
  #retry: TimerHandle | null = null;
  #leaveDeadline: TimerHandle | null = null;
  #delayMs = 0;
  /** No attempt before this. */
  #earliestMs = Number.NEGATIVE_INFINITY;

  constructor(options: RegistrationOptions) {
    this.#options = options;
    this.#settings = { ...REGISTRATION_DEFAULTS, ...options.settings };
    this.#unsubscribe = options.metadata.onChange(() => this.#reconcileLater());
  }

  /**
   * Registers this process, tries until it succeeds, and keeps the node unfenced from then on. `done` is called once, never from
   * inside this call, when the image shows the registration; not at all after `leave`, `stop` or a replacement.
   */
  register(endpoints: readonly Endpoint[], done: () => void): void {
    this.#want({ kind: "in", endpoints }, done);
  }

  /**
   * Gives up everything that this node leads. `done` is called once, never from inside this call, when the image shows it
   * (`true`) or after `timeoutMs` (`false`).
   */
  leave({ timeoutMs }: { readonly timeoutMs: number }, done: (left: boolean) => void): void {
    this.#leaveDeadline = this.#options.timers.set(timeoutMs, () => {
      this.stop();
      done(false);
    });
    this.#want({ kind: "out" }, () => {
      this.stop();
      done(true);
    });
  }

  /** Proposes nothing more, and calls nobody. */
  stop(): void {
    this.#unsubscribe();
    this.#wish = { kind: "none" };
    this.#fulfilled = null;
    this.#retry?.cancel();
    this.#leaveDeadline?.cancel();
  }

  #want(wish: Wish, fulfilled: () => void): void {
    this.#wish = wish;
    this.#fulfilled = fulfilled;
    // What came before the new wish does not hold it up.
    this.#retry?.cancel();
    this.#retry = null;
    this.#earliestMs = Number.NEGATIVE_INFINITY;
    this.#reconcileLater();
  }

  /** When the turn's work is done, the rest of the node has acted on the image too. */
  #reconcileLater(): void {
    this.#options.timers.defer(() => this.#reconcile());
  }

  #reconcile(): void {
    if (this.#wish.kind === "none") return;
    const { nodeId, incarnation, metadata } = this.#options;
    const node = metadata.image.nodes.get(nodeId);
    const own = node?.incarnation === incarnation;
    if (own) this.#seenOwn = true;
    else if (this.#seenOwn && node !== undefined) {
      this.#replaced(node);
      return;
    }
    if (this.#proposing || this.#retry !== null) return;
    const command = this.#missing(node, own);
    if (command === null) this.#fulfil();
    else this.#attempt(command);
  }

  /** What has to be proposed for the image to agree with the wish; null where it does. */
  #missing(node: NodeRegistration | undefined, own: boolean): MetadataCommand | null {
    const { nodeId, incarnation, directoryId, rack } = this.#options;
    if (this.#wish.kind === "in" && (node === undefined || !own)) {
      const { endpoints } = this.#wish;
      const previousNodeEpoch = node?.nodeEpoch ?? 0;
      const failed = this.#options.failedReplicas();
      return { kind: "registerNode", nodeId, incarnation, directoryId, previousNodeEpoch, endpoints, rack, failed };
    }
    if (node === undefined || !own || node.fenced === (this.#wish.kind === "out")) return null;
    return { kind: this.#wish.kind === "out" ? "fenceNode" : "unfenceNode", nodeId, nodeEpoch: node.nodeEpoch };
  }

  #attempt(command: MetadataCommand): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs < this.#earliestMs) {
      this.#retryIn(this.#earliestMs - nowMs);
      return;
    }
    this.#spaceOut(nowMs);
    this.#proposing = true;
    if (command.kind === "unfenceNode") {
      SIMULATION: globalThis.chronikSometimes?.("a fenced node asks to be let in again");
    }
    this.#options.metadata.propose(command, { timeoutMs: this.#settings.proposalTimeoutMs }, (result) => {
      this.#proposing = false;
      if (this.#wish.kind !== "none") this.#report(command, result);
      this.#reconcile();
    });
  }

  #spaceOut(nowMs: number): void {
    const { retryDelayMsMin, retryDelayMsMax, calmMs } = this.#settings;
    const calm = nowMs - this.#earliestMs >= calmMs;
    this.#delayMs = calm ? retryDelayMsMin : Math.min(2 * this.#delayMs, retryDelayMsMax);
    this.#earliestMs = nowMs + this.#delayMs;
  }

  #retryIn(delayMs: number): void {
    this.#retry = this.#options.timers.set(delayMs, () => {
      this.#retry = null;
      this.#reconcile();
    });
  }

  #fulfil(): void {
    const fulfilled = this.#fulfilled;
    this.#fulfilled = null;
    fulfilled?.();
  }

  #replaced(node: NodeRegistration): void {
    const { nodeId, incarnation, onReplaced } = this.#options;
    SIMULATION: globalThis.chronikSometimes?.("a process is replaced by a later one of its node");
    this.stop();
    onReplaced(new ReplacedError({ nodeId, incarnation, replacedBy: node.incarnation }));
  }

  #report(command: MetadataCommand, { error, message }: CommandResult): void {
    const { logger, nodeId } = this.#options;
    const fields = { node: nodeId, command: command.kind, error, reason: message };
    // A stale epoch is the usual race of a restarted node with its own past: the image that settles it is on its way.
    const usual = error === errorCodes.NONE || error === errorCodes.STALE_BROKER_EPOCH;
    if (usual) logger.debug("registration changed", fields);
    else logger.warn("the registration could not be changed; trying again", fields);
  }
}
