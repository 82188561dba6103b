import { decodeProducerSnapshot, ProtocolError } from "@chronik/kafka-protocol";
import type { PartitionLog } from "@chronik/wal";
import type { LogShadow, ShadowBatch } from "./log-shadow.ts";
import { folderOf, type ObservedDisk } from "./observed.ts";

/** How many batches of a producer a replica remembers. */
const REMEMBERED = 5;
const NO_PRODUCER = -1;

/** The producers of a log as its batches have it, all of them read: by producer its epoch and last batches, as text. */
export function producersOf(shadow: LogShadow, endOffset = shadow.endOffset): string {
  const producers = new Map<number, ShadowBatch[]>();
  for (const batch of shadow.batches) {
    const { producerId, producerEpoch } = batch;
    if (producerId === NO_PRODUCER || batch.lastOffset >= endOffset) continue;
    const known = producers.get(producerId)?.filter((other) => other.producerEpoch === producerEpoch) ?? [];
    producers.set(producerId, [...known, batch].slice(-REMEMBERED));
  }
  const lines = [...producers.values()].flat().map(textOf);
  return lines.sort().join("; ");
}

/** The same, as a replica would write it into a snapshot. */
export function producersIn(snapshot: Uint8Array): string {
  const lines = decodeProducerSnapshot(snapshot).map(({ lastOffset, offsetDelta, lastSequence, ...producer }) =>
    textOf({ ...producer, lastOffset, baseOffset: lastOffset - offsetDelta, lastSequence }),
  );
  return lines.sort().join("; ");
}

/** A snapshot up to the log's end at most that knows other producers than the log has there; null where there is none. */
export function wrongSnapshot(disk: ObservedDisk, log: PartitionLog, shadow: LogShadow): string | null {
  for (const name of disk.list(folderOf(log))) {
    const endOffset = name.endsWith(".snapshot") ? Number.parseInt(name, 10) : Number.POSITIVE_INFINITY;
    if (endOffset > shadow.endOffset) continue;
    const path = `${folderOf(log)}/${name}`;
    let known: string;
    try {
      known = producersIn(disk.contents(path));
    } catch (error) {
      // Torn or rotten: its owner sees that too.
      if (error instanceof ProtocolError) continue;
      throw error;
    }
    const expected = producersOf(shadow, endOffset);
    if (known !== expected) return `${path} knows ${known || "nobody"}, and the log has ${expected || "nobody"}`;
  }
  return null;
}

function textOf(batch: Omit<ShadowBatch, "leaderEpoch" | "crc">): string {
  const { producerId, producerEpoch, lastSequence, baseOffset, lastOffset } = batch;
  return `producer ${producerId} epoch ${producerEpoch} up to ${lastSequence} at offsets ${baseOffset} to ${lastOffset}`;
}
