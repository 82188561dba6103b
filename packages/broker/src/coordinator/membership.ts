import { errorCodes } from "@chronik/kafka-protocol";
import { invariant } from "./coordinator-error.ts";
import { type GroupMember, ownProtocols } from "./group-member.ts";
import { failedJoin, failedSync, type JoinAnswer, type JoinRequest, type SyncAnswer } from "./group-messages.ts";

/**
 * Who is in a group, who is about to be, and whose answers are owed.
 *
 * Invariants:
 * - A static member is known by its instance id to exactly one member id (KIP-345).
 * - The leader is a member, while there are members.
 * - All members have the group's protocol type, and there is a protocol that all of them support.
 * - An answer that is owed is given exactly once. Answers are collected and given by {@link deliver}, when the group is
 *   consistent again: who gets one may come back with the next request at once.
 */
export class Membership {
  #members = new Map<string, GroupMember>();
  readonly #memberIdByInstance = new Map<string, string>();
  /** Ids that were given out, and until when, by the monotonic clock, one may join with them (KIP-394). */
  readonly #pendingDeadlines = new Map<string, number>();
  /** How many members support each protocol. */
  readonly #supporters = new Map<string, number>();
  #protocolType: string | null;
  #leaderId: string | null = null;
  #awaitingJoinCount = 0;
  #answers: (() => void)[] = [];

  constructor(protocolType: string | null) {
    this.#protocolType = protocolType;
  }

  get size(): number {
    return this.#members.size;
  }

  get pendingSize(): number {
    return this.#pendingDeadlines.size;
  }

  get awaitingJoinCount(): number {
    return this.#awaitingJoinCount;
  }

  /** Stays after the last member has left, until one with another type comes. */
  get protocolType(): string | null {
    return this.#protocolType;
  }

  get leaderId(): string | null {
    return this.#leaderId;
  }

  /** In the order in which they joined. */
  all(): IterableIterator<GroupMember> {
    return this.#members.values();
  }

  has(memberId: string): boolean {
    return this.#members.has(memberId);
  }

  find(memberId: string): GroupMember | undefined {
    return this.#members.get(memberId);
  }

  member(memberId: string): GroupMember {
    const member = this.#members.get(memberId);
    invariant(member !== undefined, `no member ${memberId}`);
    return member;
  }

  memberIdOfInstance(groupInstanceId: string): string | undefined {
    return this.#memberIdByInstance.get(groupInstanceId);
  }

  isPending(memberId: string): boolean {
    return this.#pendingDeadlines.has(memberId);
  }

  /** Everyone has come back with a JoinGroup, and nobody holds an id to come with. */
  get haveAllJoined(): boolean {
    return this.#members.size === this.#awaitingJoinCount && this.#pendingDeadlines.size === 0;
  }

