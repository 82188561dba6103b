/**
 * The metadata log: what Raft has committed, applied into one image after another.
 *
 * Applying and publishing are two steps. `apply` runs inside the Raft message loop and only makes the next image.
 * {@link MetadataLog.flush} publishes it at the end of the turn, however many entries were applied in it: `image` changes, then
 * the listeners are called, then the callbacks of this node's proposals among those entries, in log order.
 *
 * Invariants:
 * - `image` is what the listeners were last told. So whoever reads it, callbacks of proposals included, never sees a topic or
 *   a leader that the node has not acted on yet, and a callback always sees at least the effect of its own command.
 * - The replicated state (image and request window) is a function of the log alone.
 * - An entry that cannot be decoded stops the node: it is never skipped, since every image after it would differ.
 */
import { errorCodes } from "@chronik/kafka-protocol";
import type { Entry, NodeId, StateMachine } from "@chronik/raft-core";
import type { Timers } from "../ports.ts";
import { applyCommand } from "./apply/apply-command.ts";
import type { MetadataRules } from "./apply/rules.ts";
import type { CommandResult, MetadataCommand } from "./command.ts";
import { EMPTY_IMAGE, type MetadataImage } from "./image.ts";
import { MetadataError } from "./metadata-error.ts";
import { PendingProposals, type ProposalLimits } from "./pending-proposals.ts";
import type { ImageListener, Metadata, ProposalDone, ProposalSink } from "./ports.ts";
import { decodeProposal, type Proposal, type RequestId } from "./proposal-codec.ts";
import { RequestWindow } from "./request-window.ts";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-codec.ts";

export interface MetadataLogOptions {
  readonly nodeId: NodeId;
  /** This process life; no other one of any node has the same. */
  readonly incarnation: string;
  readonly sink: ProposalSink;
  readonly timers: Timers;
  readonly rules: MetadataRules;
  readonly limits?: Partial<ProposalLimits>;
}

const OUTCOME_UNKNOWN: CommandResult = {
  error: errorCodes.REQUEST_TIMED_OUT,
  message: "the change was applied, but its outcome is not known here",
};

export class MetadataLog implements StateMachine, Metadata {
  readonly #rules: MetadataRules;
  readonly #timers: Timers;
  readonly #proposals: PendingProposals;
  readonly #listeners = new Set<ImageListener>();
  #applied: MetadataImage = EMPTY_IMAGE;
  #window = new RequestWindow();
  #published: MetadataImage = EMPTY_IMAGE;
  /** Callbacks whose entries are in `#applied`, in log order. */
  #answers: { readonly done: ProposalDone; readonly result: CommandResult }[] = [];
  #flushIsDue = false;
  #flushing = false;

  constructor(options: MetadataLogOptions) {
    this.#rules = options.rules;
    this.#timers = options.timers;
    this.#proposals = new PendingProposals(options);
  }

  get image(): MetadataImage {
    return this.#published;
  }

  /** Index of the last entry applied; may be ahead of `image.appliedIndex` until the end of the turn. */
  get appliedIndex(): number {
    return this.#applied.appliedIndex;
  }

  /** Proposals of this node that it has not seen applied yet. */
  get pendingProposalCount(): number {
    return this.#proposals.count;
  }

  onChange(listener: ImageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  propose(command: MetadataCommand, { timeoutMs }: { readonly timeoutMs: number }, done: ProposalDone): void {
    this.#proposals.submit(command, { basisIndex: this.#applied.appliedIndex, timeoutMs }, done);
  }

  /** To be called when a leader is known anew: what is under way is sent to it without waiting. */
  leaderChanged(): void {
    this.#proposals.resendAll();
  }

  /** Called by the Raft message loop. Throws {@link MetadataError} for an entry that cannot be applied. */
  apply(entry: Entry): void {
    const { requestId, basisIndex, command } = decodeEntry(entry);
    const verdict = this.#window.admit({ requestId, basisIndex }, entry.index);
    if (verdict === "fresh") {
      const { image, result } = applyCommand(this.#applied, command, entry.index, this.#rules);
      this.#applied = image;
      this.#answer(requestId, result);
    } else {
      this.#applied = { ...this.#applied, appliedIndex: entry.index };
      if (verdict === "expired") this.#proposals.renew(requestId, entry.index);
      // Its proposer still waits only where a snapshot took the place of the entry that counted.
      else this.#answer(requestId, OUTCOME_UNKNOWN);
    }
    this.#scheduleFlush();
  }

  snapshot(): Uint8Array {
    return encodeSnapshot({ image: this.#applied, appliedRequests: this.#window.applied() });
  }

  /** Called by the Raft message loop. Throws {@link MetadataError} where these bytes are no snapshot. */
  restore(data: Uint8Array): void {
    const { image, appliedRequests } = decodeSnapshot(data);
    this.#applied = image;
    this.#window = new RequestWindow(appliedRequests);
    this.#scheduleFlush();
  }

  /** Publishes what has been applied. Happens by itself at the end of the turn; an owner in a hurry may call it earlier. */
  flush(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      // Listeners and callbacks may reach the message loop, and that may apply more.
      while (this.#published !== this.#applied) this.#publish();
    } finally {
      this.#flushing = false;
    }
  }

  /** Proposals under way are answered REQUEST_TIMED_OUT, and nobody is told of anything any more. */
  stop(): void {
    this.#listeners.clear();
    this.#proposals.stop();
  }

  #publish(): void {
    const before = this.#published;
    const after = this.#applied;
    const answers = this.#answers;
    this.#published = after;
    this.#answers = [];
    for (const listener of this.#listeners) listener(before, after);
    for (const { done, result } of answers) done(result);
  }

  #answer(requestId: RequestId, result: CommandResult): void {
    const done = this.#proposals.take(requestId);
    if (done !== undefined) this.#answers.push({ done, result });
  }

  #scheduleFlush(): void {
    if (this.#flushIsDue) return;
    this.#flushIsDue = true;
    this.#timers.defer(() => {
      this.#flushIsDue = false;
      this.flush();
    });
  }
}

function decodeEntry(entry: Entry): Proposal {
  try {
    return decodeProposal(entry.data);
  } catch (cause) {
    if (!(cause instanceof MetadataError)) throw cause;
    const message = `entry ${entry.index} of the metadata log: ${cause.message}`;
    throw new MetadataError(cause.code, message, { cause });
  }
}
