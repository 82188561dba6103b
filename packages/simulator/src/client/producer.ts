import { errorCodes, produce, type ResponseOf } from "@chronik/kafka-protocol";
import type { Acks, SendOperation } from "../history/operation.ts";
import type { Answer } from "./broker-connection.ts";
import { ClusterClient } from "./cluster-client.ts";
import { PartitionQueue } from "./partition-queue.ts";
import type { ClientOptions, ClientProcess } from "./ports.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { type EpochBump, ProducerIdentities } from "./producer-identity.ts";

/** Times are milliseconds of simulated time. */
export interface ProducerOptions extends ClientOptions {
  readonly topic: string;
  /** How many partitions the topic has. */
  readonly partitions: number;
  /** Default −1. */
  readonly acks?: Acks;
  /** Needs acks −1. Default false. */
  readonly idempotent?: boolean;
  /** How a new epoch begins. Default `local`. */
  readonly epochBump?: EpochBump;
  /** Records per second on average; 0 for only those that {@link Producer.send} gets. Default 0. */
  readonly ratePerS?: number;
  /** Records per batch, at most, and how long a batch waits for more. Default 1 and 0. */
  readonly batchRecords?: number;
  readonly lingerMs?: number;
  /** Batches of a partition, and requests to a node, that may be under way; at most 5 where idempotent. Default 5. */
  readonly inFlightMax?: number;
  /** Of a record's value, at least. Default 0. */
  readonly valueBytes?: number;
  /** How long a record is tried to be sent. Default 10,000. */
  readonly deliveryTimeoutMs?: number;
  /** How long the broker may wait for the followers. Default half of `requestTimeoutMs`. */
  readonly produceTimeoutMs?: number;
  /** Records that may wait; while there are so many, no more are made. Default 500. */
  readonly pendingRecordsMax?: number;
}

const KEYS = 8;
const IDEMPOTENT_IN_FLIGHT_MAX = 5;
const WALL_CLOCK_START_MS = 1_700_000_000_000;

/**
 * A producer that makes records by itself, `<id>-<n>`, and sends them as a good client does: batched, several requests under way,
 * tried again until their time is over, in order.
 */
export class Producer implements ClientProcess {
  readonly id: string;
  onIdle: () => void = () => {};
  readonly #options: ProducerOptions;
  readonly #cluster: ClusterClient;
  readonly #queues: readonly PartitionQueue[];
  readonly #nodeInFlight = new Map<number, number>();
  readonly #deliveryTimeoutMs: number;
  readonly #lingerMs: number;
  readonly #inFlightMax: number;
  #made = 0;
  #running = false;
  #wasIdle = true;
  #pumpTimerSet = false;

