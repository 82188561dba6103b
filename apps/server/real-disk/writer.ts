/*
 * Appends to a write-ahead log until it is killed, and says on standard output what happens, a line at a time:
 *
 *     ready
 *     ack <partition> <end offset>     durable up to there
 *     full <code>                      an append was refused for want of room; it goes on trying
 *     offline <partition> <message>    its files could not be written; the others go on
 *     failed <message>                 the log failed; the process ends with 1
 */
import { type PartitionLog, type Wal, WalError } from "@chronik/wal";
import { openWal } from "./open-wal.ts";
import { batchAt, PARTITIONS, topicIdOf } from "./records.ts";

const IN_FLIGHT_MAX = 64;
/** Beyond this the log is deleted from the front. */
const LOG_BYTES_MAX = Number(process.env.LOG_BYTES_MAX ?? 512 * 1024);
const FULL_PAUSE_MS = 20;

const folder = process.argv[2]!;
// A pipe takes it before this returns.
const say = (line: string) => void process.stdout.write(`${line}\n`);
let inFlight = 0;

const wal = openWal(folder, fail, (log, error) => say(`offline ${log.partition} ${error.message}`));
const logs = Array.from({ length: PARTITIONS }, (_, partition) => logOf(wal, partition));
say("ready");
work();

function logOf(owner: Wal, partition: number): PartitionLog {
  const key = { topicId: topicIdOf(partition), partition };
  return owner.partition(key) ?? owner.createPartition({ ...key, topic: "load" });
}

function work(): void {
  let full = false;
  const online = logs.filter(({ state }) => state === "online");
  while (inFlight < IN_FLIGHT_MAX && !full && online.length > 0 && !wal.overloaded) {
    full = !append(online[Math.floor(Math.random() * online.length)]!);
  }
  if (full || online.length === 0) setTimeout(work, FULL_PAUSE_MS);
}

/** False where there is no room. */
function append(log: PartitionLog): boolean {
  const { partition } = log;
  const batch = batchAt(partition, log.logEndOffset);
  try {
    log.appendAsLeader([batch], (error) => {
      if (error) return fail(error);
      inFlight--;
      say(`ack ${partition} ${batch.lastOffset + 1}`);
      if (log.sizeBytes > LOG_BYTES_MAX) deleteFront(log);
      if (inFlight < IN_FLIGHT_MAX / 2) work();
    });
  } catch (error) {
    if (!(error instanceof WalError && error.code === "diskFull")) throw error;
    say(`full ${error.code}`);
    return false;
  }
  inFlight++;
  return true;
}

function deleteFront(log: PartitionLog): void {
  const middle = Math.floor((log.logStartOffset + log.logEndOffset) / 2);
  log.deleteBefore(middle, (error) => error && log.state === "online" && fail(error));
}

function fail(error: Error): void {
  say(`failed ${error.message}`);
  process.exit(1);
}
