/**
 * The proposals of this process that it has not seen applied yet. Each is sent again, with the same request id, until it is
 * applied or its time is up; the {@link RequestWindow} on every node sees to it that only the first one counts.
 *
 * Invariant: a proposal is in here from `submit` until its `done` is called or handed out by `take`, whichever is first; its
 * two timers live exactly that long.
 */
import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import type { TimerHandle } from "@chronik/wal";
import type { Timers } from "../ports.ts";
import type { CommandResult, MetadataCommand } from "./command.ts";
import { MetadataError } from "./metadata-error.ts";
import type { ProposalDone, ProposalSink } from "./ports.ts";
import { encodeProposal, type RequestId } from "./proposal-codec.ts";

export interface ProposalLimits {
  /** Proposals under way; past it they are refused. Default 4096. */
  readonly proposalsMax: number;
  /** After so long without having seen it applied, a proposal is sent again. Default 250. */
  readonly resendIntervalMs: number;
  /** The same where it could not even be sent, for want of a leader, say. Default 50. */
  readonly refusedResendIntervalMs: number;
}

const DEFAULTS: ProposalLimits = { proposalsMax: 4096, resendIntervalMs: 250, refusedResendIntervalMs: 50 };

export interface PendingProposalsOptions {
  readonly nodeId: NodeId;
  readonly incarnation: string;
  readonly sink: ProposalSink;
  readonly timers: Timers;
  readonly limits?: Partial<ProposalLimits>;
}

interface Pending {
  readonly command: MetadataCommand;
  readonly done: ProposalDone;
  /** Null where the proposer waits however long it takes. */
  deadline: TimerHandle | null;
  resend: TimerHandle | null;
  /** What it is sent as, under which sequence number. */
  sequence: number;
  bytes: Uint8Array;
}

export class PendingProposals {
  readonly #options: PendingProposalsOptions;
  readonly #limits: ProposalLimits;
  readonly #pending = new Map<number, Pending>();
  #lastSequence = 0;
  #stopped = false;

  constructor(options: PendingProposalsOptions) {
    this.#options = options;
    this.#limits = { ...DEFAULTS, ...options.limits };
  }

  get count(): number {
    return this.#pending.size;
  }

  submit(
    command: MetadataCommand,
    options: { readonly basisIndex: number; readonly timeoutMs: number },
    done: ProposalDone,
  ): void {
    const refused = this.#whyRefused();
    if (refused !== null) {
      this.#answerLater(refused, done);
      return;
    }
    const sequence = ++this.#lastSequence;
    let bytes: Uint8Array;
    try {
      bytes = this.#encode(command, sequence, options.basisIndex);
    } catch (error) {
      if (!(error instanceof MetadataError)) throw error;
      this.#answerLater({ error: errorCodes.INVALID_REQUEST, message: error.message }, done);
      return;
    }
    const pending: Pending = { command, done, deadline: null, resend: null, sequence, bytes };
    if (Number.isFinite(options.timeoutMs)) {
      pending.deadline = this.#options.timers.set(options.timeoutMs, () => this.#expire(pending));
    }
    this.#pending.set(sequence, pending);
    this.#send(pending);
  }

  /** Hands out the callback of a proposal that was applied; undefined where it is somebody else's, or was answered before. */
  take(requestId: RequestId): ProposalDone | undefined {
    const pending = this.#find(requestId);
    if (pending === undefined) return undefined;
    this.#remove(pending);
    return pending.done;
  }

  /** A proposal came too late to be applied, and never was: it starts again under a new id, within the time it has left. */
  renew(requestId: RequestId, basisIndex: number): void {
    const pending = this.#find(requestId);
    if (pending === undefined) return;
    this.#pending.delete(pending.sequence);
    pending.sequence = ++this.#lastSequence;
    pending.bytes = this.#encode(pending.command, pending.sequence, basisIndex);
    this.#pending.set(pending.sequence, pending);
    this.#sendIn(0, pending);
  }

  /** Sends everything at once: there is a leader again, and what was sent to the one before may be lost. */
  resendAll(): void {
    for (const pending of [...this.#pending.values()]) this.#send(pending);
  }

  /** Answers everything with REQUEST_TIMED_OUT, from inside this call, and refuses what comes later. */
  stop(): void {
    this.#stopped = true;
    for (const pending of [...this.#pending.values()]) {
      this.#remove(pending);
      pending.done(timedOut("this node stops; the outcome is not known"));
    }
  }

  #encode(command: MetadataCommand, sequence: number, basisIndex: number): Uint8Array {
    const { nodeId, incarnation } = this.#options;
    return encodeProposal({ requestId: { proposer: nodeId, incarnation, sequence }, basisIndex, command });
  }

  #find({ proposer, incarnation, sequence }: RequestId): Pending | undefined {
    const own = proposer === this.#options.nodeId && incarnation === this.#options.incarnation;
    return own ? this.#pending.get(sequence) : undefined;
  }

  #send(pending: Pending): void {
    const { bytes } = pending;
    const sent = this.#options.sink.propose(bytes);
    // The sink may have applied it before it returned.
    const settled = this.#pending.get(pending.sequence) !== pending || pending.bytes !== bytes;
    if (!settled) this.#sendIn(sent.ok ? this.#limits.resendIntervalMs : this.#limits.refusedResendIntervalMs, pending);
  }

  #sendIn(delayMs: number, pending: Pending): void {
    pending.resend?.cancel();
    pending.resend = this.#options.timers.set(delayMs, () => this.#send(pending));
  }

  #expire(pending: Pending): void {
    this.#remove(pending);
    pending.done(timedOut("the change was not seen in time; it may still be made"));
  }

  #remove(pending: Pending): void {
    this.#pending.delete(pending.sequence);
    pending.deadline?.cancel();
    pending.resend?.cancel();
  }

  #whyRefused(): CommandResult | null {
    if (this.#stopped) return timedOut("this node stops");
    if (this.#pending.size < this.#limits.proposalsMax) return null;
    const message = `${this.#pending.size} changes of the metadata are under way`;
    return { error: errorCodes.THROTTLING_QUOTA_EXCEEDED, message };
  }

  #answerLater(result: CommandResult, done: ProposalDone): void {
    this.#options.timers.defer(() => done(result));
  }
}

function timedOut(message: string): CommandResult {
  return { error: errorCodes.REQUEST_TIMED_OUT, message };
}
