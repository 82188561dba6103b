import type { PlantedBug } from "./planted-bug.ts";

/** In partitions, metadata, sessions and groups. */
export const BROKER_BUGS: readonly PlantedBug[] = [
  {
    name: "a follower truncates to its high watermark (KIP-101)",
    package: "broker",
    file: "partition/replica-manager.ts",
    find: "    else this.#sink?.follow(key, {",
    replace:
      "    else {\n      const { replica, highWatermark } = partition;\n" +
      "      if (highWatermark < replica.logEndOffset) replica.truncateTo(highWatermark, () => {});\n    }\n" +
      "    if (image.leader !== NO_LEADER) this.#sink?.follow(key, {",
  },
  {
    name: "acks=all counts only the leader",
    package: "broker",
    file: "partition/in-sync-replicas.ts",
    find: "    for (const node of this.#maximal()) {",
    replace: "    for (const node of this.#maximal().slice(0, 0)) {",
  },
  {
    name: "an ISR change counts before the metadata has decided (KIP-497)",
    package: "broker",
    file: "partition/in-sync-replicas.ts",
    find: "    if (this.#pending === null) return this.#committed;",
    replace:
      "    if (this.#pending !== null) return this.#pending;\n    if (this.#pending === null) return this.#committed;",
  },
  {
    name: "a node that was fenced meanwhile is let into the ISR (KIP-841)",
    package: "broker",
    file: "metadata/apply/change-isr.ts",
    find: "node?.fenced === false && node.nodeEpoch === nodeEpoch",
    replace: "nodeEpoch <= (node?.nodeEpoch ?? 0)",
    seedsMax: 10_000,
  },
  {
    name: "a follower joins the ISR below what the epoch began with",
    package: "broker",
    file: "partition/partition.ts",
    find: "    const floor = Math.max(this.#highWatermark, leadership.startOffset);",
    replace: "    const floor = 0 * leadership.startOffset;",
  },
  {
    name: "min.insync.replicas is not waited for (KIP-966)",
    package: "broker",
    file: "partition/partition.ts",
    find: "    return this.isr.length < needed;",
    replace: "    return this.isr.length < needed * 0;",
  },
  {
    name: "who waits when leadership ends is told that it worked",
    package: "broker",
    file: "partition/partition.ts",
    find: "    this.#leadership = null;\n    this.#answerAll(errorCodes.NOT_LEADER_OR_FOLLOWER);\n  }\n\n  #answerAll",
    replace: "    this.#leadership = null;\n    this.#answerAll(errorCodes.NONE);\n  }\n\n  #answerAll",
  },
  {
    name: "the high watermark goes beyond the follower's log",
    package: "broker",
    file: "partition/partition.ts",
    find: "    this.#raiseHighWatermark(Math.min(highWatermark, this.replica.logEndOffset));",
    replace: "    this.#raiseHighWatermark(highWatermark + 1);",
  },
  {
    name: "a retry is not told from a new batch",
    package: "broker",
    file: "partition/replica-state.ts",
    find: '    if (batch.producerId === NO_PRODUCER_ID) return { kind: "append" };',
    replace: '    if (batch.producerId >= NO_PRODUCER_ID) return { kind: "append" };',
  },
  {
    name: "a batch overtakes the first one of its producer",
    package: "broker",
    file: "partition/producer-state.ts",
    find: "    if (producer === undefined) {\n      return batch.baseSequence === 0 ?",
    replace: "    if (producer === undefined) {\n      return batch.baseSequence >= 0 ?",
    seedsMax: 10_000,
  },
  {
    name: "leadership goes to a preferred leader that is not in sync",
    package: "broker",
    file: "metadata/apply/elect-leaders.ts",
    find:
      "    if (!wanted.has(topicId, partition.partition) || !awaitsPreferredLeader(image, partition)) return partition;\n" +
      "    return updatePartition(partition, { endsLeadership: true }, image.nodes);",
    replace:
      "    if (!wanted.has(topicId, partition.partition)) return partition;\n    const leader = partition.replicas[0]!;\n" +
      "    const isr = partition.replicas.filter((one) => one === leader || partition.isr.includes(one));\n" +
      "    return { ...updatePartition(partition, { endsLeadership: true, isr }, image.nodes), leader };",
  },
  {
    name: "a new leader does not know its producers (KAFKA-14920)",
    package: "broker",
    file: "partition/replica-state.ts",
    find: "    if (taken && !this.#producersStale) this.#noteProducers(payload);",
    replace: "",
  },
  {
    name: "a snapshot of the producers is taken for newer than it is",
    package: "broker",
    file: "partition/replica-state.ts",
    find: "    let offset = this.log.restoreState((snapshot) => this.#producers.restore(snapshot));",
    replace:
      "    let offset = this.log.restoreState((snapshot) => this.#producers.restore(snapshot));\n" +
      "    if (offset > this.log.logStartOffset) offset = this.log.logEndOffset;",
  },
  {
    name: "the producers, and snapshots of them, stay ahead of a log that was truncated",
    package: "broker",
    file: "partition/replica-state.ts",
    find: "    if (offset < this.log.logEndOffset) this.#producersStale = true;",
    replace: "",
  },
  {
    name: "a storage error is answered with error code 0",
    package: "broker",
    file: "handlers/produce.ts",
    find: "      fail(response, outcome.error);",
    replace: "      if (outcome.error !== errorCodes.KAFKA_STORAGE_ERROR) fail(response, outcome.error);",
  },
  {
    name: "consumers read above the high watermark",
    package: "broker",
    file: "handlers/fetch.ts",
    find: "    const { replica, highWatermark } = partition;",
    replace: "    const { replica } = partition;\n    const highWatermark = replica.logEndOffset;",
  },
  {
    name: "responses leave in the order in which they are ready",
    package: "broker",
    file: "session/session.ts",
    find: "    slot.chunks = chunks;",
    replace:
      "    slot.chunks = chunks;\n    this.#slots.splice(this.#slots.indexOf(slot), 1);\n    this.#slots.unshift(slot);",
  },
  {
    name: "a restarted leader goes on in its epoch (KAFKA-10527)",
    package: "broker",
    file: "metadata/apply/register-node.ts",
    find: "  const endsLeadership = partition.leader === nodeId;",
    replace: "  const endsLeadership = false;",
  },
  {
    name: "a node that has lost its disk stays in the ISR (KIP-966)",
    package: "broker",
    file: "metadata/apply/register-node.ts",
    find: "const sameFolder = before.directoryId === after.directoryId;",
    replace: "const sameFolder = before.directoryId.length === after.directoryId.length;",
  },
  {
    name: "a replica whose log has failed may be elected",
    package: "broker",
    file: "metadata/apply/election.ts",
    find: "    if (candidates.failed?.includes(nodeId)) return false;\n",
    replace: "",
  },
  {
    name: "a log that has failed is led again when the metadata says so",
    package: "broker",
    file: "partition/partition.ts",
    find: "    const leads = image.leader === this.#host.self && this.#fault === null;",
    replace: "    const leads = image.leader === this.#host.self;",
  },
  {
    name: "a registration forgets the logs that could not be recovered",
    package: "broker",
    file: "node-assembly.ts",
    find: 'filter(({ state }) => state !== "online")',
    replace: 'filter(({ state }) => state === "closed")',
  },
  {
    name: "the only log in sync is dropped when it fails",
    package: "broker",
    file: "partition/failed-replicas.ts",
    find: "    if (isr.includes(this.#init.self)) this.#sayAlone(failed);",
    replace: "    if (isr.includes(this.#init.self)) this.#drop(partition, 0);",
  },
  {
    name: "a fenced node may be elected",
    package: "broker",
    file: "metadata/apply/election.ts",
    find: "    if (node === undefined || node.fenced) return false;",
    replace: "    if (node === undefined) return false;",
    seedsMax: 10_000,
  },
  {
    name: "anyone may be elected, in sync or not (unclean election)",
    package: "broker",
    file: "metadata/apply/fence-node.ts",
    find: "    return updatePartition(partition, { isr, endsLeadership: partition.leader === nodeId }, nodes);",
    replace:
      "    const live = partition.replicas.filter((member) => nodes.get(member)?.fenced === false);\n" +
      "    const last = partition.isr.length === 1 && live.length > 0 ? live : isr;\n" +
      "    return updatePartition(partition, { isr: last, endsLeadership: partition.leader === nodeId }, nodes);",
  },
  {
    name: "producer ids are given out twice",
    package: "broker",
    file: "metadata/apply/allocate-producer-ids.ts",
    find: "  return { image: { ...image, nextProducerId },",
    replace: "  return { image: { ...image, nextProducerId: firstProducerId },",
  },
  {
    name: "commits are acknowledged before they are replicated (KAFKA-15784)",
    package: "broker",
    file: "coordinator/shard-writer.ts",
    find: "    this.#armTimeout(APPEND_TIMEOUT_MS);",
    replace: "    this.#armTimeout(APPEND_TIMEOUT_MS);\n    answer(append, { done: 0, settled: 0 });",
  },
  {
    name: "committed offsets are not loaded on failover",
    package: "broker",
    file: "coordinator/shard-loader.ts",
    find: "      else this.#image.apply(stored);",
    replace: "",
  },
  {
    name: "a coordinator does not wait until what it has loaded is committed",
    package: "broker",
    file: "coordinator/shard-loader.ts",
    find: "    if (atEnd) this.#awaitCommit();",
    replace: '    if (atEnd) this.#finish({ kind: "loaded", image: this.#image });',
    seedsMax: 10_000,
  },
  {
    name: "members that were thrown out may commit",
    package: "broker",
    file: "coordinator/group.ts",
    find:
      "    if (error !== errorCodes.NONE) return error;\n" +
      "    if (from.generationId !== this.generationId) return errorCodes.ILLEGAL_GENERATION;\n    // It knows the new",
    replace: "    if (error === errorCodes.UNKNOWN_MEMBER_ID) return errorCodes.NONE;\n    // It knows the new",
  },
  {
    name: "two members own a partition in one generation",
    package: "broker",
    file: "coordinator/rebalance.ts",
    find: "      member.assignment = assignments.get(member.memberId) ?? NO_BYTES;",
    replace: "      member.assignment = [...assignments.values()][0] ?? NO_BYTES;",
  },
];
