import { errorCodes } from "@chronik/kafka-protocol";
import type { Group } from "./group.ts";
import {
  failedJoin,
  failedSync,
  type GenerationMember,
  type GroupDescription,
  type JoinAnswer,
  type JoinRequest,
  type LeaveOutcome,
  type LeavingMember,
  type SyncAnswer,
  type SyncRequest,
} from "./group-messages.ts";
import type { GroupOptions } from "./group-options.ts";
import { groupPartition } from "./group-partition.ts";
import { GroupShard } from "./group-shard.ts";
import type {
  CommitRequest,
  DeleteOffsetsAnswer,
  DeleteOffsetsRequest,
  FetchOffsetsAnswer,
  FetchOffsetsRequest,
} from "./offset-messages.ts";
import type { CoordinatorDirectory, CoordinatorPorts, LedPartition, TopicNames } from "./ports.ts";
import { type LoadOutcome, ShardLoader } from "./shard-loader.ts";

/** A partition of `__consumer_offsets` that this node leads. */
type Slot =
  | { readonly at: LedPartition; readonly state: "loading"; readonly loader: ShardLoader }
  | { readonly at: LedPartition; readonly state: "active"; readonly shard: GroupShard }
  | { readonly at: LedPartition; readonly state: "failed" };

export interface LeaveAnswer {
  readonly errorCode: number;
  readonly outcomes: readonly LeaveOutcome[];
}

/** One group in a list. */
export interface ListedGroup extends GroupDescription {
  readonly groupId: string;
}

/**
 * The consumer groups that this node coordinates: those whose partition of `__consumer_offsets` it leads, and no others.
 *
 * The owner tells it of leadership ({@link becameLeader}, {@link resigned}), in the order of the metadata log. While a
 * partition is being loaded its groups are answered COORDINATOR_LOAD_IN_PROGRESS; for all others, NOT_COORDINATOR.
 *
 * Every request gets its answer exactly once, before the call returns or later; none throws for what a client sends.
 */
export class GroupCoordinator {
  /** Topics by name and by id, as requests and committed offsets name them. */
  readonly topics: TopicNames;
  readonly #ports: CoordinatorPorts;
  readonly #directory: CoordinatorDirectory;
  readonly #options: GroupOptions;
  readonly #slots = new Map<number, Slot>();

  constructor(options: {
    ports: CoordinatorPorts;
    directory: CoordinatorDirectory;
    topics: TopicNames;
    options: GroupOptions;
  }) {
    this.topics = options.topics;
    this.#ports = options.ports;
    this.#directory = options.directory;
    this.#options = options.options;
  }

