import { errorCodes } from "@chronik/kafka-protocol";
import { GroupMember } from "./group-member.ts";
import {
  failedJoin,
  failedSync,
  type GenerationMember,
  type GroupDescription,
  type JoinAnswer,
  type JoinRequest,
  type LeaveOutcome,
  type LeavingMember,
  NO_BYTES,
  type SyncAnswer,
  type SyncRequest,
} from "./group-messages.ts";
import type { GroupMetadata } from "./group-metadata.ts";
import { type GroupOptions, NEW_MEMBER_JOIN_TIMEOUT_MS, PENDING_MEMBERS_MAX } from "./group-options.ts";
import type { GroupState } from "./group-state.ts";
import type { Membership } from "./membership.ts";
import { type GroupPorts, Rebalance } from "./rebalance.ts";
import { CONSUMER_PROTOCOL_TYPE, subscribes } from "./subscriptions.ts";

type Respond<Answer> = (answer: Answer) => void;

/**
 * One group of the classic protocol as a state machine: requests and the passing of time go in, answers and records come
 * out. {@link Rebalance} has the states; here is what each request means in each of them (KIP-62, 134, 345, 389, 394, 814).
 *
 * Answers may be given before the call returns, or at any time later, each exactly once.
 */
export class Group {
  readonly groupId: string;
  readonly #options: GroupOptions;
  readonly #ports: GroupPorts;
  readonly #rebalance: Rebalance;
  readonly #members: Membership;

  /** `stored` is the group as its last record has it; its members' sessions start anew. */
  constructor(options: { groupId: string; stored: GroupMetadata | null; options: GroupOptions; ports: GroupPorts }) {
    this.groupId = options.groupId;
    this.#options = options.options;
    this.#ports = options.ports;
    this.#rebalance = new Rebalance(options);
    this.#members = this.#rebalance.members;
  }

  get state(): GroupState {
    return this.#rebalance.state;
  }

  get generationId(): number {
    return this.#rebalance.generationId;
  }

  /** Null for a group that never had members: one that only stores offsets. */
  get protocolType(): string | null {
    return this.#members.protocolType;
  }

  /** Since when it is in its state, by the wall clock; −1 where an old record does not say. */
  get stateSinceMs(): number {
    return this.#rebalance.stateSinceMs;
  }

  /** When {@link tick} has to be called next, by the monotonic clock; Infinity for never. */
  get wakeMs(): number {
    return this.#rebalance.wakeMs;
  }

  /** Empty, and nobody is about to join. */
  get isIdle(): boolean {
    return this.state === "Empty" && this.#members.pendingSize === 0;
  }

