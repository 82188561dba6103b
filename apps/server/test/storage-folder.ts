import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kafkaBatchFraming } from "@chronik/broker";
import { type MetadataCommand, storeMetadata } from "@chronik/broker/testing";
import { encodeBatch } from "@chronik/kafka-protocol";
import { Journal, type JournalAppend, type PartitionLog, Wal } from "@chronik/wal";
import { nodeClock } from "../src/adapters/node-clock.ts";
import { nodeDisk } from "../src/adapters/node-disk.ts";
import { nodeTimers } from "../src/adapters/node-timers.ts";
import type { Output } from "../src/cli/storage/output.ts";
import { writeMetaProperties } from "../src/data-folder/meta-properties.ts";

export const TOPIC_ID = "0123456789abcdef0123456789abcdef";

const MIB = 1024 * 1024;
const { defer, set } = nodeTimers;

/** A data folder on the real disk: a journal, a log with ten batches in two segments, and metadata. */
export class StorageFolder {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Of node 1, stopped in order; `orders-0` is held by these nodes, all in the ISR but for node 1 where that is fenced. */
  static async make({ replicas = [1], fenced = false } = {}): Promise<StorageFolder> {
    const parent = mkdtempSync(join(tmpdir(), "chronik-storage-"));
    const folder = new StorageFolder(join(parent, "data"));
    mkdirSync(folder.path);
    writeMetaProperties(folder.path, { clusterId: "c", nodeId: 1, directoryId: "d" });
    await folder.#storeMetadata(replicas, fenced);
    await folder.withWal((wal) => {
      const log = wal.createPartition({ topicId: TOPIC_ID, topic: "orders", partition: 0 });
      log.configure({ segmentBytesMax: 700 });
      for (let count = 0; count < 10; count++) append(log, count);
    });
    return folder;
  }

  remove(): void {
    rmSync(join(this.path, ".."), { recursive: true });
  }

  /** Works on the logs, waits until that is durable, and closes them in order. */
  async withWal(work: (wal: Wal) => void): Promise<void> {
    const wal = await this.openWal();
    work(wal);
    await new Promise<void>((resolve, reject) => wal.close((error) => (error ? reject(error) : resolve())));
  }

  /** The logs as a node opens them. Once a turn has passed, what was appended is on its way to the disk. */
  async openWal(): Promise<Wal> {
    return Wal.open({
      disk: nodeDisk,
      folder: this.path,
      framing: kafkaBatchFraming,
      timers: nodeTimers,
      wallClock: nodeClock,
      defer,
      options: { journal: { fileBytes: MIB, firstFileBytes: MIB / 4, readyFilesMax: 1 } },
      onFailure: (error) => {
        throw error;
      },
    });
  }

  /** Makes a journal with these frames, and closes it in order. */
  writeJournal(folder: string, frames: readonly JournalAppend[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const options = { fileBytes: MIB, firstFileBytes: MIB / 4 };
      const journal = Journal.open(
        { disk: nodeDisk, folder, defer, timers: nodeTimers, options, onFailure: reject },
        () => {},
      );
      for (const frame of frames) journal.append(frame, () => {});
      journal.close((error) => (error ? reject(error) : resolve()));
    });
  }

  /** Path of a segment of `orders-0`. */
  segment(baseOffset: number): string {
    return join(this.path, "orders-0", `${String(baseOffset).padStart(20, "0")}.log`);
  }

  journal(name: "journal" | "raft"): string {
    return join(this.path, name, "00000000000000000001.journal");
  }

  /** Inverts one byte. */
  rot(file: string, position: number): void {
    const bytes = readFileSync(file);
    bytes[position]! ^= 0xff;
    writeFileSync(file, bytes);
  }

  #storeMetadata(replicas: readonly number[], fenced: boolean): Promise<void> {
    const commands: MetadataCommand[] = replicas.map((nodeId) => {
      const identity = { nodeId, incarnation: `life ${nodeId}`, directoryId: `folder ${nodeId}`, previousNodeEpoch: 0 };
      return { kind: "registerNode", ...identity, endpoints: [], rack: null, failed: [] };
    });
    const counts = { partitionCount: -1, replicationFactor: -1, placementSeed: 0 };
    const assignments = [replicas];
    commands.push({ kind: "createTopic", name: "orders", topicId: TOPIC_ID, ...counts, assignments, configs: [] });
    if (fenced) commands.push({ kind: "fenceNode", nodeId: 1, nodeEpoch: 1 });
    return new Promise((resolve, reject) => {
      const at = { disk: nodeDisk, dataFolder: this.path, defer, timers: { set } };
      storeMetadata(at, { commands, commit: commands.length }, (error) => (error ? reject(error) : resolve()));
    });
  }
}

/** One batch of one record; of 100 bytes where nothing else is said. */
export function append(log: PartitionLog, number: number, valueBytes = 29): void {
  const baseOffset = log.logEndOffset;
  const value = Buffer.from(`value ${number}`.padEnd(valueBytes));
  const timestamp = 1_700_000_000_000 + number;
  const bytes = encodeBatch({
    baseOffset,
    partitionLeaderEpoch: 0,
    records: [{ timestamp, key: Buffer.from("key"), value }],
  });
  log.appendAsLeader(
    [{ bytes, baseOffset, lastOffset: baseOffset, leaderEpoch: 0, maxTimestamp: timestamp }],
    () => {},
  );
}

/** Keeps what a command prints. */
export class RecordedOutput implements Output {
  readonly lines: string[] = [];

  get text(): string {
    return this.lines.join("\n");
  }

  get objects(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  line(text: string): void {
    this.lines.push(text);
  }

  json(value: object): void {
    this.line(JSON.stringify(value));
  }
}
