import {
  errorCodes,
  errorInfo,
  heartbeat,
  joinGroup,
  leaveGroup,
  type ResponseOf,
  syncGroup,
} from "@chronik/kafka-protocol";
import { ClusterClient } from "./cluster-client.ts";
import { askCommitted } from "./committed-offsets.ts";
import { CoordinatorLink } from "./coordinator-link.ts";
import { Fetcher, type FetchOptions } from "./fetcher.ts";
import { OffsetCommitter } from "./offset-committer.ts";
import type { ClientOptions, ClientProcess } from "./ports.ts";
import { decodeAssignment, encodeSubscription, RANGE, rangeAssignments } from "./range-assignor.ts";

/** Times are milliseconds of simulated time. Where nothing is committed a member begins at the start of the log. */
export interface GroupMemberOptions extends ClientOptions, Omit<FetchOptions, "reset"> {
  readonly group: string;
  readonly topic: string;
  /** Its `group.instance.id`, which makes it a static member (KIP-345). Default null. */
  readonly groupInstanceId?: string | null;
  /** Default 3000. */
  readonly sessionTimeoutMs?: number;
  /** Default: the session timeout. */
  readonly rebalanceTimeoutMs?: number;
  /** Default a third of the session timeout. */
  readonly heartbeatIntervalMs?: number;
  /** Default 500. */
  readonly commitIntervalMs?: number;
  /** Whether {@link GroupMember.stop} says good-bye. Default true, and false for static members. */
  readonly leavesOnStop?: boolean;
}

/** `stable`: it has an assignment, and reads. The step before asks what the group has committed of it. */
type State = "stopped" | "joining" | "syncing" | "asking" | "stable" | "leaving";

type Joined = ResponseOf<typeof joinGroup>;

const PROTOCOL_TYPE = "consumer";
/** Bounds the time of a JoinGroup beyond the rebalance that it waits for. */
const JOIN_MARGIN_MS = 2000;
/** With the default back-off a second, or as many requests without an answer. */
const LAST_COMMIT_ATTEMPTS = 20;

/**
 * A member of a consumer group of the classic protocol: joins, gets a range of the topic's partitions, reads on from what the group has
 * committed, and commits what it has read from time to time and before it gives a partition up.
 *
 * Invariants:
 * - It commits only what is in the history as polled.
 * - Each attempt to join counts up `#attempt`; what comes for an older one changes nothing.
 */
export class GroupMember implements ClientProcess {
  readonly id: string;
  onIdle: () => void = () => {};
  readonly #options: GroupMemberOptions;
  readonly #cluster: ClusterClient;
  readonly #link: CoordinatorLink;
  readonly #fetcher: Fetcher;
  readonly #committer: OffsetCommitter;
  readonly #groupInstanceId: string | null;
  readonly #sessionTimeoutMs: number;
  #state: State = "stopped";
  #attempt = 0;
  #memberId = "";
  #generation = -1;
  #assigned: readonly number[] = [];
  #fenced = false;

  constructor(options: GroupMemberOptions) {
    const { id, group, topic, history } = options;
    this.id = id;
    this.#options = options;
    this.#groupInstanceId = options.groupInstanceId ?? null;
    this.#sessionTimeoutMs = options.sessionTimeoutMs ?? 3000;
    this.#cluster = new ClusterClient(options);
    const cluster = this.#cluster;
    this.#link = new CoordinatorLink(cluster, group);
    this.#fetcher = new Fetcher({ ...options, reset: "earliest", cluster });
    this.#committer = new OffsetCommitter({ cluster, link: this.#link, history, group, topic });
  }

  get idle(): boolean {
    return this.#state === "stopped";
  }

  /** It has an assignment and reads. */
  get stable(): boolean {
    return this.#state === "stable";
  }

  /** Another process has its instance id: it has ended by itself. */
  get fenced(): boolean {
    return this.#fenced;
  }

  get generation(): number {
    return this.#generation;
  }

  /** The partitions it has; none while it is not stable. */
  get assigned(): readonly number[] {
    return this.#assigned;
  }

  /** The next offset that it will read; undefined where it has no such partition. */
  position(partition: number): number | undefined {
    return this.#fetcher.position(partition);
  }

  start(): void {
    this.#cluster.follow(this.#options.topic);
    this.#heartbeatLater();
    this.#commitLater();
    this.#join();
  }