  join(request: JoinRequest, respond: Respond<JoinAnswer>): void {
    const { memberId } = request;
    if (this.state === "Dead") this.#refuseJoin(respond, errorCodes.COORDINATOR_NOT_AVAILABLE, memberId);
    else if (!this.#hasRoomFor(memberId)) this.#turnAway(memberId, respond);
    else if (!this.#acceptsProtocols(request)) {
      this.#refuseJoin(respond, errorCodes.INCONSISTENT_GROUP_PROTOCOL, memberId);
    } else if (memberId === "") this.#joinWithoutId(request, respond);
    else if (this.#members.isPending(memberId) && request.groupInstanceId === null) {
      this.#addMember(request, memberId, respond);
    } else this.#rejoin(request, respond);
    this.#members.deliver();
  }

  sync(request: SyncRequest, respond: Respond<SyncAnswer>): void {
    const error = this.#checkSync(request);
    if (error !== errorCodes.NONE) this.#members.answer(respond, failedSync(error));
    else {
      this.#rebalance.synced(request.memberId);
      if (this.state === "Stable") this.#members.answer(respond, this.#currentAssignment(request.memberId));
      else this.#awaitAssignment(request, respond);
    }
    this.#members.deliver();
  }

  /** 0, or an error code. */
  heartbeat(from: GenerationMember): number {
    if (this.state === "Dead") return errorCodes.COORDINATOR_NOT_AVAILABLE;
    const error = this.#members.check(from.memberId, from.groupInstanceId);
    if (error !== errorCodes.NONE) return error;
    if (from.generationId !== this.generationId) return errorCodes.ILLEGAL_GENERATION;
    this.#rebalance.sessions.renew(this.#members.member(from.memberId));
    return this.state === "PreparingRebalance" ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE;
  }

  /** One outcome for each, in their order. */
  leave(leaving: readonly LeavingMember[]): LeaveOutcome[] {
    const sizeBefore = this.#members.size;
    const outcomes = leaving.map((member) => {
      const { memberId, groupInstanceId } = member;
      return { memberId, groupInstanceId, errorCode: this.#removeLeaving(member) };
    });
    // An id that is given back may be what a rebalance was waiting for, but it owned nothing that others have to share.
    if (this.#members.size < sizeBefore) this.#rebalance.beginOrComplete("members have left");
    else this.#rebalance.completeIfAllJoined();
    this.#members.deliver();
    return outcomes;
  }

  /** Whether an OffsetCommit may be taken: 0, or an error code. A generation of −1 is for who takes no part in the group. */
  checkCommit(from: GenerationMember): number {
    if (this.state === "Dead") return errorCodes.COORDINATOR_NOT_AVAILABLE;
    if (from.generationId < 0 && this.state === "Empty") return errorCodes.NONE;
    const named = from.generationId >= 0 || from.memberId !== "" || from.groupInstanceId !== null;
    // While a group has members, only they move its offsets.
    if (!named) return this.state === "Empty" ? errorCodes.NONE : errorCodes.UNKNOWN_MEMBER_ID;
    const error = this.#members.check(from.memberId, from.groupInstanceId);
    if (error !== errorCodes.NONE) return error;
    if (from.generationId !== this.generationId) return errorCodes.ILLEGAL_GENERATION;
    // It knows the new generation but not what it owns in it: what it commits is from before.
    if (this.state === "CompletingRebalance") return errorCodes.REBALANCE_IN_PROGRESS;
    this.#rebalance.sessions.renew(this.#members.member(from.memberId));
    return errorCodes.NONE;
  }

  /** Whether offsets may be deleted at all: only a consumer group says what it is subscribed to. 0, or an error code. */
  checkOffsetDelete(): number {
    if (this.state === "Dead") return errorCodes.GROUP_ID_NOT_FOUND;
    const known = this.state === "Empty" || this.protocolType === CONSUMER_PROTOCOL_TYPE;
    return known ? errorCodes.NONE : errorCodes.NON_EMPTY_GROUP;
  }

  isSubscribedTo(topic: string): boolean {
    return subscribes(this.#members.all(), topic);
  }

  describe(): GroupDescription {
    const stable = this.state === "Stable";
    const protocolName = stable ? (this.#rebalance.protocolName ?? "") : "";
    return {
      state: this.state,
      generationId: this.generationId,
      protocolType: this.protocolType ?? "",
      protocolName,
      members: [...this.#members.all()].map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId,
        clientId: member.clientId,
        clientHost: member.clientHost,
        metadata: stable ? member.metadata(protocolName) : NO_BYTES,
        assignment: member.assignment,
      })),
    };
  }

  /** Acts on what is due. */
  tick(): void {
    this.#rebalance.tick();
    this.#members.deliver();
  }

  /** Nobody could be heard for a while, `lateMs` at least: every wait starts anew. */
  startOver(lateMs: number): void {
    this.#rebalance.startOver(lateMs);
  }

  /** The end of this object. Who waits is answered with `error`. */
  die(error: number): void {
    this.#rebalance.die(error);
    this.#members.deliver();
  }

  /**
   * A rebalance counts those who have come back, not the members: that way the last ones to come find no room where
   * `group.max.size` was lowered (KIP-389).
   */
  #hasRoomFor(memberId: string): boolean {
    const { groupSizeMax } = this.#options;
    const member = this.#members.find(memberId);
    if (this.state === "Empty") return true;
    if (this.state === "PreparingRebalance") {
      return (member !== undefined && member.awaitingJoin !== null) || this.#members.awaitingJoinCount < groupSizeMax;
    }
    return member !== undefined || this.#members.size < groupSizeMax;
  }

  #turnAway(memberId: string, respond: Respond<JoinAnswer>): void {
    this.#members.removePending(memberId);
    if (this.#members.has(memberId)) this.#members.remove(memberId);
    this.#refuseJoin(respond, errorCodes.GROUP_MAX_SIZE_REACHED, "");
    this.#rebalance.completeIfAllJoined();
  }

  #acceptsProtocols({ protocolType, protocols }: JoinRequest): boolean {
    const names = protocols.map(({ name }) => name);
    return this.#members.accepts(protocolType, names, this.state === "Empty");
  }

  #joinWithoutId(request: JoinRequest, respond: Respond<JoinAnswer>): void {
    const { groupInstanceId, sessionTimeoutMs } = request;
    const memberId = this.#ports.newMemberId(groupInstanceId ?? request.clientId);
    if (groupInstanceId !== null && this.#members.memberIdOfInstance(groupInstanceId) !== undefined) {
      this.#replaceStatic(request, { groupInstanceId, memberId }, respond);
    } else if (groupInstanceId !== null || !request.knowsMemberIdRequired) {
      this.#addMember(request, memberId, respond);
    } else if (this.#members.pendingSize >= PENDING_MEMBERS_MAX) {
      this.#refuseJoin(respond, errorCodes.GROUP_MAX_SIZE_REACHED, "");
    } else {
      this.#rebalance.sessions.reserve(memberId, sessionTimeoutMs);
      this.#refuseJoin(respond, errorCodes.MEMBER_ID_REQUIRED, memberId);
    }
  }

