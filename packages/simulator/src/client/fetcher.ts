import {
  errorCodes,
  fetch,
  listOffsets,
  offsetForLeaderEpoch,
  type RequestInputOf,
  type ResponseOf,
} from "@chronik/kafka-protocol";
import type { History } from "../history/history.ts";
import type { PolledRecord, SeekReason } from "../history/operation.ts";
import type { ClusterClient } from "./cluster-client.ts";
import { FetchedRecords } from "./fetched-records.ts";
import type { PartitionLeader } from "./metadata-view.ts";

/** How a consumer fetches. Times are milliseconds of simulated time. */
export interface FetchOptions {
  /** The long poll: a fetch is answered after so long though there is nothing. Default 500. */
  readonly maxWaitMs?: number;
  /** Default 1. */
  readonly minBytes?: number;
  /** Of a response, and of a partition in it. Default 1 MiB each. */
  readonly maxBytes?: number;
  readonly partitionMaxBytes?: number;
  /** Default false. */
  readonly readCommitted?: boolean;
  /** Where to go where there is no position, or one that is out of range. Default `earliest`. */
  readonly reset?: "earliest" | "latest";
  /** From one answer to the next fetch. Default 0. */
  readonly pollIntervalMs?: number;
}

export interface FetcherOptions extends FetchOptions {
  readonly cluster: ClusterClient;
  readonly history: History;
  readonly topic: string;
  /** The group whose member it is. */
  readonly group: string | null;
  /** Called with all records that come, in order. */
  readonly onRecords?: (partition: number, records: readonly PolledRecord[]) => void;
}

/** Where the consumer is in one partition. Replaced, never reused: what comes for another object is late. */
interface Position {
  readonly partition: number;
  /** The next offset to read; null while it has to be asked for. */
  offset: number | null;
  /** The epoch of the last record read; −1 where none was. */
  lastEpoch: number;
  /** The leader epoch in which the position was last found to be in the log. */
  checkedEpoch: number;
  /** A question of its own is under way, or it was answered an error and waits. */
  busy: boolean;
}

/** One partition of a fetch that is under way, as it was when that was sent. */
interface Asked {
  readonly position: Position;
  readonly offset: number;
  readonly leaderEpoch: number;
}

type FetchPartition = NonNullable<NonNullable<RequestInputOf<typeof fetch>["topics"]>[number]["partitions"]>[number];
type FetchedPartition = ResponseOf<typeof fetch>["responses"][number]["partitions"][number];

const LATEST = -1;
const EARLIEST = -2;
const BYTES_MAX = 1024 * 1024;
/** The first version that tells a consumer where its log and the leader's part (KIP-595). */
const LAST_EPOCH_VERSION = 12;

/**
 * Reads partitions from their leaders: one long poll at a time to each node, for all partitions that it leads.
 *
 * Invariant: whenever a position is anything else than one after the record read last, the history has a `seek` that says why.
 */
export class Fetcher {
  readonly #options: FetcherOptions;
  readonly #cluster: ClusterClient;
  readonly #positions = new Map<number, Position>();
  readonly #fetchingNodes = new Set<number>();
  readonly #records: FetchedRecords;
  #questions = 0;
  #pumpTimerSet = false;
  #stopped = false;

  constructor(options: FetcherOptions) {
    this.#options = options;
    this.#cluster = options.cluster;
    const { cluster, history, topic } = options;
    this.#records = new FetchedRecords((name, detail) => history.report(cluster.id, name, `${topic}${detail}`));
    cluster.onMetadata(() => this.pump());
  }

  /** Requests under way. */
  get inFlightCount(): number {
    return this.#fetchingNodes.size + this.#questions;
  }

  /** The next offset to be read; undefined where it is not known (yet), or the partition not assigned. */
  position(partition: number): number | undefined {
    return this.#positions.get(partition)?.offset ?? undefined;
  }

  /** Reads the partition from now on; without an offset from where `reset` says. */
  assign(partition: number, offset: number | null, reason: SeekReason = "assigned"): void {
    this.#positions.set(partition, { partition, offset: null, lastEpoch: -1, checkedEpoch: -1, busy: false });
    if (offset !== null) this.#seek(this.#positions.get(partition)!, offset, reason);
    this.pump();
  }

  revokeAll(): void {
    this.#positions.clear();
  }

