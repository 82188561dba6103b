import type { NodeId } from "@chronik/raft-core";
import { type Disk, inspectJournal, type PartitionKey } from "@chronik/wal";
import { validateTopicConfigs } from "../config/index.ts";
import type { MetadataImage } from "../metadata/image.ts";
import { MetadataLog } from "../metadata/metadata-log.ts";
import { LogRecovery } from "../raft/log-recovery.ts";

/** Who holds a partition, as far as one node's own copy of the metadata says. */
export interface StoredReplicas {
  readonly replicas: readonly NodeId[];
  /** All that may be in the ISR: an entry that the node does not know to be committed may or may not count. */
  readonly maybeInSync: readonly NodeId[];
}

const NOBODY = () => {
  throw new Error("a copy of the metadata that is only read proposes nothing");
};

/**
 * Reads the metadata log in the data folder of a node that is stopped, and changes nothing. What the cluster has decided since the node
 * heard of it last is not in there.
 *
 * @returns Null where that metadata knows no such partition.
 * @throws DamageError where the journal of the Raft log is damaged.
 * @throws RaftLogError, MetadataError where what it holds makes no sense.
 */
export function storedReplicas(disk: Disk, dataFolder: string, key: PartitionKey): StoredReplicas | null {
  const recovery = new LogRecovery();
  const { damage } = inspectJournal(
    { disk, folder: `${dataFolder}/raft` },
    {
      frame: (frame) => {
        if (frame.control === null) recovery.take(frame);
      },
    },
  );
  if (damage) throw damage;
  const log = recovery.finish();
  const metadata = new MetadataLog({
    nodeId: 0,
    incarnation: "",
    sink: { propose: NOBODY },
    timers: { set: NOBODY, defer: () => {} },
    rules: { validateTopicConfigs },
  });
  let found: StoredReplicas | null = null;
  const look = () => {
    metadata.flush();
    const partition = partitionIn(metadata.image, key);
    if (!partition) return;
    const maybe = new Set([...(found?.maybeInSync ?? []), ...partition.isr]);
    found = { replicas: partition.replicas, maybeInSync: partition.replicas.filter((node) => maybe.has(node)) };
  };
  const snapshot = log.snapshot();
  if (snapshot && snapshot.data.length > 0) metadata.restore(snapshot.data);
  const from = Math.max(log.firstIndex(), (snapshot?.index ?? 0) + 1);
  const { commit } = log.hardState();
  if (from > commit) look();
  const range = { from, to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY };
  for (const entry of log.entries(range)) {
    if (entry.kind === "command") metadata.apply(entry);
    if (entry.index >= commit) look();
  }
  return found;
}

function partitionIn(image: MetadataImage, { topicId, partition }: PartitionKey) {
  return image.topics.get(topicId)?.partitions[partition];
}