  #addMember(request: JoinRequest, memberId: string, respond: Respond<JoinAnswer>): void {
    const member = GroupMember.joining(request, memberId);
    member.isNew = true;
    this.#rebalance.memberAdded();
    this.#members.add(member);
    this.#members.awaitJoin(member, respond);
    this.#rebalance.sessions.renew(member, NEW_MEMBER_JOIN_TIMEOUT_MS);
    this.#rebalance.beginOrComplete(because("a member joins", request));
  }

  #rejoin(request: JoinRequest, respond: Respond<JoinAnswer>): void {
    const error = this.#members.check(request.memberId, request.groupInstanceId);
    if (error !== errorCodes.NONE) return this.#refuseJoin(respond, error, request.memberId);
    const member = this.#members.member(request.memberId);
    this.#rebalance.sessions.renew(member);
    const changed = !member.saysTheSame(request.protocols);
    // A leader that comes back to a stable group wants a new assignment; anyone else only missed the last answer.
    const leaderAgain = this.state === "Stable" && this.#members.leaderId === member.memberId;
    if (this.state !== "PreparingRebalance" && !changed && !leaderAgain) {
      return this.#members.answer(respond, this.#currentGeneration(member.memberId));
    }
    this.#members.update(member, request);
    this.#members.awaitJoin(member, respond);
    this.#rebalance.beginOrComplete(because(leaderAgain ? "the leader joins again" : "a member joins again", request));
  }

  /** KIP-345: the process of a static member has restarted. Where nothing else changes, nobody else needs to know. */
  #replaceStatic(
    request: JoinRequest,
    { groupInstanceId, memberId }: { groupInstanceId: string; memberId: string },
    respond: Respond<JoinAnswer>,
  ): void {
    const oldMemberId = this.#members.memberIdOfInstance(groupInstanceId)!;
    const leaderBefore = this.#members.leaderId;
    const member = this.#members.replaceStatic(groupInstanceId, memberId);
    this.#rebalance.renamed(oldMemberId, memberId);
    this.#members.update(member, request);
    this.#members.awaitJoin(member, respond);
    this.#rebalance.sessions.renew(member);
    if (this.state === "PreparingRebalance") this.#rebalance.completeIfAllJoined();
    else if (this.state === "CompletingRebalance") {
      // The leader may be assigning to the old id at this moment.
      this.#rebalance.begin(because("a static member has restarted", request));
    } else if (this.#members.electProtocol() !== this.#rebalance.protocolName) {
      this.#rebalance.begin(because("a static member has restarted with other protocols", request));
    } else this.#storeReplacement(member, { request, leaderBefore });
  }

  /** The new id is the member's once it is committed: a coordinator that knew only the old one would fence it. */
  #storeReplacement(member: GroupMember, context: { request: JoinRequest; leaderBefore: string | null }): void {
    const { generationId } = this;
    this.#ports.persist(this.#rebalance.metadata(), (error) => {
      const superseded = this.state !== "Stable" || this.generationId !== generationId;
      if (superseded || this.#members.find(member.memberId) !== member) return;
      this.#rebalance.sessions.renew(member);
      if (error === errorCodes.NONE) {
        this.#members.answerJoin(member, this.#takeOver(member, context));
      } else {
        this.#members.answerJoin(member, failedJoin(error, ""));
        // What is stored and what is true differ: the next generation's record brings them together.
        this.#rebalance.begin("a static member's new id could not be stored");
      }
      this.#members.deliver();
    });
  }

  #takeOver(
    member: GroupMember,
    { request, leaderBefore }: { request: JoinRequest; leaderBefore: string | null },
  ): JoinAnswer {
    const current = this.#currentGeneration(member.memberId);
    if (member.memberId !== this.#members.leaderId) return current;
    // KIP-814: the leader is told that it leads, but not to assign. One that does not know that is told the old
    // leader's id, so that it takes itself for a follower.
    if (!request.knowsSkipAssignment) return { ...current, leader: leaderBefore ?? "", members: [] };
    return { ...current, skipAssignment: true };
  }

  #currentGeneration(memberId: string): JoinAnswer {
    const { leaderId } = this.#members;
    return {
      errorCode: errorCodes.NONE,
      memberId,
      generationId: this.generationId,
      protocolType: this.protocolType,
      protocolName: this.#rebalance.protocolName,
      leader: leaderId ?? "",
      skipAssignment: false,
      members: memberId === leaderId ? this.#rebalance.joinedMembers() : [],
    };
  }

  #checkSync(request: SyncRequest): number {
    if (this.state === "Dead") return errorCodes.COORDINATOR_NOT_AVAILABLE;
    const error = this.#members.check(request.memberId, request.groupInstanceId);
    if (error !== errorCodes.NONE) return error;
    if (request.generationId !== this.generationId) return errorCodes.ILLEGAL_GENERATION;
    const consistent =
      (request.protocolType === null || request.protocolType === this.protocolType) &&
      (request.protocolName === null || request.protocolName === this.#rebalance.protocolName);
    if (!consistent) return errorCodes.INCONSISTENT_GROUP_PROTOCOL;
    return this.state === "PreparingRebalance" ? errorCodes.REBALANCE_IN_PROGRESS : errorCodes.NONE;
  }

  #awaitAssignment(request: SyncRequest, respond: Respond<SyncAnswer>): void {
    this.#members.awaitSync(this.#members.member(request.memberId), respond);
    if (request.memberId !== this.#members.leaderId) return;
    const assignments = request.assignments.map(({ memberId, assignment }) => [memberId, assignment.slice()] as const);
    this.#rebalance.assign(new Map(assignments));
  }

  #currentAssignment(memberId: string): SyncAnswer {
    return {
      errorCode: errorCodes.NONE,
      protocolType: this.protocolType,
      protocolName: this.#rebalance.protocolName,
      assignment: this.#members.member(memberId).assignment,
    };
  }

  #removeLeaving({ memberId, groupInstanceId }: LeavingMember): number {
    if (this.state === "Dead") return errorCodes.COORDINATOR_NOT_AVAILABLE;
    if (memberId === "") {
      // An operator's tool removes a static member by its instance id alone.
      const staticId = groupInstanceId === null ? undefined : this.#members.memberIdOfInstance(groupInstanceId);
      if (staticId === undefined) return errorCodes.UNKNOWN_MEMBER_ID;
      this.#members.remove(staticId);
      return errorCodes.NONE;
    }
    if (this.#members.removePending(memberId)) return errorCodes.NONE;
    const error = this.#members.check(memberId, groupInstanceId);
    if (error === errorCodes.NONE) this.#members.remove(memberId);
    return error;
  }

  #refuseJoin(respond: Respond<JoinAnswer>, error: number, memberId: string): void {
    this.#members.answer(respond, failedJoin(error, memberId));
  }
}

function because(what: string, request: JoinRequest): string {
  return request.reason === null ? what : `${what}: ${request.reason}`;
}