  stop(): void {
    this.#stopped = true;
    this.#positions.clear();
  }

  /** Sends all that can be sent. */
  pump(): void {
    if (this.#stopped || this.#cluster.life.ended) return;
    const byNode = new Map<number, Position[]>();
    let waiting = false;
    for (const position of this.#positions.values()) {
      if (position.busy) continue;
      const leader = this.#cluster.metadata.leader(this.#options.topic, position.partition);
      if (leader === undefined || !this.#cluster.isReachable(leader.nodeId)) {
        waiting = true;
        this.#cluster.refresh();
      } else if (position.offset === null) this.#reset(position, leader);
      else if (position.lastEpoch >= 0 && position.checkedEpoch < leader.epoch) this.#check(position, leader);
      else if (!this.#fetchingNodes.has(leader.nodeId)) {
        const positions = byNode.get(leader.nodeId);
        if (positions === undefined) byNode.set(leader.nodeId, [position]);
        else positions.push(position);
      }
    }
    for (const [node, positions] of byNode) this.#fetch(node, positions);
    if (waiting) this.#pumpIn(this.#cluster.retryBackoffMs);
  }

  #fetch(node: number, positions: readonly Position[]): void {
    const { topic, maxWaitMs, minBytes, maxBytes, readCommitted, pollIntervalMs } = this.#options;
    const { metadata } = this.#cluster;
    this.#fetchingNodes.add(node);
    const asked: Asked[] = positions.map((position) => ({
      position,
      offset: position.offset!,
      leaderEpoch: metadata.leader(topic, position.partition)?.epoch ?? -1,
    }));
    this.#cluster.send(node, {
      api: fetch,
      timeoutMs: (maxWaitMs ?? 500) + this.#cluster.requestTimeoutMs,
      body: (version) => ({
        maxWaitMs: maxWaitMs ?? 500,
        minBytes: minBytes ?? 1,
        maxBytes: maxBytes ?? BYTES_MAX,
        isolationLevel: readCommitted === true ? 1 : 0,
        sessionEpoch: 0,
        topics: [
          {
            topic,
            topicId: metadata.topicId(topic),
            partitions: asked.map((one) => this.#wanted(one, version)),
          },
        ],
      }),
      done: (answer) => {
        this.#fetchingNodes.delete(node);
        if (this.#stopped) return;
        if (answer.kind === "answered") this.#fetched(node, asked, answer.body);
        else for (const position of positions) this.#backOff(position);
        if ((pollIntervalMs ?? 0) > 0) this.#pumpIn(pollIntervalMs!);
        else this.pump();
      },
    });
  }

