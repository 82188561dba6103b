import { kafkaBatchFraming } from "@chronik/broker";
import { inspectJournal, inspectWal, type JournalReport } from "@chronik/wal";
import { nodeDisk } from "../../adapters/node-disk.ts";
import { findJournals, type JournalPlace } from "./folders.ts";
import { type JournalDumpFlags, roleOf } from "./journal-dump.ts";
import { endText } from "./journal-end.ts";
import { frameMeanings } from "./journal-text.ts";
import { lookAgain } from "./look-again.ts";
import type { Output } from "./output.ts";

export type JournalVerifyFlags = Pick<JournalDumpFlags, "raft" | "partitions" | "json">;

interface Verdict {
  /** Of all that is there; where it is damaged, of what a start needs. */
  readonly report: JournalReport;
  /** What is not needed any more is damaged. */
  readonly idleDamage: JournalReport["damage"];
  /** Frames that have the right checksum and no meaning, as texts. */
  readonly unreadable: readonly string[];
}

const UNREADABLE_MAX = 20;

/**
 * `chronik journal verify`: reads all, and says what is wrong. Returns the exit code.
 *
 * @param pause Before another look at what seems to be damaged.
 */
export async function verifyJournals(
  folder: string,
  flags: JournalVerifyFlags,
  output: Output,
  pause?: () => Promise<void>,
): Promise<number> {
  let damaged = false;
  for (const journal of findJournals(folder, roleOf(flags))) {
    const verdict = await lookAgain(() => {
      const result = verify(journal);
      const { report, unreadable } = result;
      return { result, wrong: [...(report.damage ? [report.damage.message] : []), ...unreadable] };
    }, pause);
    damaged ||= verdict.report.damage !== null || verdict.unreadable.length > 0;
    if (flags.json) tellJson(journal, verdict, output);
    else tellText(journal, verdict, output);
  }
  return damaged ? 1 : 0;
}

function verify({ role, folder, dataFolder }: JournalPlace): Verdict {
  const wal = role === "partitions" && dataFolder !== null ? inspectWal(nodeDisk, dataFolder, kafkaBatchFraming) : null;
  const look = (from?: number): Verdict => {
    const meaningOf = frameMeanings(role, wal);
    const unreadable: string[] = [];
    const report = inspectJournal(
      { disk: nodeDisk, folder, from },
      {
        frame(frame) {
          if (!meaningOf(frame).unreadable || unreadable.length >= UNREADABLE_MAX) return;
          const what = `sequence ${frame.sequence} at byte ${frame.position} of ${frame.file} is nothing that this version writes`;
          unreadable.push(what);
        },
      },
    );
    return { report, idleDamage: null, unreadable };
  };
  const all = look();
  if (all.report.damage === null || wal === null || wal.damage?.code === "checkpointDamaged") return all;
  const needed = look(wal.replayFrom);
  return needed.report.damage ? all : { ...needed, idleDamage: all.report.damage };
}

function tellText({ folder, role }: JournalPlace, { report, idleDamage, unreadable }: Verdict, output: Output): void {
  const { groups, frames, files } = report;
  output.line(`${folder} (${role}): ${files.length} files, ${groups} groups, ${frames} frames; ${endText(report)}`);
  for (const what of unreadable) output.line(`DAMAGED: ${what}`);
  if (idleDamage) {
    const { file, position, reason } = idleDamage;
    output.line(`note: byte ${position} of ${file} is damaged, in a part that no start reads any more: ${reason}`);
  }
}

function tellJson({ folder, role }: JournalPlace, { report, idleDamage, unreadable }: Verdict, output: Output): void {
  const { groups, frames, lastSequence, end, damage } = report;
  const place = (of: JournalReport["damage"]) => of && { file: of.file, position: of.position, reason: of.reason };
  const counts = { groups, frames, lastSequence, end };
  output.json({
    kind: "journal",
    folder,
    role,
    ...counts,
    damage: place(damage),
    idleDamage: place(idleDamage),
    unreadable,
  });
}
