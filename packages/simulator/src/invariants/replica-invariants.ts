import type { PartitionLog } from "@chronik/wal";
import { CommittedLog } from "./committed-log.ts";
import { producersIn, producersOf, wrongSnapshot } from "./known-producers.ts";
import { LogShadow } from "./log-shadow.ts";
import { keyOf, type ObservedDisk, type ObservedImage, type ObservedReplica, UNSEEN_DISK } from "./observed.ts";
import { demand } from "./violation.ts";

/** A replica in one process life. */
interface Watched {
  readonly key: string;
  readonly shadow: LogShadow;
  highWatermark: number;
  logEndOffset: number;
  durableEndOffset: number;
  leadingEpoch: number | undefined;
  /** As the replica last showed it; null before. */
  isr: readonly number[] | null;
  /** Up to where the log was compared with what is committed: the high watermark, unless not all of the log was known. */
  comparedEndOffset: number;
  /** The epoch at whose beginning the log was found to hold all that is committed. */
  provedEpoch: number | undefined;
}

interface Partition {
  readonly committed: CommittedLog;
  /** The highest that any replica has shown: what is below is committed, though a log that nobody can read may hide what it is. */
  highWatermark: number;
  /** By leader epoch. */
  readonly leaders: Map<number, number>;
  /** By node: up to where its log was last seen durable, in this process life or before. */
  readonly durableEndOffsets: Map<number, number>;
}

/**
 * Replication of partitions:
 *
 * - in a process life the high watermark never falls, and the log always covers it, truncations included;
 * - the leader raises it only over what every member of its ISR has on disk, and only while the ISR has
 *   `min.insync.replicas` members (KIP-966);
 * - whoever joins the ISR has on disk what the high watermark covers;
 * - what any high watermark has covered is the same on every replica whose high watermark covers it, for ever;
 * - a leader epoch has one leader, and who begins to lead has all that was ever committed;
 * - what was durable is there after a restart, and a read returns what was appended;
 * - a log that cannot be used is not led, and the metadata knows of those that could not be recovered before anything is led;
 * - after a start or a truncation, and when it begins to lead, a replica knows the producers of all batches of its log, and no others;
 * - so does every snapshot of them that a recovered log may believe.
 *
 * Where a log that cannot be used ends means nothing. A replica that begins anew with an emptied log is another one.
 */
export class ReplicaInvariants {
  readonly #partitions = new Map<string, Partition>();
  readonly #shadows = new Map<PartitionLog, LogShadow>();
  readonly #watched = new Map<ObservedReplica, Watched>();
  /** The directory ids of disks that are gone. */
  readonly #goneDirectories = new Set<string>();
  /** Could not be recovered, and the replica was not seen yet. */
  readonly #unrecovered = new Set<PartitionLog>();
  #newestLeader: number | null = null;

  /** The node that began to lead a partition last. */
  get newestLeader(): number | null {
    return this.#newestLeader;
  }

  /** The storage of a node is recovered, and nothing was appended in this process life. */
  recovered(node: number, logs: Iterable<PartitionLog>, disk: ObservedDisk = UNSEEN_DISK): void {
    for (const log of logs) {
      const shadow = LogShadow.of(log, disk);
      this.#shadows.set(log, shadow);
      if (shadow.endOffset === log.logEndOffset) {
        const wrong = wrongSnapshot(disk, log, shadow);
        demand(wrong === null, "a snapshot is not of its log", () => `${wrong} on node ${node}`);
      }
      if (log.state !== "online") this.#unrecovered.add(log);
      const durable = this.#partition(keyOf(log)).durableEndOffsets.get(node) ?? 0;
      demand(
        log.state !== "online" || log.logEndOffset >= durable,
        "recovery loses durable records",
        () =>
          `${log.topic}-${log.partition} on node ${node} was durable up to ${durable}, and ends at ${log.logEndOffset}`,
      );
    }
  }

