import { basename } from "node:path";
import { kafkaBatchFraming } from "@chronik/broker";
import { inspectJournal, inspectWal, type JournalFrameReport, type JournalReport } from "@chronik/wal";
import { nodeDisk } from "../../adapters/node-disk.ts";
import { findJournals, type JournalPlace, type JournalRole } from "./folders.ts";
import { endText } from "./journal-end.ts";
import { frameMeanings } from "./journal-text.ts";
import type { Output } from "./output.ts";
import { unlessGone } from "./unless-gone.ts";

export interface JournalDumpFlags {
  readonly raft?: true;
  readonly partitions?: true;
  readonly from?: number;
  readonly json?: true;
}

/** Null: both. */
export function roleOf(flags: Pick<JournalDumpFlags, "raft" | "partitions">): JournalRole | null {
  if (flags.raft === flags.partitions) return null;
  return flags.raft ? "raft" : "partitions";
}

/** `chronik journal dump`: every group and frame. Returns the exit code. */
export function dumpJournals(folder: string, flags: JournalDumpFlags, output: Output): number {
  let damaged = false;
  for (const journal of findJournals(folder, roleOf(flags))) {
    const dump = flags.json ? dumpJson : dumpText;
    const report = unlessGone(() => dump(journal, flags, output), flags, output);
    damaged ||= report !== null && report.damage !== null;
  }
  return damaged ? 1 : 0;
}

function dumpText(journal: JournalPlace, { from = 0 }: JournalDumpFlags, output: Output): JournalReport {
  const { folder, role } = journal;
  const wal = storedWal(journal);
  const meaningOf = frameMeanings(role, wal);
  output.line(`Dumping ${folder} (${role})`);
  if (wal) output.line(`A start reads from sequence ${wal.replayFrom} on`);
  const report = inspectJournal(
    { disk: nodeDisk, folder },
    {
      group({ file, position, sizeBytes, firstSequence, frameCount, durableSequence, incarnation }) {
        if (firstSequence + frameCount <= from) return;
        output.line(
          `group sequence: ${firstSequence} frames: ${frameCount} durable: ${durableSequence} incarnation: ${incarnation} size: ${sizeBytes} file: ${basename(file)} position: ${position}`,
        );
      },
      frame(frame: JournalFrameReport) {
        const { sequence, position, payload } = frame;
        const { text } = meaningOf(frame);
        if (sequence >= from)
          output.line(`| sequence: ${sequence} position: ${position} size: ${payload.length} ${text}`);
      },
    },
  );
  for (const { file, role: use, sizeBytes, firstSequence } of report.files) {
    const first = firstSequence === null ? "" : ` first sequence: ${firstSequence}`;
    output.line(`file ${basename(file)} size: ${sizeBytes} ${use}${first}`);
  }
  output.line(endText(report));
  return report;
}

function dumpJson(journal: JournalPlace, { from = 0 }: JournalDumpFlags, output: Output): JournalReport {
  const { folder, role } = journal;
  const wal = storedWal(journal);
  const meaningOf = frameMeanings(role, wal);
  output.json({ kind: "journal", folder, role, replayFrom: wal?.replayFrom ?? null });
  const report = inspectJournal(
    { disk: nodeDisk, folder },
    {
      group(group) {
        if (group.firstSequence + group.frameCount > from) output.json({ kind: "group", ...group });
      },
      frame(frame) {
        const { data } = meaningOf(frame);
        const { sequence, file, position, payload } = frame;
        if (sequence < from) return;
        output.json({ kind: "frame", sequence, file, position, sizeBytes: payload.length, meaning: data });
      },
    },
  );
  for (const file of report.files) output.json({ kind: "file", ...file });
  const { end, damage, groups, frames, lastSequence } = report;
  const where = damage && { file: damage.file, position: damage.position, reason: damage.reason };
  output.json({ kind: "end", folder, groups, frames, lastSequence, end, damage: where });
  return report;
}

/** What the checkpoint says, where there is one: it names the logs that frames belong to. */
function storedWal({ role, dataFolder }: JournalPlace) {
  return role === "partitions" && dataFolder !== null ? inspectWal(nodeDisk, dataFolder, kafkaBatchFraming) : null;
}
