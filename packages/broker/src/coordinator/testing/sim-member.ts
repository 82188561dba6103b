import { errorCodes, ZERO_UUID } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../group-coordinator.ts";
import type { JoinAnswer, SyncAnswer } from "../group-messages.ts";
import { joinRequest } from "./coordinator-bench.ts";
import { check, type GroupHistory, TOPIC_PARTITIONS } from "./group-history.ts";
import type { SimRandom } from "./sim-random.ts";

/** Where a member sends its next request. */
export interface Destination {
  readonly coordinator: GroupCoordinator;
  /** Whether it really coordinates the group at this moment. */
  readonly isLeader: () => boolean;
  /** Answers do not come through any more. */
  readonly isDead: () => boolean;
}

/** A consumer: it joins, asks for its assignment, sends heartbeats, commits; it loses patience, and its process dies and comes back. */
export class SimMember {
  readonly groupId: string;
  readonly groupInstanceId: string | null;
  readonly #history: GroupHistory;
  readonly #random: SimRandom;
  readonly #modern: boolean;
  #memberId = "";
  #joined: JoinAnswer | null = null;
  /** The generation before: commits of it may still be under way. */
  #before: JoinAnswer | null = null;
  #partitions: readonly number[] | null = null;
  #metadata = 0;
  /** Names the request that is answered next; answers to others are ignored. */
  #request = 0;
  #busy = false;
  #waitingAt: Destination | null = null;

  constructor(options: {
    groupId: string;
    groupInstanceId: string | null;
    history: GroupHistory;
    random: SimRandom;
  }) {
    this.groupId = options.groupId;
    this.groupInstanceId = options.groupInstanceId;
    this.#history = options.history;
    this.#random = options.random;
    this.#modern = options.random.percent(80);
  }

  /** Null while it has no assignment. */
  get partitions(): readonly number[] | null {
    return this.#partitions;
  }

  /** The process dies: it forgets everything, and its connections break. */
  restart(): void {
    this.#giveUp();
    this.#memberId = "";
    this.#joinAgain();
    this.#before = null;
  }

  /** A connection to a dead node breaks. */
  notice(): void {
    if (this.#busy && this.#waitingAt?.isDead()) this.#giveUp();
  }

  act(to: Destination, { calm }: { calm: boolean }): void {
    if (!calm && this.#before !== null && this.#random.percent(5)) this.#commitLate(to, this.#before);
    if (this.#busy) {
      if (!calm && this.#random.percent(5)) this.#giveUp();
    } else if (this.#joined === null) this.#join(to);
    else if (this.#partitions === null) this.#sync(to, this.#joined);
    else this.#work(to, this.#joined, this.#random.below(calm ? 80 : 100));
  }

  #work(to: Destination, joined: JoinAnswer, what: number): void {
    if (what < 40) this.#heartbeat(to, joined);
    else if (what < 80) this.#commit(to, joined);
    else if (what < 90) {
      this.#metadata++;
      this.#joinAgain();
    } else if (what < 93) this.#leave(to);
    else this.#fetch(to);
  }

  #join(to: Destination): void {
    const request = joinRequest({
      groupId: this.groupId,
      memberId: this.#memberId,
      groupInstanceId: this.groupInstanceId,
      clientId: "member",
      protocols: [{ name: "range", metadata: Uint8Array.of(this.#metadata % 256) }],
      knowsMemberIdRequired: this.#modern,
      knowsSkipAssignment: this.#modern,
      rebalanceTimeoutMs: 20_000,
    });
    const answered = this.#ask(to, (answer: JoinAnswer) => this.#onJoin(answer));
    to.coordinator.join(request, answered);
  }

  #onJoin(answer: JoinAnswer): void {
    const { errorCode } = answer;
    if (errorCode === errorCodes.MEMBER_ID_REQUIRED) this.#memberId = answer.memberId;
    else if (errorCode !== errorCodes.NONE) this.#onError(errorCode);
    else {
      this.#memberId = answer.memberId;
      this.#joined = answer;
      if (answer.skipAssignment) this.#history.mark("skipped assignment");
    }
  }

  #sync(to: Destination, joined: JoinAnswer): void {
    const leads = joined.leader === joined.memberId && !joined.skipAssignment;
    const memberIds = joined.members.map(({ memberId }) => memberId);
    const assignments = leads ? this.#assign(memberIds) : [];
    const protocol = { protocolType: "consumer", protocolName: "range" };
    const { groupId, groupInstanceId } = this;
    const { memberId, generationId } = joined;
    const answered = this.#ask(to, (answer: SyncAnswer) => this.#onSync(answer, generationId));
    to.coordinator.sync({ groupId, groupInstanceId, memberId, generationId, ...protocol, assignments }, answered);
  }

  /** Different each time: a second assignment in one generation would be noticed. */
  #assign(memberIds: readonly string[]): { memberId: string; assignment: Uint8Array }[] {
    const partitions = this.#random.shuffled(TOPIC_PARTITIONS);
    return memberIds.map((memberId, i) => ({
      memberId,
      assignment: Uint8Array.from(partitions.filter((_, p) => p % memberIds.length === i)),
    }));
  }

  #onSync(answer: SyncAnswer, generationId: number): void {
    if (answer.errorCode !== errorCodes.NONE) return this.#onError(answer.errorCode);
    this.#partitions = [...answer.assignment];
    const identity = this.groupInstanceId ?? this.#memberId;
    this.#history.assigned({ groupId: this.groupId, generationId, identity }, this.#partitions);
  }

  #heartbeat(to: Destination, joined: JoinAnswer): void {
    const error = to.coordinator.heartbeat({ ...this.#from(joined), groupId: this.groupId });
    if (error !== errorCodes.NONE) this.#onError(error);
    else if (!to.isLeader()) this.#history.mark("told by a leader that was none");
  }

  #commit(to: Destination, joined: JoinAnswer): void {
    const hear = this.#ask(to, (error: number) => {
      if (error !== errorCodes.NONE) this.#onError(error);
    });
    this.#sendCommit(to, joined, hear);
  }

