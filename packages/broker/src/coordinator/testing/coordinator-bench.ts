import { errorCodes, ZERO_UUID } from "@chronik/kafka-protocol";
import type { Clock, Random } from "../../ports.ts";
import { RecordingLogger } from "../../testing/recording-connection.ts";
import { ManualTurns } from "../../testing/turns.ts";
import { GroupCoordinator } from "../group-coordinator.ts";
import type { JoinAnswer, JoinRequest, SyncAnswer } from "../group-messages.ts";
import type { GroupOptions } from "../group-options.ts";
import { groupPartition } from "../group-partition.ts";
import type { CommitRequest, DeleteOffsetsAnswer, FetchOffsetsAnswer, OffsetToCommit } from "../offset-messages.ts";
import type { CoordinatorDirectory, TopicNames } from "../ports.ts";
import { GROUP_OPTIONS } from "./group-transcript.ts";
import { LogModel } from "./log-model.ts";

/** 2026-01-01. */
const WALL_START_MS = 1_767_225_600_000;

/** Nodes with coordinators over one replicated log, under the test's control. */
export class CoordinatorBench {
  readonly turns = new ManualTurns();
  readonly log = new LogModel(this.turns);
  readonly logger = new RecordingLogger();
  readonly nodes: readonly GroupCoordinator[];
  /** Ids by name; change it to delete or create topics. */
  readonly topicIds = new Map([["orders", "0".repeat(31).concat("1")]]);
  readonly partitionCount: number;
  /** Partitions of `__consumer_offsets`; 0 while the topic does not exist. */
  existingPartitionCount: number;
  /** How far the wall clock is off. */
  wallSkewMs = 0;
  #nextUuid = 1;

  constructor(options: { nodeCount?: number; partitionCount?: number; groups?: Partial<GroupOptions> } = {}) {
    this.partitionCount = options.partitionCount ?? 1;
    this.existingPartitionCount = this.partitionCount;
    const groupOptions = { ...GROUP_OPTIONS, ...options.groups };
    this.nodes = Array.from({ length: options.nodeCount ?? 2 }, (_, node) => this.#coordinator(node, groupOptions));
  }

  get clock(): Clock {
    return {
      monotonicMs: () => this.turns.nowMs,
      nowMs: () => WALL_START_MS + this.wallSkewMs + this.turns.nowMs,
    };
  }

  get topics(): TopicNames {
    return {
      partitionCount: (topic) => (this.topicIds.has(topic) ? 4 : undefined),
      idOf: (topic) => this.topicIds.get(topic),
      nameOf: (topicId) => [...this.topicIds].find(([, id]) => id === topicId)?.[0],
    };
  }

  partitionOf(groupId: string): number {
    return groupPartition(groupId, this.partitionCount);
  }

  /** Moves all partitions to a node, tells everyone, and loads. */
  lead(node: number): GroupCoordinator {
    for (let partition = 0; partition < this.partitionCount; partition++) {
      const before = this.log.leaderOf(partition);
      const leaderEpoch = this.log.elect(partition, node);
      this.nodes[before]?.resigned(partition);
      this.nodes[node]!.becameLeader(partition, leaderEpoch);
    }
    this.turns.endTurn();
    return this.nodes[node]!;
  }

  #coordinator(node: number, options: GroupOptions): GroupCoordinator {
    const random: Random = {
      below: () => 0,
      uuid: () => String(this.#nextUuid++).padStart(32, "0"),
    };
    const directory: CoordinatorDirectory = {
      coordinator: () => errorCodes.COORDINATOR_NOT_AVAILABLE,
      ensureInternalTopic: () => undefined,
      partitionCount: () => this.existingPartitionCount,
    };
    const { clock, turns, logger, topics } = this;
    const ports = { clock, timers: turns, random, logger, log: this.log.seenBy(node) };
    return new GroupCoordinator({ ports, directory, topics, options });
  }
}

/** An answer that may not have come yet. */
export interface Box<Answer> {
  answer: Answer | undefined;
}

export function box<Answer>(ask: (respond: (answer: Answer) => void) => void): Box<Answer> {
  const given: Box<Answer> = { answer: undefined };
  ask((answer) => {
    if (given.answer !== undefined) throw new Error("answered twice");
    given.answer = answer;
  });
  return given;
}

export function join(at: GroupCoordinator, request: Partial<JoinRequest> = {}): Box<JoinAnswer> {
  return box((respond) => at.join(joinRequest(request), respond));
}

export function joinRequest(request: Partial<JoinRequest> = {}): JoinRequest {
  return {
    groupId: "group",
    memberId: "",
    groupInstanceId: null,
    clientId: "client",
    clientHost: "/127.0.0.1",
    sessionTimeoutMs: 10_000,
    rebalanceTimeoutMs: 60_000,
    protocolType: "consumer",
    protocols: [{ name: "range", metadata: Uint8Array.of(1) }],
    knowsMemberIdRequired: false,
    knowsSkipAssignment: true,
    reason: null,
    ...request,
  };
}

export function sync(
  at: GroupCoordinator,
  { memberId, generationId }: JoinAnswer,
  assignments: readonly { memberId: string; assignment: Uint8Array }[],
  groupId = "group",
): Box<SyncAnswer> {
  const protocol = { protocolType: null, protocolName: null, groupInstanceId: null };
  return box((respond) => at.sync({ groupId, memberId, generationId, assignments, ...protocol }, respond));
}

/** One member, joined and with an assignment. */
export function stableMember(
  bench: CoordinatorBench,
  at: GroupCoordinator,
  request: Partial<JoinRequest> = {},
): JoinAnswer {
  const joined = join(at, request);
  bench.turns.advance(3000);
  const { memberId } = joined.answer!;
  sync(at, joined.answer!, [{ memberId, assignment: Uint8Array.of(7) }], request.groupId);
  bench.turns.endTurn();
  return joined.answer!;
}

export function offsetToCommit(offset: number, more: Partial<OffsetToCommit> = {}): OffsetToCommit {
  return { topic: "orders", topicId: ZERO_UUID, partition: 0, offset, leaderEpoch: -1, metadata: "", ...more };
}

export function commit(
  at: GroupCoordinator,
  offsets: readonly OffsetToCommit[],
  request: Partial<CommitRequest> = {},
): Box<readonly number[]> {
  const from = { groupId: "group", memberId: "", groupInstanceId: null, generationId: -1 };
  const whole = { ...from, retentionMs: -1, knowsGroupIdNotFound: true, ...request, offsets };
  return box((respond) => at.commitOffsets(whole, respond));
}

export function fetch(at: GroupCoordinator, groupId = "group", requireStable = false): Box<FetchOffsetsAnswer> {
  return box((respond) => at.fetchOffsets({ groupId, topics: null, requireStable }, respond));
}

/** `topic-partition=offset` of all that a group has committed. */
export function offsets(at: GroupCoordinator, groupId = "group"): string[] {
  const { answer } = fetch(at, groupId);
  if (answer?.errorCode !== errorCodes.NONE) throw new Error(`no offsets: ${answer?.errorCode}`);
  return answer.topics.flatMap(({ topic, partitions }) =>
    partitions.map(({ partition, committed }) => `${topic}-${partition}=${committed?.offset}`),
  );
}

export function deleteGroup(at: GroupCoordinator, groupId = "group"): Box<number> {
  return box((respond) => at.deleteGroup(groupId, respond));
}

export function deleteOffsets(at: GroupCoordinator, topic: string, partitions: number[]): Box<DeleteOffsetsAnswer> {
  return box((respond) => at.deleteOffsets({ groupId: "group", topics: [{ topic, partitions }] }, respond));
}