  #wanted({ position, offset, leaderEpoch }: Asked, version: number): FetchPartition {
    return {
      partition: position.partition,
      currentLeaderEpoch: leaderEpoch,
      fetchOffset: offset,
      ...(version >= LAST_EPOCH_VERSION && { lastFetchedEpoch: position.lastEpoch }),
      partitionMaxBytes: this.#options.partitionMaxBytes ?? BYTES_MAX,
    };
  }

  #fetched(node: number, asked: readonly Asked[], response: ResponseOf<typeof fetch>): void {
    const { metadata } = this.#cluster;
    for (const { nodeId, host, port } of response.nodeEndpoints) metadata.addBroker(nodeId, { host, port });
    const answers = response.errorCode === errorCodes.NONE ? (response.responses[0]?.partitions ?? []) : [];
    for (const { position, offset, leaderEpoch } of asked) {
      if (this.#positions.get(position.partition) !== position || position.offset !== offset) continue;
      const answer = answers.find(({ partitionIndex }) => partitionIndex === position.partition);
      if (answer === undefined) this.#backOff(position);
      else this.#partitionFetched(node, position, { ...answer, leaderEpoch });
    }
  }

  #partitionFetched(node: number, position: Position, answer: FetchedPartition & { leaderEpoch: number }): void {
    const { topic } = this.#options;
    const { metadata } = this.#cluster;
    const { leaderId: nodeId, leaderEpoch: epoch } = answer.currentLeader;
    if (nodeId >= 0) metadata.hint(topic, position.partition, { nodeId, epoch });
    if (answer.errorCode === errorCodes.OFFSET_OUT_OF_RANGE) {
      position.offset = null;
      position.lastEpoch = -1;
      return;
    }
    if (answer.errorCode !== errorCodes.NONE) return this.#backOff(position);
    if (answer.divergingEpoch.endOffset >= 0) return this.#truncated(position, answer.divergingEpoch);
    const from = position.offset!;
    const fetched = this.#records.decode(answer, from);
    if (fetched.records.length === 0) {
      // Bytes without a record to read were reported; asking again at once would only get the same.
      if ((answer.records?.length ?? 0) > 0) this.#backOff(position);
      return;
    }
    position.offset = fetched.nextOffset;
    position.lastEpoch = fetched.lastEpoch;
    // The leader of this epoch gave it out: its log has it.
    position.checkedEpoch = answer.leaderEpoch;
    metadata.epochSeen(topic, position.partition, fetched.lastEpoch);
    this.#polled(node, position.partition, from, fetched.records);
  }

  #polled(node: number, partition: number, position: number, records: readonly PolledRecord[]): void {
    const { history, topic, group, onRecords } = this.#options;
    history.done(this.#cluster.id, { f: "poll", topic, partition, position, records, group, node });
    onRecords?.(partition, records);
  }

  /** Asks where to begin. */
  #reset(position: Position, leader: PartitionLeader): void {
    const { topic, reset, readCommitted } = this.#options;
    const partition = {
      partitionIndex: position.partition,
      currentLeaderEpoch: leader.epoch,
      timestamp: reset === "latest" ? LATEST : EARLIEST,
    };
    this.#ask(position);
    this.#cluster.send(leader.nodeId, {
      api: listOffsets,
      body: (version) => ({
        replicaId: -1,
        ...(version >= 2 && { isolationLevel: readCommitted === true ? 1 : 0 }),
        topics: [{ name: topic, partitions: [partition] }],
      }),
      done: (answer) => {
        const found = answer.kind === "answered" ? answer.body.topics[0]?.partitions[0] : undefined;
        const known = found?.errorCode === errorCodes.NONE && found.offset >= 0;
        this.#told(position, known, () => this.#seek(position, found!.offset, "reset"));
      },
    });
  }

  /** Asks a new leader whether it has what was read (KIP-320). */
  #check(position: Position, leader: PartitionLeader): void {
    const { topic } = this.#options;
    const { partition, lastEpoch: leaderEpoch } = position;
    this.#ask(position);
    this.#cluster.send(leader.nodeId, {
      api: offsetForLeaderEpoch,
      body: () => ({
        replicaId: -1,
        topics: [{ topic, partitions: [{ partition, currentLeaderEpoch: leader.epoch, leaderEpoch }] }],
      }),
      done: (answer) => {
        const found = answer.kind === "answered" ? answer.body.topics[0]?.partitions[0] : undefined;
        this.#told(position, found?.errorCode === errorCodes.NONE, () => {
          position.checkedEpoch = leader.epoch;
          const { leaderEpoch: epoch, endOffset } = found!;
          if (endOffset >= 0 && endOffset < position.offset!) this.#truncated(position, { epoch, endOffset });
        });
      },
    });
  }

  /** What was read is not in the leader's log any more, from some offset on. */
  #truncated(position: Position, { epoch, endOffset }: { epoch: number; endOffset: number }): void {
    position.lastEpoch = epoch;
    this.#seek(position, Math.min(endOffset, position.offset!), "truncated");
  }

  #seek(position: Position, offset: number, reason: SeekReason): void {
    const { history, topic, group } = this.#options;
    position.offset = offset;
    history.done(this.#cluster.id, { f: "seek", topic, partition: position.partition, offset, reason, group });
  }

  #ask(position: Position): void {
    position.busy = true;
    this.#questions++;
  }

  #told(position: Position, known: boolean, use: () => void): void {
    this.#questions--;
    position.busy = false;
    if (this.#stopped || this.#positions.get(position.partition) !== position) return;
    if (known) use();
    else this.#backOff(position);
    this.pump();
  }

  #backOff(position: Position): void {
    this.#cluster.refresh();
    if (position.busy) return;
    position.busy = true;
    this.#cluster.life.after(this.#cluster.retryBackoffMs, () => {
      position.busy = false;
      this.pump();
    });
  }

  #pumpIn(delayMs: number): void {
    if (this.#pumpTimerSet) return;
    this.#pumpTimerSet = true;
    this.#cluster.life.after(delayMs, () => {
      this.#pumpTimerSet = false;
      this.pump();
    });
  }
}
