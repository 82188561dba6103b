import { type PartitionLog, Wal, type WalError } from "@chronik/wal";
import { framing } from "../../../packages/wal/test/kafka-batch.ts";
import { nodeClock } from "../src/adapters/node-clock.ts";
import { nodeDisk } from "../src/adapters/node-disk.ts";
import { nodeTimers } from "../src/adapters/node-timers.ts";
import { OPTIONS } from "./records.ts";

/** A write-ahead log on the machine's own file system, by the server's adapters. */
export function openWal(
  folder: string,
  onFailure: (error: WalError) => void,
  onPartitionFault: (log: PartitionLog, error: WalError) => void = (_, error) => onFailure(error),
): Wal {
  return Wal.open({
    disk: nodeDisk,
    folder,
    framing,
    timers: nodeTimers,
    defer: (callback) => nodeTimers.defer(callback),
    wallClock: nodeClock,
    options: OPTIONS,
    onFailure,
    onPartitionFault,
  });
}
