import { errorCodes } from "@chronik/kafka-protocol";
import type { Clock, Logger } from "../ports.ts";
import { invariant } from "./coordinator-error.ts";
import { GroupMember } from "./group-member.ts";
import { failedJoin, failedSync, type JoinedMember, NO_BYTES } from "./group-messages.ts";
import type { GroupMetadata, StoredMember } from "./group-metadata.ts";
import type { GroupOptions } from "./group-options.ts";
import { type GroupState, mayBecome } from "./group-state.ts";
import { Membership } from "./membership.ts";
import { Sessions } from "./sessions.ts";

/** What a group needs of its coordinator. */
export interface GroupPorts {
  readonly clock: Pick<Clock, "monotonicMs">;
  readonly logger: Logger;
  /** A member id that nobody has had: the prefix, a hyphen, and something unique. */
  newMemberId(prefix: string): string;
  /** The wall clock, for what is written into records. */
  stampMs(): number;
  /** Writes the group's record. `done` later, in the order of these calls, with 0 once it is committed, else with an error for clients. */
  persist(metadata: GroupMetadata, done: (error: number) => void): void;
}

/** The time in which an empty group gathers members before its first rebalance (KIP-134). */
interface InitialDelay {
  /** Until the next look. */
  readonly delayMs: number;
  /** How much longer it may be prolonged. */
  readonly remainingMs: number;
  memberAdded: boolean;
}

/**
 * A group's way from generation to generation; {@link GroupState} has the map.
 *
 * Invariants:
 * - The generation grows by one at each end of PreparingRebalance, and only there.
 * - A generation has at most one assignment: it is written at most once, and nobody hears of it before it is committed.
 * - A deadline is Infinity where nothing is waited for.
 * - Nothing here reads the wall clock for a decision.
 */
export class Rebalance {
  readonly groupId: string;
  readonly members: Membership;
  readonly sessions: Sessions;
  readonly #options: GroupOptions;
  readonly #ports: GroupPorts;
  #state: GroupState;
  #stateSinceMs: number;
  #generationId: number;
  #protocolName: string | null;
  #initialDelay: InitialDelay | null = null;
  #joinDeadlineMs = Number.POSITIVE_INFINITY;
  readonly #syncPending = new Set<string>();
  #syncDeadlineMs = Number.POSITIVE_INFINITY;
  /** The generation whose assignment has been handed to the log. */
  #assignedGeneration = -1;