  constructor(options: ProducerOptions) {
    const { id, partitions, history } = options;
    const idempotent = options.idempotent ?? false;
    this.#inFlightMax = options.inFlightMax ?? IDEMPOTENT_IN_FLIGHT_MAX;
    if (idempotent && (this.#acks(options) !== -1 || this.#inFlightMax > IDEMPOTENT_IN_FLIGHT_MAX)) {
      throw new Error(`an idempotent producer needs acks=all and at most ${IDEMPOTENT_IN_FLIGHT_MAX} in flight`);
    }
    this.id = id;
    this.#options = options;
    this.#cluster = new ClusterClient(options);
    this.#deliveryTimeoutMs = options.deliveryTimeoutMs ?? 10_000;
    this.#lingerMs = options.lingerMs ?? 0;
    const bump = options.epochBump ?? "local";
    const identities = idempotent
      ? new ProducerIdentities({ cluster: this.#cluster, bump, onIdentity: () => this.#pump() })
      : null;
    this.#queues = Array.from(
      { length: partitions },
      (_, partition) =>
        new PartitionQueue({
          partition,
          history,
          identities,
          inFlightMax: this.#inFlightMax,
          batchRecords: options.batchRecords ?? 1,
          valueBytes: options.valueBytes ?? 0,
          lingerMs: this.#lingerMs,
          deliveryTimeoutMs: this.#deliveryTimeoutMs,
          retryBackoffMs: this.#cluster.retryBackoffMs,
        }),
    );
    this.#cluster.onMetadata(() => this.#pump());
  }

  /** Records whose outcome is open. */
  get pendingCount(): number {
    return this.#queues.reduce((count, queue) => count + queue.recordCount, 0);
  }

  get idle(): boolean {
    return this.#cluster.life.ended || (!this.#running && this.#queues.every((queue) => queue.idle));
  }

  start(): void {
    this.#running = true;
    this.#wasIdle = false;
    this.#cluster.follow(this.#options.topic);
    if ((this.#options.ratePerS ?? 0) > 0) this.#makeLater();
  }

  /** Makes no more records; those that wait are sent, or given up in their time. */
  stop(): void {
    this.#running = false;
    this.#pump();
  }

  kill(): void {
    this.#running = false;
    for (const queue of this.#queues) queue.abandon();
    this.#cluster.life.end();
  }

  pause(): void {
    this.#cluster.life.pause();
  }

  resume(): void {
    this.#cluster.life.resume();
  }

  /** Sends one record; the history tells what became of it. Default: any partition. */
  send(partition = this.#options.random.below(this.#queues.length)): SendOperation {
    const { topic, random, history, idempotent } = this.#options;
    const { nowMs } = this.#cluster.life;
    const send: SendOperation = history.invoke(this.id, {
      f: "send",
      topic,
      partition,
      key: `k${random.below(KEYS)}`,
      value: `${this.id}-${this.#made++}`,
      acks: this.#acks(this.#options),
      idempotent: idempotent ?? false,
      inFlightMax: this.#inFlightMax,
    });
    const queue = this.#queues[partition];
    if (queue === undefined) throw new RangeError(`no partition ${partition}`);
    this.#wasIdle = false;
    const batch = queue.add(send, nowMs);
    if (batch !== null) {
      batch.expiry = this.#cluster.life.after(this.#deliveryTimeoutMs, () => this.#pump());
      if (this.#lingerMs > 0) this.#cluster.life.after(this.#lingerMs, () => this.#pump());
    }
    this.#pump();
    return send;
  }

  #acks(options: ProducerOptions): Acks {
    return options.acks ?? -1;
  }

  #makeLater(): void {
    const { ratePerS, random, pendingRecordsMax } = this.#options;
    const meanMs = 1000 / ratePerS!;
    this.#cluster.life.after((meanMs * (50 + random.below(101))) / 100, () => {
      if (!this.#running) return;
      if (this.pendingCount < (pendingRecordsMax ?? 500)) this.send();
      this.#makeLater();
    });
  }

  /** Sends all that can be sent, and tells when there is nothing left. */
  #pump(): void {
    const { nowMs, ended } = this.#cluster.life;
    if (ended) return;
    for (const queue of this.#queues) queue.expire(nowMs);
    while (this.#sendRound(nowMs));
    this.#pumpLater();
    if (this.idle && !this.#wasIdle) {
      this.#wasIdle = true;
      this.onIdle();
    }
  }

  /** One request to each node for which there is something, with at most one batch of a partition. */
  #sendRound(nowMs: number): boolean {
    const batchesByNode = new Map<number, ProducerBatch[]>();
    for (const queue of this.#queues) {
      const batch = queue.next(nowMs);
      const node = batch === null ? undefined : this.#nodeFor(queue.partition);
      if (batch === null || node === undefined) continue;
      const batches = batchesByNode.get(node);
      if (batches === undefined) batchesByNode.set(node, [batch]);
      else batches.push(batch);
    }
    for (const [node, batches] of batchesByNode) this.#send(node, batches);
    return batchesByNode.size > 0;
  }

  /** The leader, if it can take a request now. */
  #nodeFor(partition: number): number | undefined {
    const leader = this.#cluster.metadata.leader(this.#options.topic, partition);
    if (leader === undefined || !this.#cluster.isReachable(leader.nodeId)) {
      this.#cluster.refresh();
      return undefined;
    }
    return (this.#nodeInFlight.get(leader.nodeId) ?? 0) < this.#inFlightMax ? leader.nodeId : undefined;
  }

  #send(node: number, batches: readonly ProducerBatch[]): void {
    const { topic } = this.#options;
    const acks = this.#acks(this.#options);
    const timeoutMs = this.#options.produceTimeoutMs ?? this.#cluster.requestTimeoutMs / 2;
    this.#nodeInFlight.set(node, (this.#nodeInFlight.get(node) ?? 0) + 1);
    for (const batch of batches) this.#queues[batch.partition]!.sent(batch);
    const timestamp = WALL_CLOCK_START_MS + Math.floor(this.#cluster.life.nowMs);
    this.#cluster.send(node, {
      api: produce,
      answered: acks !== 0,
      body: () => ({
        acks,
        timeoutMs: Math.floor(timeoutMs),
        topicData: [
          {
            name: topic,
            topicId: this.#cluster.metadata.topicId(topic),
            partitionData: batches.map((batch) => ({ index: batch.partition, records: batch.encode(timestamp) })),
          },
        ],
      }),
      done: (answer) => {
        this.#nodeInFlight.set(node, this.#nodeInFlight.get(node)! - 1);
        this.#answered(batches, answer);
        this.#pump();
      },
    });
  }

  #answered(batches: readonly ProducerBatch[], answer: Answer<typeof produce>): void {
    const { nowMs } = this.#cluster.life;
    let failed = false;
    for (const batch of batches) {
      const queue = this.#queues[batch.partition]!;
      if (answer.kind === "posted") {
        queue.answered(batch, { errorCode: errorCodes.NONE, baseOffset: -1 }, nowMs);
        continue;
      }
      const result = answer.kind === "answered" ? this.#resultOf(answer.body, batch.partition) : undefined;
      if (result === undefined) queue.failed(batch, { sent: answer.kind === "answered" || answer.sent, nowMs });
      else queue.answered(batch, result, nowMs);
      if (result?.errorCode !== errorCodes.NONE) failed = true;
    }
    if (failed) this.#cluster.refresh();
  }

  /** The partition's part of the response. Takes note of a new leader that it names. */
  #resultOf(response: ResponseOf<typeof produce>, partition: number) {
    const { topic, history } = this.#options;
    const result = response.responses[0]?.partitionResponses.find(({ index }) => index === partition);
    if (result === undefined) {
      history.report(this.id, "incomplete-response", `Produce to ${topic}-${partition} was answered without it`);
      return undefined;
    }
    for (const { nodeId, host, port } of response.nodeEndpoints)
      this.#cluster.metadata.addBroker(nodeId, { host, port });
    const { leaderId: nodeId, leaderEpoch: epoch } = result.currentLeader;
    if (nodeId >= 0) this.#cluster.metadata.hint(topic, partition, { nodeId, epoch });
    return result;
  }

  /** Looks again in a while, as long as something waits: for a leader, for its back-off, for the end of a gap. */
  #pumpLater(): void {
    if (this.#pumpTimerSet || !this.#queues.some((queue) => queue.hasWaiting)) return;
    this.#pumpTimerSet = true;
    this.#cluster.life.after(this.#cluster.retryBackoffMs, () => {
      this.#pumpTimerSet = false;
      this.#pump();
    });
  }
}
