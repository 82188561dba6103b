import type { Clock } from "../ports.ts";
import type { GroupMember } from "./group-member.ts";
import type { Membership } from "./membership.ts";

/**
 * Until when something has to be heard of each member, and of each id that was given out.
 *
 * Invariant: `wakeMs` is never later than the first deadline. A heartbeat only moves a deadline further away, so it costs
 * nothing more than that: one timer a group finds out for itself that it was too early.
 */
export class Sessions {
  readonly #members: Membership;
  readonly #clock: Pick<Clock, "monotonicMs">;
  #wakeMs = Number.POSITIVE_INFINITY;

  constructor(members: Membership, clock: Pick<Clock, "monotonicMs">) {
    this.#members = members;
    this.#clock = clock;
  }

  /** When {@link expire} has to be called next, by the monotonic clock. There may be nothing to do yet. */
  get wakeMs(): number {
    return this.#wakeMs;
  }

  /** Starts the member's session anew: it was heard of, or was just given something to react to. */
  renew(member: GroupMember, timeoutMs: number = member.sessionTimeoutMs): void {
    member.sessionDeadlineMs = this.#clock.monotonicMs() + timeoutMs;
    this.#wakeMs = Math.min(this.#wakeMs, member.sessionDeadlineMs);
  }

  /** Gives out a member id that may be joined with for as long as a session. */
  reserve(memberId: string, sessionTimeoutMs: number): void {
    const deadlineMs = this.#clock.monotonicMs() + sessionTimeoutMs;
    this.#members.addPending(memberId, deadlineMs);
    this.#wakeMs = Math.min(this.#wakeMs, deadlineMs);
  }

  /** Takes out the ids and the members that were not heard of in time, and returns those members' ids. */
  expire(): string[] {
    const nowMs = this.#clock.monotonicMs();
    for (const [memberId, deadlineMs] of this.#members.pendingIds()) {
      if (deadlineMs <= nowMs) this.#members.removePending(memberId);
    }
    const expired: string[] = [];
    for (const member of this.#members.all()) {
      if (member.sessionDeadlineMs > nowMs) continue;
      // Its silence is our doing: the session starts anew with the answer that it waits for.
      if (member.isWaitingForUs) member.sessionDeadlineMs = Number.POSITIVE_INFINITY;
      else {
        SIMULATION: globalThis.chronikSometimes?.("a member's session expires");
        expired.push(member.memberId);
      }
    }
    for (const memberId of expired) this.#members.remove(memberId);
    this.#wakeMs = this.#firstDeadlineMs();
    return expired;
  }

  /** Nobody could be heard for a while, `lateMs` at least. */
  startOver(lateMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    for (const member of this.#members.all()) {
      // At least a whole session; a new member has more than that.
      member.sessionDeadlineMs = Math.max(member.sessionDeadlineMs + lateMs, nowMs + member.sessionTimeoutMs);
    }
    for (const [id, deadlineMs] of this.#members.pendingIds()) this.#members.addPending(id, deadlineMs + lateMs);
    this.#wakeMs = this.#firstDeadlineMs();
  }

  #firstDeadlineMs(): number {
    let firstMs = Number.POSITIVE_INFINITY;
    for (const member of this.#members.all()) firstMs = Math.min(firstMs, member.sessionDeadlineMs);
    for (const deadlineMs of this.#members.pendingIds().values()) firstMs = Math.min(firstMs, deadlineMs);
    return firstMs;
  }
}
