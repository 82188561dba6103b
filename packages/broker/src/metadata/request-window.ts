/**
 * Which proposals have had their effect, so that none has it twice.
 *
 * A proposer sends a proposal again until it sees it applied, and the network may deliver it late and more than once. Most
 * commands are their own compare-and-set, but a topic that was deleted must not come back, nor an older setting replace a
 * newer one. So the first entry with a request id counts, and later ones do nothing.
 *
 * The memory is bounded by the log itself: a proposal names the last entry that its proposer had applied (its basis), and
 * is only taken within {@link WINDOW_ENTRIES} entries of it. An entry that bears the same id lies behind the basis, hence
 * within that distance too, and is remembered. Whatever comes later is expired: it has no effect, and never had one if its
 * proposer has not seen it.
 *
 * Part of the replicated state: a function of the log alone, and in every snapshot.
 */
import type { RequestId } from "./proposal-codec.ts";

/** How many entries after its basis a proposal may still be applied; a quarter of a minute at 500 changes a second. */
export const WINDOW_ENTRIES = 8_192;

export type Verdict = "fresh" | "duplicate" | "expired";

export interface AppliedRequest {
  readonly requestId: RequestId;
  readonly index: number;
}

export class RequestWindow {
  /** By key, in order of their index. */
  readonly #applied = new Map<string, AppliedRequest>();

  constructor(applied: Iterable<AppliedRequest> = []) {
    for (const request of applied) this.#applied.set(keyOf(request.requestId), request);
  }

  /** What becomes of a proposal at `index`. A fresh one is remembered. */
  admit(request: { readonly requestId: RequestId; readonly basisIndex: number }, index: number): Verdict {
    this.#forgetBefore(index - WINDOW_ENTRIES);
    const key = keyOf(request.requestId);
    if (this.#applied.has(key)) return "duplicate";
    if (request.basisIndex < index - WINDOW_ENTRIES) return "expired";
    this.#applied.set(key, { requestId: request.requestId, index });
    return "fresh";
  }

  /** What may still come a second time, by rising index. */
  applied(): Iterable<AppliedRequest> {
    return this.#applied.values();
  }

  #forgetBefore(index: number): void {
    for (const [key, request] of this.#applied) {
      if (request.index >= index) return;
      this.#applied.delete(key);
    }
  }
}

function keyOf({ proposer, incarnation, sequence }: RequestId): string {
  return `${proposer} ${sequence} ${incarnation}`;
}