  /** A request that was sent before the member joined again. Nobody waits for its answer. */
  #commitLate(to: Destination, before: JoinAnswer): void {
    this.#history.mark("commit of an old generation");
    this.#sendCommit(to, before, () => undefined);
  }

  #sendCommit(to: Destination, joined: JoinAnswer, hear: (error: number) => void): void {
    const { groupId } = this;
    const partition = this.#random.pick(TOPIC_PARTITIONS);
    const offset = this.#history.issue(groupId, partition);
    const newestAtIssue = this.#history.newestGeneration(groupId);
    const from = this.#from(joined);
    const answered = ([error]: readonly number[]) => {
      if (error === errorCodes.NONE) this.#history.acknowledged({ ...from, groupId, partition, offset }, newestAtIssue);
      else this.#history.mark("commit refused");
      hear(error!);
    };
    const committed = { topic: "orders", topicId: ZERO_UUID, partition, offset, leaderEpoch: -1, metadata: "" };
    const request = { ...from, groupId, retentionMs: -1, knowsGroupIdNotFound: true, offsets: [committed] };
    to.coordinator.commitOffsets(request, answered);
  }

  #fetch(to: Destination): void {
    const { groupId } = this;
    const topics = [{ topic: "orders", partitions: TOPIC_PARTITIONS }];
    const requireStable = this.#random.percent(50);
    const answered = this.#ask(to, (answer: FetchAnswer) => {
      if (answer.errorCode !== errorCodes.NONE) return this.#onError(answer.errorCode);
      if (!to.isLeader()) return;
      for (const { partition, committed } of answer.topics[0]!.partitions) {
        this.#history.seen(groupId, partition, committed?.offset ?? 0);
      }
    });
    to.coordinator.fetchOffsets({ groupId, topics, requireStable }, answered);
  }

  #leave(to: Destination): void {
    const { memberId } = this.#from(this.#joined!);
    to.coordinator.leave(this.groupId, [{ memberId, groupInstanceId: this.groupInstanceId, reason: null }]);
    this.restart();
  }

  #onError(error: number): void {
    const { FENCED_INSTANCE_ID, UNKNOWN_MEMBER_ID } = errorCodes;
    if (error === FENCED_INSTANCE_ID) this.#history.mark("fenced");
    if (error === FENCED_INSTANCE_ID || error === UNKNOWN_MEMBER_ID || error === errorCodes.GROUP_ID_NOT_FOUND) {
      this.#memberId = "";
    }
    check(EXPECTED_ERRORS.has(error), `a member was told ${error}`);
    if (REJOIN_ERRORS.has(error)) this.#joinAgain();
  }

  #joinAgain(): void {
    if (this.#partitions !== null) this.#before = this.#joined;
    this.#joined = null;
    this.#partitions = null;
  }

  #giveUp(): void {
    this.#request++;
    this.#busy = false;
  }

  /** Marks the member busy until the answer, which may come only once. */
  #ask<Answer>(to: Destination, then: (answer: Answer) => void): (answer: Answer) => void {
    const request = ++this.#request;
    this.#busy = true;
    this.#waitingAt = to;
    let answered = false;
    return (answer) => {
      check(!answered, "a request was answered twice");
      answered = true;
      if (request !== this.#request || to.isDead()) return;
      this.#busy = false;
      then(answer);
    };
  }

  #from({ memberId, generationId }: JoinAnswer) {
    return { memberId, generationId, groupInstanceId: this.groupInstanceId };
  }
}

type FetchAnswer = Parameters<Parameters<GroupCoordinator["fetchOffsets"]>[1]>[0];

const { UNKNOWN_MEMBER_ID, ILLEGAL_GENERATION, REBALANCE_IN_PROGRESS, FENCED_INSTANCE_ID, GROUP_ID_NOT_FOUND } =
  errorCodes;
const { NOT_COORDINATOR, COORDINATOR_NOT_AVAILABLE, COORDINATOR_LOAD_IN_PROGRESS } = errorCodes;

/** What makes a consumer join its group again. */
const REJOIN_ERRORS: ReadonlySet<number> = new Set([
  UNKNOWN_MEMBER_ID,
  ILLEGAL_GENERATION,
  REBALANCE_IN_PROGRESS,
  FENCED_INSTANCE_ID,
  GROUP_ID_NOT_FOUND,
]);

const EXPECTED_ERRORS: ReadonlySet<number> = new Set([
  ...REJOIN_ERRORS,
  NOT_COORDINATOR,
  COORDINATOR_NOT_AVAILABLE,
  COORDINATOR_LOAD_IN_PROGRESS,
]);