  /** Commits, leaves where it is to, and hangs up. */
  stop(): void {
    if (this.#state === "stopped" || this.#state === "leaving") return;
    const wasStable = this.#state === "stable";
    const positions = this.#positions();
    this.#giveUpAssignment("leaving");
    if (wasStable) this.#commitLast(positions, LAST_COMMIT_ATTEMPTS);
    else this.#leave();
  }

  kill(): void {
    this.#state = "stopped";
    this.#attempt++;
    this.#fetcher.stop();
    this.#cluster.life.end();
  }

  pause(): void {
    this.#cluster.life.pause();
  }

  resume(): void {
    this.#cluster.life.resume();
  }

  #join(): void {
    const attempt = this.#giveUpAssignment("joining");
    const { group, topic, rebalanceTimeoutMs } = this.#options;
    const timeoutMs = rebalanceTimeoutMs ?? this.#sessionTimeoutMs;
    this.#link.ask({
      api: joinGroup,
      timeoutMs: timeoutMs + JOIN_MARGIN_MS,
      body: (version) => ({
        groupId: group,
        sessionTimeoutMs: this.#sessionTimeoutMs,
        rebalanceTimeoutMs: timeoutMs,
        memberId: this.#memberId,
        ...(version >= 5 && { groupInstanceId: this.#groupInstanceId }),
        protocolType: PROTOCOL_TYPE,
        protocols: [{ name: RANGE, metadata: encodeSubscription(topic) }],
      }),
      done: (answer) => {
        if (attempt !== this.#attempt) return;
        if (answer.kind !== "answered") return this.#rejoinLater();
        const { errorCode, memberId } = answer.body;
        if (errorCode === errorCodes.NONE) return this.#sync(answer.body, attempt);
        if (errorCode === errorCodes.MEMBER_ID_REQUIRED) {
          this.#memberId = memberId;
          return this.#join();
        }
        this.#noteError(errorCode);
        this.#rejoinLater();
      },
    });
  }

  #sync(joined: Joined, attempt: number): void {
    const { group, topic } = this.#options;
    this.#memberId = joined.memberId;
    this.#generation = joined.generationId;
    this.#state = "syncing";
    const leads = joined.leader === joined.memberId && !joined.skipAssignment;
    const partitionCount = this.#cluster.metadata.partitionCount(topic);
    // Nobody can be given partitions of a topic that is not known yet.
    if (leads && partitionCount === 0) return this.#rejoinLater();
    const memberIds = joined.members.map(({ memberId }) => memberId);
    this.#link.ask({
      api: syncGroup,
      timeoutMs: this.#sessionTimeoutMs + JOIN_MARGIN_MS,
      body: (version) => ({
        groupId: group,
        generationId: this.#generation,
        memberId: this.#memberId,
        ...(version >= 3 && { groupInstanceId: this.#groupInstanceId }),
        protocolType: PROTOCOL_TYPE,
        protocolName: RANGE,
        assignments: leads ? rangeAssignments(memberIds, topic, partitionCount) : [],
      }),
      done: (answer) => {
        if (attempt !== this.#attempt) return;
        if (answer.kind !== "answered") return this.#rejoinLater();
        const { errorCode, assignment } = answer.body;
        if (errorCode === errorCodes.NONE) return this.#begin(decodeAssignment(assignment, topic), attempt);
        this.#noteError(errorCode);
        this.#rejoinLater();
      },
    });
  }

  /** Takes an assignment, and asks where to go on. */
  #begin(partitions: readonly number[], attempt: number): void {
    const { group, topic, history } = this.#options;
    const generation = this.#generation;
    const member = this.#groupInstanceId ?? this.#memberId;
    history.done(this.id, { f: "assigned", group, generation, member, topic, partitions });
    this.#assigned = partitions;
    this.#state = "asking";
    this.#askCommitted(attempt);
  }

