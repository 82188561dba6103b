import { errorCodes, listOffsets } from "@chronik/kafka-protocol";
import type { FinalLog } from "../history/evidence.ts";
import type { PolledRecord } from "../history/operation.ts";
import { ClusterClient } from "./cluster-client.ts";
import { Fetcher, type FetchOptions } from "./fetcher.ts";
import type { ClientOptions, ClientProcess } from "./ports.ts";

export interface LogReaderOptions extends ClientOptions, FetchOptions {
  readonly topic: string;
  readonly partitions: number;
  /** Called once, with all partitions, each up to the high watermark that its leader had after `start`. */
  readonly onDone: (logs: readonly FinalLog[]) => void;
}

/** Reads a topic from its start to its end, for the checks at the end of a run. */
export class LogReader implements ClientProcess {
  readonly id: string;
  onIdle: () => void = () => {};
  readonly #options: LogReaderOptions;
  readonly #cluster: ClusterClient;
  readonly #fetcher: Fetcher;
  readonly #records: PolledRecord[][];
  readonly #startOffsets = new Map<number, number>();
  readonly #endOffsets = new Map<number, number>();
  #running = false;

  constructor(options: LogReaderOptions) {
    const { id, history, topic, partitions } = options;
    this.id = id;
    this.#options = options;
    this.#cluster = new ClusterClient(options);
    this.#records = Array.from({ length: partitions }, () => []);
    this.#fetcher = new Fetcher({
      ...options,
      cluster: this.#cluster,
      history,
      topic,
      group: null,
      onRecords: (partition, records) => {
        this.#records[partition]!.push(...records);
        this.#look();
      },
    });
  }

  get idle(): boolean {
    return !this.#running;
  }

  start(): void {
    const { topic, partitions } = this.#options;
    this.#running = true;
    this.#cluster.follow(topic);
    for (let partition = 0; partition < partitions; partition++) {
      this.#askOffset(partition, "end");
      this.#askOffset(partition, "start");
    }
  }

  stop(): void {
    if (!this.#running) return;
    this.kill();
    this.onIdle();
  }

  kill(): void {
    this.#running = false;
    this.#fetcher.stop();
    this.#cluster.life.end();
  }

  pause(): void {
    this.#cluster.life.pause();
  }

  resume(): void {
    this.#cluster.life.resume();
  }

  #askOffset(partition: number, which: "start" | "end"): void {
    const { topic } = this.#options;
    const leader = this.#cluster.metadata.leader(topic, partition);
    const again = () => {
      this.#cluster.refresh();
      this.#cluster.life.after(this.#cluster.retryBackoffMs, () => this.#askOffset(partition, which));
    };
    if (leader === undefined) return again();
    const timestamp = which === "end" ? -1 : -2;
    this.#cluster.send(leader.nodeId, {
      api: listOffsets,
      body: () => ({
        replicaId: -1,
        topics: [
          { name: topic, partitions: [{ partitionIndex: partition, currentLeaderEpoch: leader.epoch, timestamp }] },
        ],
      }),
      done: (answer) => {
        const found = answer.kind === "answered" ? answer.body.topics[0]?.partitions[0] : undefined;
        if (found?.errorCode !== errorCodes.NONE || found.offset < 0) return again();
        const offsets = which === "end" ? this.#endOffsets : this.#startOffsets;
        offsets.set(partition, found.offset);
        if (which === "start") this.#fetcher.assign(partition, found.offset);
        this.#look();
      },
    });
  }

  /** Ends when all that was to be read is there. */
  #look(): void {
    const { topic, onDone } = this.#options;
    const isDone = (partition: number) => {
      const endOffset = this.#endOffsets.get(partition);
      const read = this.#records[partition]!.at(-1)?.offset ?? (this.#startOffsets.get(partition) ?? -1) - 1;
      return endOffset !== undefined && this.#startOffsets.has(partition) && read + 1 >= endOffset;
    };
    if (!this.#running || !this.#records.every((_, partition) => isDone(partition))) return;
    this.stop();
    onDone(
      this.#records.map((records, partition) => {
        const endOffset = this.#endOffsets.get(partition)!;
        const startOffset = this.#startOffsets.get(partition)!;
        return {
          topic,
          partition,
          startOffset,
          endOffset,
          records: records.filter(({ offset }) => offset < endOffset),
        };
      }),
    );
  }
}