  /** The longest that a member asks to be waited for. */
  get rebalanceTimeoutMs(): number {
    let longestMs = 0;
    for (const member of this.#members.values()) longestMs = Math.max(longestMs, member.rebalanceTimeoutMs);
    return longestMs;
  }

  /** Who speaks for a member: 0, UNKNOWN_MEMBER_ID, or FENCED_INSTANCE_ID for the older process of a static member. */
  check(memberId: string, groupInstanceId: string | null): number {
    if (groupInstanceId !== null) {
      const current = this.#memberIdByInstance.get(groupInstanceId);
      if (current === undefined) return errorCodes.UNKNOWN_MEMBER_ID;
      if (current !== memberId) return errorCodes.FENCED_INSTANCE_ID;
    }
    return this.#members.has(memberId) ? errorCodes.NONE : errorCodes.UNKNOWN_MEMBER_ID;
  }

  /** Whether a member with these protocols leaves one that all support. `empty`: the group takes any type. */
  accepts(protocolType: string, protocolNames: readonly string[], empty: boolean): boolean {
    if (empty) return protocolType !== "" && protocolNames.length > 0;
    if (protocolType !== this.#protocolType) return false;
    return protocolNames.some((name) => (this.#supporters.get(name) ?? 0) === this.#members.size);
  }

  /** The protocol that all support and most prefer; where two are preferred alike, the one that the older member prefers. */
  electProtocol(): string {
    const votes = new Map<string, number>();
    for (const member of this.#members.values()) {
      const vote = member.protocols.find(({ name }) => this.#supporters.get(name) === this.#members.size);
      invariant(vote !== undefined, "no protocol that all members support");
      votes.set(vote.name, (votes.get(vote.name) ?? 0) + 1);
    }
    let elected: string | null = null;
    for (const [name, count] of votes) if (elected === null || count > votes.get(elected)!) elected = name;
    invariant(elected !== null, "an empty group has no protocol to elect");
    return elected;
  }

  addPending(memberId: string, deadlineMs: number): void {
    invariant(!this.#members.has(memberId), `member ${memberId} is no newcomer`);
    this.#pendingDeadlines.set(memberId, deadlineMs);
  }

  removePending(memberId: string): boolean {
    return this.#pendingDeadlines.delete(memberId);
  }

  pendingIds(): ReadonlyMap<string, number> {
    return this.#pendingDeadlines;
  }

  add(member: GroupMember): void {
    invariant(!this.#members.has(member.memberId), `member ${member.memberId} is in the group already`);
    if (member.groupInstanceId !== null) {
      invariant(!this.#memberIdByInstance.has(member.groupInstanceId), `two members are ${member.groupInstanceId}`);
      this.#memberIdByInstance.set(member.groupInstanceId, member.memberId);
    }
    if (this.#members.size === 0) this.#protocolType = member.protocolType;
    invariant(member.protocolType === this.#protocolType, "a member has another protocol type than its group");
    this.#leaderId ??= member.memberId;
    this.#members.set(member.memberId, member);
    this.#count(member, 1);
    this.#pendingDeadlines.delete(member.memberId);
  }

  /** What the member says of itself from now on. */
  update(member: GroupMember, request: JoinRequest): void {
    this.#count(member, -1);
    member.protocols = ownProtocols(request.protocols);
    this.#count(member, 1);
    member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
    member.sessionTimeoutMs = request.sessionTimeoutMs;
  }

  /** Takes a member out. What it waits for is answered with UNKNOWN_MEMBER_ID: where it lives, it joins anew. */
  remove(memberId: string): void {
    const member = this.member(memberId);
    this.answerJoin(member, failedJoin(errorCodes.UNKNOWN_MEMBER_ID, ""));
    this.answerSync(member, failedSync(errorCodes.UNKNOWN_MEMBER_ID));
    this.#members.delete(memberId);
    this.#count(member, -1);
    if (member.groupInstanceId !== null) this.#memberIdByInstance.delete(member.groupInstanceId);
    if (this.#leaderId === memberId) this.#leaderId = this.#members.keys().next().value ?? null;
  }

  /** A static member's process has restarted: it takes over the old one's place, role and assignment; the old one is fenced. */
  replaceStatic(groupInstanceId: string, memberId: string): GroupMember {
    SIMULATION: globalThis.chronikSometimes?.("a static member is replaced");
    const old = this.member(this.#memberIdByInstance.get(groupInstanceId) ?? "");
    this.answerJoin(old, failedJoin(errorCodes.FENCED_INSTANCE_ID, old.memberId));
    this.answerSync(old, failedSync(errorCodes.FENCED_INSTANCE_ID));
    const renamed = old.renamed(memberId);
    const members = [...this.#members.values()].map((member) => (member === old ? renamed : member));
    this.#members = new Map(members.map((member) => [member.memberId, member]));
    this.#memberIdByInstance.set(groupInstanceId, memberId);
    if (this.#leaderId === old.memberId) this.#leaderId = memberId;
    return renamed;
  }

  /** Where the leader has not come back, the first member that has takes its place. False where nobody has. */
  electJoinedLeader(): boolean {
    if (this.#leaderId !== null && this.member(this.#leaderId).awaitingJoin !== null) return true;
    for (const member of this.#members.values()) {
      if (member.awaitingJoin === null) continue;
      this.#leaderId = member.memberId;
      return true;
    }
    return false;
  }

  /** Only for a group that is read from its record. */
  setLeader(memberId: string): void {
    invariant(this.#members.has(memberId), `leader ${memberId} is no member`);
    this.#leaderId = memberId;
  }

  /** Owes the member an answer to its JoinGroup. One that it waits for from before is given up. */
  awaitJoin(member: GroupMember, respond: (answer: JoinAnswer) => void): void {
    this.answerJoin(member, failedJoin(errorCodes.REBALANCE_IN_PROGRESS, member.memberId));
    member.awaitingJoin = respond;
    this.#awaitingJoinCount++;
  }

  answerJoin(member: GroupMember, answer: JoinAnswer): void {
    const respond = member.awaitingJoin;
    if (respond === null) return;
    member.awaitingJoin = null;
    this.#awaitingJoinCount--;
    this.answer(respond, answer);
  }

  awaitSync(member: GroupMember, respond: (answer: SyncAnswer) => void): void {
    this.answerSync(member, failedSync(errorCodes.REBALANCE_IN_PROGRESS));
    member.awaitingSync = respond;
  }

  /** False where none is owed. */
  answerSync(member: GroupMember, answer: SyncAnswer): boolean {
    const respond = member.awaitingSync;
    if (respond === null) return false;
    member.awaitingSync = null;
    this.answer(respond, answer);
    return true;
  }

  /** Gives an answer when {@link deliver} is called. */
  answer<Answer>(respond: (answer: Answer) => void, answer: Answer): void {
    this.#answers.push(() => respond(answer));
  }

  deliver(): void {
    while (this.#answers.length > 0) {
      const answers = this.#answers;
      this.#answers = [];
      for (const give of answers) give();
    }
  }

  #count(member: GroupMember, change: 1 | -1): void {
    for (const { name } of member.protocols) {
      const count = (this.#supporters.get(name) ?? 0) + change;
      if (count === 0) this.#supporters.delete(name);
      else this.#supporters.set(name, count);
    }
  }
}