  /** This node leads the partition from now on, in this epoch. An epoch that is not newer than the known one changes nothing. */
  becameLeader(partition: number, leaderEpoch: number): void {
    const known = this.#slots.get(partition);
    if (known !== undefined && known.at.leaderEpoch >= leaderEpoch) return;
    this.resigned(partition);
    const at: LedPartition = { partition, leaderEpoch };
    const { log, timers, logger } = this.#ports;
    const loader = new ShardLoader({ at, log, timers, logger, done: (outcome) => this.#loaded(at, outcome) });
    this.#slots.set(partition, { at, state: "loading", loader });
  }

  /** This node does not lead the partition any more. Who waits in one of its groups is answered NOT_COORDINATOR. */
  resigned(partition: number): void {
    const slot = this.#slots.get(partition);
    this.#slots.delete(partition);
    if (slot?.state === "loading") slot.loader.cancel();
    else if (slot?.state === "active") slot.shard.close();
  }

  /** The node stops. */
  close(): void {
    for (const partition of [...this.#slots.keys()]) this.resigned(partition);
  }

  /** Topics are gone from the metadata: so are the offsets that were committed for them. */
  topicsDeleted(topics: ReadonlySet<string>): void {
    for (const shard of this.#activeShards()) shard.topicsDeleted(topics);
  }

  join(request: JoinRequest, respond: (answer: JoinAnswer) => void): void {
    const { groupId, memberId, sessionTimeoutMs } = request;
    const { sessionTimeoutMsMin, sessionTimeoutMsMax } = this.#options;
    if (groupId === "") return respond(failedJoin(errorCodes.INVALID_GROUP_ID, memberId));
    if (sessionTimeoutMs < sessionTimeoutMsMin || sessionTimeoutMs > sessionTimeoutMsMax) {
      return respond(failedJoin(errorCodes.INVALID_SESSION_TIMEOUT, memberId));
    }
    this.#inGroup(groupId, {
      // Who has an id got it from a group: where that is gone, so is the id.
      create: memberId === "",
      use: (group) => group.join(request, respond),
      otherwise: (error) => respond(failedJoin(error, memberId)),
    });
  }

  sync(request: SyncRequest, respond: (answer: SyncAnswer) => void): void {
    if (request.groupId === "") return respond(failedSync(errorCodes.INVALID_GROUP_ID));
    this.#inGroup(request.groupId, {
      use: (group) => group.sync(request, respond),
      otherwise: (error) => {
        // The rebalance that this belongs to was lost with the last coordinator. Clients know this code here, and join anew.
        const loading = error === errorCodes.COORDINATOR_LOAD_IN_PROGRESS;
        respond(failedSync(loading ? errorCodes.REBALANCE_IN_PROGRESS : error));
      },
    });
  }

  /** 0, or an error code. */
  heartbeat(request: GenerationMember & { readonly groupId: string }): number {
    if (request.groupId === "") return errorCodes.INVALID_GROUP_ID;
    return this.#inGroup(request.groupId, {
      use: (group) => group.heartbeat(request),
      // All sessions start anew when the load is done, and clients do not expect that code here.
      otherwise: (error) => (error === errorCodes.COORDINATOR_LOAD_IN_PROGRESS ? errorCodes.NONE : error),
    });
  }

  /** Where `errorCode` is not 0, there are no outcomes. */
  leave(groupId: string, members: readonly LeavingMember[]): LeaveAnswer {
    if (groupId === "") return { errorCode: errorCodes.INVALID_GROUP_ID, outcomes: [] };
    return this.#inGroup<LeaveAnswer>(groupId, {
      use: (group) => ({ errorCode: errorCodes.NONE, outcomes: group.leave(members) }),
      otherwise: (error) => {
        if (error !== errorCodes.UNKNOWN_MEMBER_ID) return { errorCode: error, outcomes: [] };
        const outcomes = members.map(({ memberId, groupInstanceId }) => ({
          memberId,
          groupInstanceId,
          errorCode: error,
        }));
        return { errorCode: errorCodes.NONE, outcomes };
      },
    });
  }

  /** `respond` with one error code for each offset, in their order. */
  commitOffsets(request: CommitRequest, respond: (errors: readonly number[]) => void): void {
    const shard = this.#shardOf(request.groupId);
    if (typeof shard === "number") respond(request.offsets.map(() => shard));
    else shard.commit(request, respond);
  }

  fetchOffsets(request: FetchOffsetsRequest, respond: (answer: FetchOffsetsAnswer) => void): void {
    const shard = this.#shardOf(request.groupId);
    if (typeof shard === "number") respond({ errorCode: shard, topics: [] });
    else shard.fetch(request, respond);
  }

  deleteOffsets(request: DeleteOffsetsRequest, respond: (answer: DeleteOffsetsAnswer) => void): void {
    if (request.groupId === "") return respond({ errorCode: errorCodes.INVALID_GROUP_ID, topics: [] });
    const shard = this.#shardOf(request.groupId);
    if (typeof shard === "number") respond({ errorCode: shard, topics: [] });
    else shard.deleteOffsets(request, respond);
  }

  /** `respond` with 0 or an error code. */
  deleteGroup(groupId: string, respond: (error: number) => void): void {
    const shard = this.#shardOf(groupId);
    if (typeof shard === "number") respond(shard);
    else shard.deleteGroup(groupId, respond);
  }

  /** An error code instead of a description where there is none to give; GROUP_ID_NOT_FOUND where there is no such group. */
  describe(groupId: string): GroupDescription | number {
    const shard = this.#shardOf(groupId);
    if (typeof shard === "number") return shard;
    return shard.describe(groupId) ?? errorCodes.GROUP_ID_NOT_FOUND;
  }

  /** All groups of this node. `errorCode` is COORDINATOR_LOAD_IN_PROGRESS while there may be more. */
  list(): { errorCode: number; groups: readonly ListedGroup[] } {
    const loading = [...this.#slots.values()].some(({ state }) => state === "loading");
    if (loading) return { errorCode: errorCodes.COORDINATOR_LOAD_IN_PROGRESS, groups: [] };
    const groups: ListedGroup[] = [];
    for (const shard of this.#activeShards()) {
      for (const groupId of shard.groupIds) {
        const description = shard.describe(groupId);
        if (description !== null) groups.push({ groupId, ...description });
      }
    }
    return { errorCode: errorCodes.NONE, groups };
  }

  #loaded(at: LedPartition, outcome: LoadOutcome): void {
    const { partition } = at;
    if (outcome.kind === "lost") return this.resigned(partition);
    if (outcome.kind === "failed") return this.#failed(at, outcome.error);
    const onLost = () => this.#lost(at);
    try {
      const { image } = outcome;
      const shard = new GroupShard({ at, image, ports: this.#ports, options: this.#options, onLost });
      this.#slots.set(partition, { at, state: "active", shard });
    } catch (error) {
      this.#failed(at, error instanceof Error ? error : new Error(String(error)));
    }
  }

  #failed(at: LedPartition, error: Error): void {
    this.#ports.logger.error("groups are out of service here: their partition cannot be read", {
      ...at,
      reason: error.message,
    });
    this.#slots.set(at.partition, { at, state: "failed" });
  }

  /** The log knows of the end of a leadership before we are told. */
  #lost(at: LedPartition): void {
    if (this.#slots.get(at.partition)?.at === at) this.resigned(at.partition);
  }

  #inGroup<Result>(
    groupId: string,
    on: { create?: boolean; use: (group: Group) => Result; otherwise: (error: number) => Result },
  ): Result {
    const shard = this.#shardOf(groupId);
    if (typeof shard === "number") return on.otherwise(shard);
    return shard.with(groupId, on.create ?? false, (group) =>
      group === null ? on.otherwise(errorCodes.UNKNOWN_MEMBER_ID) : on.use(group),
    );
  }

  #shardOf(groupId: string): GroupShard | number {
    const partitionCount = this.#directory.partitionCount();
    if (partitionCount === 0) return errorCodes.NOT_COORDINATOR;
    const slot = this.#slots.get(groupPartition(groupId, partitionCount));
    if (slot?.state === "active") return slot.shard;
    return slot?.state === "loading" ? errorCodes.COORDINATOR_LOAD_IN_PROGRESS : errorCodes.NOT_COORDINATOR;
  }

  *#activeShards(): IterableIterator<GroupShard> {
    for (const slot of this.#slots.values()) if (slot.state === "active") yield slot.shard;
  }
}