  /** The node's disk is another one now. `directoryId`: that of the one before, where the node was registered with it. */
  forget(node: number, directoryId?: string): void {
    if (directoryId !== undefined) this.#goneDirectories.add(directoryId);
    for (const { durableEndOffsets } of this.#partitions.values()) durableEndOffsets.delete(node);
  }

  /** The process has ended. */
  stopped(replicas: Iterable<ObservedReplica>): void {
    for (const replica of replicas) {
      this.#watched.delete(replica);
      this.#shadows.delete(replica.replica.log);
      this.#unrecovered.delete(replica.replica.log);
    }
  }

  afterStep(node: number, replicas: Iterable<ObservedReplica>, nodes: ObservedImage["nodes"]): void {
    for (const replica of replicas) {
      const watched = this.#watched.get(replica) ?? this.#watch(node, replica);
      const { highWatermark, leadingEpoch } = replica;
      const { logEndOffset, durableEndOffset } = replica.replica;
      if (durableEndOffset !== watched.durableEndOffset) {
        watched.durableEndOffset = durableEndOffset;
        this.#partition(watched.key).durableEndOffsets.set(node, durableEndOffset);
      }
      if (
        highWatermark === watched.highWatermark &&
        logEndOffset === watched.logEndOffset &&
        leadingEpoch === watched.leadingEpoch &&
        replica.isr === watched.isr
      ) {
        continue;
      }
      this.#check(node, replica, { watched, nodes });
      const partition = this.#partition(watched.key);
      partition.highWatermark = Math.max(partition.highWatermark, highWatermark);
      watched.highWatermark = highWatermark;
      watched.logEndOffset = logEndOffset;
      watched.leadingEpoch = leadingEpoch;
      watched.isr = replica.isr;
    }
  }

  /** Up to where records of the partition were ever committed. */
  committedEndOffset(key: { topicId: string; partition: number }): number {
    return this.#partitions.get(keyOf(key))?.highWatermark ?? 0;
  }

  #check(
    node: number,
    replica: ObservedReplica,
    { watched, nodes }: { watched: Watched; nodes: ObservedImage["nodes"] },
  ): void {
    const { highWatermark, leadingEpoch } = replica;
    const { logEndOffset } = replica.replica;
    const at = () => `${replica.topic}-${replica.key.partition} on node ${node}`;
    demand(
      leadingEpoch === undefined || replica.replica.log.state === "online",
      "a log that has failed is led",
      () => `${at()}, epoch ${leadingEpoch}: ${replica.replica.log.fault?.message}`,
    );
    const { problem } = watched.shadow;
    demand(problem === null, "a read returns what was not appended", () => `${at()}: ${problem}`);
    demand(
      highWatermark >= watched.highWatermark,
      "the high watermark falls",
      () => `${at()}, from ${watched.highWatermark} to ${highWatermark}`,
    );
    demand(
      logEndOffset >= highWatermark,
      "the log ends below its high watermark",
      () => `${at()}: log end ${logEndOffset}, high watermark ${highWatermark}`,
    );
    if (leadingEpoch !== undefined && leadingEpoch !== watched.leadingEpoch) this.#becameLeader(node, replica, watched);
    if (highWatermark > watched.highWatermark && leadingEpoch !== undefined)
      this.#raisedByLeader(node, replica, { watched, nodes });
    if (leadingEpoch !== undefined && leadingEpoch === watched.leadingEpoch) this.#joined(replica, { watched, nodes });
    if (logEndOffset < watched.logEndOffset) this.#knowsProducers(node, replica, watched.shadow);
    if (watched.shadow.endOffset === logEndOffset) this.#compare(node, replica, watched);
  }