  constructor(options: { groupId: string; stored: GroupMetadata | null; options: GroupOptions; ports: GroupPorts }) {
    const { stored } = options;
    this.groupId = options.groupId;
    this.#options = options.options;
    this.#ports = options.ports;
    this.members = new Membership(stored?.protocolType ?? null);
    this.sessions = new Sessions(this.members, options.ports.clock);
    this.#generationId = stored?.generationId ?? 0;
    this.#protocolName = stored?.protocolName ?? null;
    this.#stateSinceMs = stored?.stateSinceMs ?? options.ports.stampMs();
    this.#state = stored === null || stored.members.length === 0 ? "Empty" : "Stable";
    if (stored !== null && this.#state === "Stable") this.#load(stored);
  }

  get state(): GroupState {
    return this.#state;
  }

  get generationId(): number {
    return this.#generationId;
  }

  get protocolName(): string | null {
    return this.#protocolName;
  }

  /** When it came into its state, by the wall clock; −1 where an old record does not say. */
  get stateSinceMs(): number {
    return this.#stateSinceMs;
  }

  /** When {@link tick} has to be called next, by the monotonic clock. There may be nothing to do yet. */
  get wakeMs(): number {
    return Math.min(this.#joinDeadlineMs, this.#syncDeadlineMs, this.sessions.wakeMs);
  }

  /** Something has changed that the members have to agree on anew; or one more has joined, and that may have been the last. */
  beginOrComplete(reason: string): void {
    if (mayBecome(this.#state, "PreparingRebalance")) this.begin(reason);
    else this.completeIfAllJoined();
  }

  begin(reason: string): void {
    SIMULATION: globalThis.chronikSometimes?.("a group rebalances");
    if (this.#state === "CompletingRebalance") this.#withdrawAssignment(errorCodes.REBALANCE_IN_PROGRESS);
    this.#endSyncPhase();
    const first = this.#state === "Empty";
    this.#become("PreparingRebalance");
    this.#ports.logger.info("group rebalances", { groupId: this.groupId, generationId: this.#generationId, reason });
    if (first) this.#delayInitially();
    else if (this.members.haveAllJoined) this.#completeJoin();
    else this.#joinDeadlineMs = this.#now() + this.members.rebalanceTimeoutMs;
  }

  /** In its first rebalance a group uses up its delay, even where all have joined: more may come. */
  completeIfAllJoined(): void {
    if (this.#state !== "PreparingRebalance" || this.#initialDelay !== null) return;
    if (this.members.haveAllJoined) this.#completeJoin();
  }

  /** A new member during the initial delay prolongs it. */
  memberAdded(): void {
    if (this.#initialDelay !== null) this.#initialDelay.memberAdded = true;
  }

  /** The member has sent its SyncGroup. */
  synced(memberId: string): void {
    this.#syncPending.delete(memberId);
    if (this.#syncPending.size === 0) this.#syncDeadlineMs = Number.POSITIVE_INFINITY;
  }

  /** A static member goes by another id from now on. */
  renamed(oldMemberId: string, memberId: string): void {
    if (this.#syncPending.delete(oldMemberId)) this.#syncPending.add(memberId);
  }

  /**
   * The leader's assignment for this generation. Where one is being written already, this is the leader's retry: what
   * is in the log may become the truth, so a second one must not.
   */
  assign(assignments: ReadonlyMap<string, Uint8Array>): void {
    invariant(this.#state === "CompletingRebalance", `an assignment in ${this.#state}`);
    const generationId = this.#generationId;
    if (this.#assignedGeneration === generationId) return;
    this.#assignedGeneration = generationId;
    this.#ports.persist(this.metadata(assignments), (error) => {
      // Whatever began since then has superseded it; nobody has heard of this assignment.
      if (this.#state !== "CompletingRebalance" || this.#generationId !== generationId) return;
      if (error === errorCodes.NONE) this.#stabilise(assignments);
      else {
        this.#withdrawAssignment(error);
        this.begin("the assignment could not be stored");
      }
      this.members.deliver();
    });
  }

  /** Acts on the deadlines that have passed. */
  tick(): void {
    const nowMs = this.#now();
    if (this.sessions.wakeMs <= nowMs) this.#expireSessions();
    if (this.#joinDeadlineMs <= nowMs) this.#joinTimeout();
    if (this.#syncDeadlineMs <= nowMs) this.#syncTimeout();
  }

  /** Nobody could be heard for a while, `lateMs` at least: every wait starts anew. */
  startOver(lateMs: number): void {
    const { rebalanceTimeoutMs } = this.members;
    const joinMs = this.#initialDelay?.delayMs ?? rebalanceTimeoutMs;
    if (this.#joinDeadlineMs !== Number.POSITIVE_INFINITY) this.#joinDeadlineMs = this.#now() + joinMs;
    if (this.#syncDeadlineMs !== Number.POSITIVE_INFINITY) this.#syncDeadlineMs = this.#now() + rebalanceTimeoutMs;
    this.sessions.startOver(lateMs);
  }

  /** The end of this object, not necessarily of the group: all that is owed is answered with `error`. */
  die(error: number): void {
    if (this.#state === "Dead") return;
    this.#become("Dead");
    this.#initialDelay = null;
    this.#joinDeadlineMs = Number.POSITIVE_INFINITY;
    this.#endSyncPhase();
    for (const member of this.members.all()) {
      this.members.answerJoin(member, failedJoin(error, member.memberId));
      this.members.answerSync(member, failedSync(error));
    }
  }

  /** The group as its record has it, with the members' own assignments or with those given. */
  metadata(assignments?: ReadonlyMap<string, Uint8Array>): GroupMetadata {
    return {
      generationId: this.#generationId,
      protocolType: this.members.protocolType,
      protocolName: this.#protocolName,
      leaderId: this.members.leaderId,
      stateSinceMs: this.#stateSinceMs,
      members: [...this.members.all()].map(
        (member): StoredMember => ({
          memberId: member.memberId,
          groupInstanceId: member.groupInstanceId,
          clientId: member.clientId,
          clientHost: member.clientHost,
          rebalanceTimeoutMs: member.rebalanceTimeoutMs,
          sessionTimeoutMs: member.sessionTimeoutMs,
          subscription: member.metadata(this.#protocolName),
          assignment: assignments === undefined ? member.assignment : (assignments.get(member.memberId) ?? NO_BYTES),
        }),
      ),
    };
  }

  /** All members with what they said about themselves, for the leader to assign by. */
  joinedMembers(): JoinedMember[] {
    return [...this.members.all()].map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      metadata: member.metadata(this.#protocolName),
    }));
  }

  #load(stored: GroupMetadata): void {
    invariant(stored.protocolName !== null, `group ${this.groupId} is stored with members but without a protocol`);
    const protocol = { type: stored.protocolType ?? "", name: stored.protocolName };
    for (const member of stored.members) this.members.add(GroupMember.stored(member, protocol));
    if (stored.leaderId !== null) this.members.setLeader(stored.leaderId);
    for (const member of this.members.all()) this.sessions.renew(member);
    if (this.members.size > this.#options.groupSizeMax) this.begin("the group has more than group.max.size members");
  }

  #delayInitially(): void {
    const delayMs = this.#options.initialRebalanceDelayMs;
    const remainingMs = Math.max(this.members.rebalanceTimeoutMs - delayMs, 0);
    this.#initialDelay = { delayMs, remainingMs, memberAdded: false };
    this.#joinDeadlineMs = this.#now() + delayMs;
  }

  #joinTimeout(): void {
    const initial = this.#initialDelay;
    if (initial === null || !initial.memberAdded || initial.remainingMs === 0) return this.#completeJoin();
    const delayMs = Math.min(this.#options.initialRebalanceDelayMs, initial.remainingMs);
    const remainingMs = Math.max(initial.remainingMs - initial.delayMs, 0);
    this.#initialDelay = { delayMs, remainingMs, memberAdded: false };
    this.#joinDeadlineMs = this.#now() + delayMs;
  }

  /** PreparingRebalance is over. Dynamic members that did not come back are out; static ones stay until their session ends. */
  #completeJoin(): void {
    this.#initialDelay = null;
    this.#joinDeadlineMs = Number.POSITIVE_INFINITY;
    const absent = [...this.members.all()].filter((member) => member.awaitingJoin === null && !member.isStatic);
    for (const member of absent) this.members.remove(member.memberId);
    if (absent.length > 0) {
      const memberIds = absent.map((member) => member.memberId);
      this.#ports.logger.info("group members did not rejoin in time", { groupId: this.groupId, memberIds });
    }
    if (this.members.size > 0 && !this.members.electJoinedLeader()) {
      this.#joinDeadlineMs = this.#now() + this.members.rebalanceTimeoutMs;
      return;
    }
    this.#generationId++;
    if (this.members.size === 0) this.#becomeEmpty();
    else this.#announceGeneration();
  }

  #becomeEmpty(): void {
    this.#protocolName = null;
    this.#become("Empty");
    this.#ports.logger.info("group is empty", { groupId: this.groupId, generationId: this.#generationId });
    this.#ports.persist(this.metadata(), (error) => {
      if (error === errorCodes.NONE) return;
      // After a failover the last stored generation would come back, with members that time out soon: no harm done.
      this.#ports.logger.warn("an empty group could not be stored", { groupId: this.groupId, error });
    });
  }

  #announceGeneration(): void {
    this.#protocolName = this.members.electProtocol();
    this.#become("CompletingRebalance");
    const { leaderId } = this.members;
    const joined = this.joinedMembers();
    for (const member of this.members.all()) {
      this.members.answerJoin(member, {
        errorCode: errorCodes.NONE,
        memberId: member.memberId,
        generationId: this.#generationId,
        protocolType: this.members.protocolType,
        protocolName: this.#protocolName,
        leader: leaderId ?? "",
        skipAssignment: false,
        members: member.memberId === leaderId ? joined : [],
      });
      member.isNew = false;
      this.sessions.renew(member);
      this.#syncPending.add(member.memberId);
    }
    this.#syncDeadlineMs = this.#now() + this.members.rebalanceTimeoutMs;
  }

  #stabilise(assignments: ReadonlyMap<string, Uint8Array>): void {
    this.#become("Stable");
    for (const member of this.members.all()) {
      member.assignment = assignments.get(member.memberId) ?? NO_BYTES;
      const answered = this.members.answerSync(member, {
        errorCode: errorCodes.NONE,
        protocolType: this.members.protocolType,
        protocolName: this.#protocolName,
        assignment: member.assignment,
      });
      // While it waited, the end of its session did not count.
      if (answered) this.sessions.renew(member);
    }
    const { groupId } = this;
    this.#ports.logger.info("group is stable", {
      groupId,
      generationId: this.#generationId,
      memberCount: this.members.size,
    });
  }

  /** Nobody gets an assignment in this generation; who waits for one is told so. */
  #withdrawAssignment(error: number): void {
    for (const member of this.members.all()) {
      member.assignment = NO_BYTES;
      if (this.members.answerSync(member, failedSync(error))) this.sessions.renew(member);
    }
  }

  #expireSessions(): void {
    const memberIds = this.sessions.expire();
    if (memberIds.length === 0) return this.completeIfAllJoined();
    this.#ports.logger.info("group members were not heard of in time", { groupId: this.groupId, memberIds });
    this.beginOrComplete("the sessions of members are over");
  }

  #syncTimeout(): void {
    const memberIds = [...this.#syncPending];
    for (const memberId of memberIds) this.members.remove(memberId);
    this.#ports.logger.info("group members did not sync in time", { groupId: this.groupId, memberIds });
    this.begin("members did not ask for their assignment");
  }

  #endSyncPhase(): void {
    this.#syncPending.clear();
    this.#syncDeadlineMs = Number.POSITIVE_INFINITY;
  }

  #become(state: GroupState): void {
    invariant(mayBecome(this.#state, state), `group ${this.groupId} cannot go from ${this.#state} to ${state}`);
    this.#state = state;
    this.#stateSinceMs = this.#ports.stampMs();
  }

  #now(): number {
    return this.#ports.clock.monotonicMs();
  }
}
