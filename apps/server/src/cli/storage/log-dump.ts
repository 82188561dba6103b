import { kafkaBatchFraming } from "@chronik/broker";
import { type BatchReport, inspectLog, type LogReport, type LogVisitor, type StoredWal } from "@chronik/wal";
import { nodeDisk } from "../../adapters/node-disk.ts";
import { batchData, batchLine, headerOf, recordData, recordLine, recordsOf } from "./batch-text.ts";
import { findLogs, type LogPlace } from "./folders.ts";
import { lookAgain } from "./look-again.ts";
import type { Output } from "./output.ts";
import { unlessGone } from "./unless-gone.ts";

/** Offsets from the first to the last, both included. */
export interface OffsetRange {
  readonly from: number;
  readonly to: number;
}

export interface LogDumpFlags {
  readonly partition?: string;
  readonly offsets?: OffsetRange;
  readonly records?: true;
  readonly json?: true;
}

/** `chronik log dump`: segments, indexes and batches. Returns the exit code. */
export async function dumpLogs(folder: string, flags: LogDumpFlags, output: Output): Promise<number> {
  const { logs, wal } = await lookAgain(() => {
    const result = findLogs(folder, flags.partition ?? null);
    return { result, wrong: result.wal?.damage ? [result.wal.damage.message] : [] };
  });
  if (wal?.damage) tellDamage(wal, flags, output);
  let damaged = wal?.damage != null;
  for (const log of logs) {
    const report = unlessGone(() => dumpLog(log, flags, output), flags, output);
    damaged ||= (report?.damages ?? 0) > 0;
  }
  return damaged ? 1 : 0;
}

function dumpLog(log: LogPlace, flags: LogDumpFlags, output: Output): LogReport {
  const { folder, stored } = log;
  tellLog(log, flags, output);
  const asked = (batch: BatchReport) => {
    const { from, to } = flags.offsets ?? { from: 0, to: Number.POSITIVE_INFINITY };
    return batch.frame.lastOffset >= from && batch.frame.baseOffset <= to;
  };
  const teller = flags.json ? jsonTeller(flags, output) : textTeller(flags, output);
  const visitor: LogVisitor = {
    ...teller,
    batch: (batch) => {
      if (asked(batch)) teller.batch(batch);
    },
  };
  const report = inspectLog({ disk: nodeDisk, framing: kafkaBatchFraming, folder, ...(stored && { stored }) }, visitor);
  if (flags.json) output.json({ kind: "end", partition: log.name, ...report });
  return report;
}

type Teller = Required<LogVisitor>;

function textTeller(flags: LogDumpFlags, output: Output): Teller {
  return {
    segment({ file, baseOffset, sizeBytes, offsetIndexEntries, timeIndexEntries }) {
      output.line(`Dumping ${file}`);
      output.line(`Log starting offset: ${baseOffset}`);
      const entries = (count: number | null) => (count === null ? "no file" : `${count} entries`);
      output.line(`size: ${sizeBytes} index: ${entries(offsetIndexEntries)} timeindex: ${entries(timeIndexEntries)}`);
    },
    batch(batch) {
      const header = headerOf(batch);
      output.line(batchLine(batch, header));
      if (!flags.records || !batch.intact) return;
      const records = recordsOf(batch);
      if (typeof records === "string") output.line(`| ${records}`);
      else for (const record of records) output.line(recordLine(record, header));
    },
    finding({ severity, file, position, reason }) {
      output.line(`${severity === "damage" ? "DAMAGED" : "note"}: byte ${position} of ${file}: ${reason}`);
    },
  };
}

function jsonTeller(flags: LogDumpFlags, output: Output): Teller {
  return {
    segment: (segment) => output.json({ kind: "segment", ...segment }),
    batch(batch) {
      const header = headerOf(batch);
      output.json(batchData(batch, header));
      if (!flags.records || !batch.intact) return;
      const records = recordsOf(batch);
      if (typeof records === "string") output.json({ kind: "undecodable", reason: records });
      else for (const record of records) output.json(recordData(record, header));
    },
    finding: (finding) => output.json({ kind: "finding", ...finding }),
  };
}

function tellLog({ name, folder, stored }: LogPlace, { json }: LogDumpFlags, output: Output): void {
  if (json) {
    if (!stored) return output.json({ kind: "log", partition: name, folder });
    const { topicId, logStartOffset, logEndOffset, vouched, fault } = stored;
    const offsets = { logStartOffset, logEndOffset, checkpointedEndOffset: vouched.endOffset };
    return output.json({ kind: "log", partition: name, folder, topicId, ...offsets, epochs: vouched.epochs, fault });
  }
  output.line(`Partition ${name} (${folder})`);
  if (!stored) return output.line("Nothing is known of it but what is in its folder");
  const { topicId, logStartOffset, logEndOffset, vouched, fault } = stored;
  output.line(
    `topic id: ${topicId} log start offset: ${logStartOffset} log end offset: ${logEndOffset} checkpointed up to: ${vouched.endOffset}`,
  );
  const epochs = vouched.epochs.map(({ epoch, startOffset }) => `${epoch} from ${startOffset}`);
  output.line(`leader epochs: ${epochs.join(", ") || "none"}`);
  if (fault) output.line(`IN QUARANTINE since damage was found at byte ${fault.place.position} of ${fault.place.file}`);
}

/** What is wrong with the folder as a whole. */
export function tellDamage({ damage }: StoredWal, { json }: { readonly json?: true }, output: Output): void {
  if (!damage) return;
  const { file, position, reason } = damage;
  if (json) output.json({ kind: "finding", severity: "damage", file, position, reason });
  else output.line(`DAMAGED: byte ${position} of ${file}: ${reason}. A node does not start with it`);
}