  #becameLeader(node: number, replica: ObservedReplica, { key, shadow }: Watched): void {
    const { leaders } = this.#partition(key);
    const epoch = replica.leadingEpoch!;
    const other = leaders.get(epoch) ?? node;
    leaders.set(epoch, node);
    this.#knowsProducers(node, replica, shadow);
    this.#newestLeader = node;
    demand(
      other === node,
      "two leaders in a leader epoch",
      () => `${replica.topic}-${replica.key.partition}, epoch ${epoch}: nodes ${other} and ${node}`,
    );
  }

  /** Whoever is in the ISR now and was not before, in the same epoch. */
  #joined(
    { topic, key, isr, highWatermark }: ObservedReplica,
    { watched, nodes }: { watched: Watched; nodes: ObservedImage["nodes"] },
  ): void {
    if (isr === watched.isr) return;
    const { durableEndOffsets } = this.#partition(watched.key);
    const lacking = isr
      .filter((member) => !watched.isr?.includes(member))
      .filter((member) => !this.#hasLostDisk(member, nodes))
      .find((member) => (durableEndOffsets.get(member) ?? 0) < watched.highWatermark);
    demand(
      lacking === undefined,
      "a replica joins the ISR without what is committed",
      () =>
        `${topic}-${key.partition}: node ${lacking} is durable up to ${durableEndOffsets.get(lacking!) ?? 0}, ` +
        `and ${highWatermark} are committed`,
    );
  }

  #raisedByLeader(
    node: number,
    replica: ObservedReplica,
    { watched, nodes }: { watched: Watched; nodes: ObservedImage["nodes"] },
  ): void {
    const { highWatermark, isr, config, image } = replica;
    const { isr: isrBefore } = watched;
    const { durableEndOffsets } = this.#partition(watched.key);
    const at = () => `${replica.topic}-${replica.key.partition} on node ${node}, high watermark ${highWatermark}`;
    const least = Math.min(config.minInsyncReplicas, image.replicas.length);
    // The ISR may have shrunk later in the same step.
    const sufficed = Math.max(isr.length, isrBefore?.length ?? 0) >= least;
    demand(sufficed, "the high watermark moves under min.insync.replicas", () => `${at()}: ISR ${isr}`);
    const behind = isr
      .filter((member) => !this.#hasLostDisk(member, nodes))
      .find((member) => (durableEndOffsets.get(member) ?? 0) < highWatermark);
    demand(
      behind === undefined,
      "the high watermark is beyond what the ISR has on disk",
      () => `${at()}: node ${behind} is durable up to ${durableEndOffsets.get(behind!) ?? 0}`,
    );
  }

  /** What it said of the disk before may be on its way still; until it is registered with another one it cannot lead (KIP-903). */
  #hasLostDisk(member: number, nodes: ObservedImage["nodes"]): boolean {
    return this.#goneDirectories.has(nodes.get(member)?.directoryId ?? "");
  }

  /** With all of the log known: what is not is compared later. */
  #compare(node: number, replica: ObservedReplica, watched: Watched): void {
    const { committed } = this.#partition(watched.key);
    const { highWatermark, leadingEpoch } = replica;
    const at = () => `${replica.topic}-${replica.key.partition}: node ${node}`;
    if (leadingEpoch !== undefined && leadingEpoch !== watched.provedEpoch) {
      watched.provedEpoch = leadingEpoch;
      const lacking = committed.lackedBy(watched.shadow);
      demand(lacking === null, "a leader lacks committed records", () => `${at()}, epoch ${leadingEpoch}, ${lacking}`);
    }
    if (highWatermark <= watched.comparedEndOffset) return;
    const difference = committed.covers(watched.shadow, watched.comparedEndOffset, highWatermark);
    watched.comparedEndOffset = highWatermark;
    demand(difference === null, "committed records change", () => `${at()} ${difference}`);
  }

  #knowsProducers(node: number, { topic, key, replica }: ObservedReplica, shadow: LogShadow): void {
    const captured = shadow.endOffset === replica.logEndOffset ? replica.capture() : null;
    if (captured === null) return;
    const [known, expected] = [producersIn(captured.bytes), producersOf(shadow)];
    demand(
      known === expected,
      "a replica knows other producers than its log has",
      () => `${topic}-${key.partition} on node ${node} knows ${known}, and its log has ${expected}`,
    );
  }

  #watch(node: number, replica: ObservedReplica): Watched {
    const { log } = replica.replica;
    demand(
      !this.#unrecovered.delete(log) || replica.image.failed?.includes(node) === true,
      "the metadata counts on a log that could not be recovered",
      () => `${replica.topic}-${replica.key.partition} on node ${node}: ${log.fault?.message}`,
    );
    let shadow = this.#shadows.get(log);
    if (shadow === undefined) {
      // Made in this process life, and empty until now.
      shadow = LogShadow.of(log);
      this.#shadows.set(log, shadow);
    }
    const watched: Watched = {
      key: keyOf(replica.key),
      shadow,
      highWatermark: 0,
      logEndOffset: -1,
      durableEndOffset: -1,
      leadingEpoch: undefined,
      isr: null,
      comparedEndOffset: 0,
      provedEpoch: undefined,
    };
    this.#watched.set(replica, watched);
    this.#knowsProducers(node, replica, shadow);
    return watched;
  }

  #partition(key: string): Partition {
    let partition = this.#partitions.get(key);
    if (partition === undefined) {
      partition = { committed: new CommittedLog(), highWatermark: 0, leaders: new Map(), durableEndOffsets: new Map() };
      this.#partitions.set(key, partition);
    }
    return partition;
  }
}