  #askCommitted(attempt: number): void {
    const { group, topic, history } = this.#options;
    const [cluster, link, generation, partitions] = [this.#cluster, this.#link, this.#generation, this.#assigned];
    if (partitions.length === 0) {
      this.#state = "stable";
      return;
    }
    askCommitted({ cluster, link, history, group, topic, partitions, generation }, (offsets) => {
      if (attempt !== this.#attempt) return;
      if (offsets === null) {
        cluster.life.after(cluster.retryBackoffMs, () => {
          if (attempt === this.#attempt) this.#askCommitted(attempt);
        });
        return;
      }
      this.#state = "stable";
      for (const [partition, offset] of offsets) {
        this.#fetcher.assign(partition, offset < 0 ? null : offset, "committed");
      }
    });
  }

  #heartbeatLater(): void {
    const intervalMs = this.#options.heartbeatIntervalMs ?? this.#sessionTimeoutMs / 3;
    this.#cluster.life.after(intervalMs, () => {
      if (this.#state === "stopped" || this.#state === "leaving") return;
      if (this.#state === "stable" || this.#state === "asking") this.#heartbeat();
      this.#heartbeatLater();
    });
  }

  #heartbeat(): void {
    const attempt = this.#attempt;
    this.#link.ask({
      api: heartbeat,
      body: (version) => ({
        groupId: this.#options.group,
        generationId: this.#generation,
        memberId: this.#memberId,
        ...(version >= 3 && { groupInstanceId: this.#groupInstanceId }),
      }),
      done: (answer) => {
        if (attempt !== this.#attempt || answer.kind !== "answered") return;
        const { errorCode } = answer.body;
        if (errorCode !== errorCodes.NONE) this.#refused(errorCode);
      },
    });
  }

  #commitLater(): void {
    this.#cluster.life.after(this.#options.commitIntervalMs ?? 500, () => {
      if (this.#state === "stopped" || this.#state === "leaving") return;
      if (this.#state === "stable") this.#commitAndGoOn();
      this.#commitLater();
    });
  }

  #commitAndGoOn(): void {
    const attempt = this.#attempt;
    this.#committer.commit(this.#committing(), this.#positions(), (error) => {
      if (attempt === this.#attempt && error !== null && error !== errorCodes.NONE) this.#refused(error);
    });
  }

  /** Commits before leaving; tries again where nobody answers, or somebody who is not the coordinator. */
  #commitLast(positions: ReadonlyMap<number, number>, attempts: number): void {
    this.#committer.commitNext(this.#committing(), positions, (error) => {
      this.#link.noteError(error ?? errorCodes.NONE);
      const goesOn = error === null || errorInfo(error)?.retriable === true;
      if (!goesOn || attempts <= 1) return this.#leave();
      this.#cluster.life.after(this.#cluster.retryBackoffMs, () => this.#commitLast(positions, attempts - 1));
    });
  }

  #committing() {
    return { memberId: this.#memberId, generation: this.#generation, groupInstanceId: this.#groupInstanceId };
  }

  #positions(): Map<number, number> {
    const positions = new Map<number, number>();
    for (const partition of this.#assigned) {
      const position = this.#fetcher.position(partition);
      if (position !== undefined) positions.set(partition, position);
    }
    return positions;
  }

  /** A heartbeat or commit was answered with an error: some of them mean that the assignment is over. */
  #refused(error: number): void {
    this.#noteError(error);
    if (this.#state === "stopped") return;
    if (error === errorCodes.REBALANCE_IN_PROGRESS) {
      const positions = this.#positions();
      const attempt = this.#giveUpAssignment("joining");
      this.#committer.commitNext(this.#committing(), positions, () => {
        if (attempt === this.#attempt) this.#join();
      });
    } else if (error === errorCodes.UNKNOWN_MEMBER_ID || error === errorCodes.ILLEGAL_GENERATION) {
      this.#join();
    }
  }

  /** Stops reading. Returns the number of the attempt that begins. */
  #giveUpAssignment(state: "joining" | "leaving"): number {
    this.#state = state;
    this.#assigned = [];
    this.#fetcher.revokeAll();
    this.#committer.forget();
    return ++this.#attempt;
  }

  #noteError(error: number): void {
    this.#link.noteError(error);
    if (error === errorCodes.UNKNOWN_MEMBER_ID) this.#memberId = "";
    if (error !== errorCodes.FENCED_INSTANCE_ID) return;
    this.#fenced = true;
    this.#end();
  }

  #rejoinLater(): void {
    if (this.#state === "stopped") return;
    const attempt = this.#attempt;
    this.#cluster.life.after(this.#cluster.retryBackoffMs, () => {
      if (attempt === this.#attempt) this.#join();
    });
  }

  #leave(): void {
    const leaves = this.#options.leavesOnStop ?? this.#groupInstanceId === null;
    if (!leaves || this.#memberId === "") return this.#end();
    const memberId = this.#memberId;
    this.#link.ask({
      api: leaveGroup,
      body: (version) => {
        const groupId = this.#options.group;
        if (version < 3) return { groupId, memberId };
        return { groupId, members: [{ memberId, groupInstanceId: this.#groupInstanceId }] };
      },
      done: () => this.#end(),
    });
  }

  #end(): void {
    if (this.#state === "stopped") return;
    this.kill();
    this.onIdle();
  }
}
