import { kafkaBatchFraming } from "@chronik/broker";
import { inspectLog, type LogFinding, type LogReport } from "@chronik/wal";
import { nodeDisk } from "../../adapters/node-disk.ts";
import { findLogs, type LogPlace, type LogPlaces } from "./folders.ts";
import { tellDamage } from "./log-dump.ts";
import { lookAgain } from "./look-again.ts";
import type { Output } from "./output.ts";

export interface LogVerifyFlags {
  readonly partition?: string;
  readonly json?: true;
}

interface Verified {
  readonly log: LogPlace;
  readonly report: LogReport;
  readonly findings: readonly LogFinding[];
}

/** More of a log, of damage and of notes each, are counted and not shown. */
const FINDINGS_MAX = 100;

/**
 * `chronik log verify`: reads all batches and indexes, and says what is wrong. Returns the exit code.
 *
 * @param pause Before another look at what seems to be damaged.
 */
export async function verifyLogs(
  folder: string,
  flags: LogVerifyFlags,
  output: Output,
  pause?: () => Promise<void>,
): Promise<number> {
  const { places, logs } = await lookAgain(() => {
    const found = findLogs(folder, flags.partition ?? null);
    const verified = found.logs.map(verify);
    const damage = verified.flatMap(({ findings }) => findings.filter(({ severity }) => severity === "damage"));
    const wrong = damage.map(({ file, position }) => `${file} ${position}`);
    if (found.wal?.damage) wrong.push(found.wal.damage.message);
    return { result: { places: found, logs: verified }, wrong };
  }, pause);
  if (places.wal) tellDamage(places.wal, flags, output);
  for (const verified of logs) {
    if (flags.json) tellJson(verified, output);
    else tellText(verified, output);
  }
  if (!flags.json) output.line(summary(places, logs));
  const bad = logs.some(({ log, report }) => report.damages > 0 || log.stored?.fault);
  return bad || places.wal?.damage ? 1 : 0;
}

function verify(log: LogPlace): Verified {
  const { folder, stored } = log;
  const findings: LogFinding[] = [];
  const left = { damage: FINDINGS_MAX, note: FINDINGS_MAX };
  const report = inspectLog(
    { disk: nodeDisk, framing: kafkaBatchFraming, folder, ...(stored && { stored }) },
    {
      finding: (finding) => {
        if (left[finding.severity]-- > 0) findings.push(finding);
      },
    },
  );
  return { log, report, findings };
}

function tellText({ log, report, findings }: Verified, output: Output): void {
  const { name, stored } = log;
  const { segments, batches, sizeBytes, damages, notes, firstDamage } = report;
  const state = damages > 0 ? `DAMAGED in ${damages} places` : stored?.fault ? "sound, but IN QUARANTINE" : "sound";
  output.line(`${name}: ${segments} segments, ${batches} batches, ${sizeBytes} bytes: ${state}`);
  if (stored?.fault) {
    const { place, reason } = stored.fault;
    output.line(`  in quarantine, because byte ${place.position} of ${place.file} was found damaged: ${reason}`);
  }
  for (const { severity, file, position, reason } of findings) {
    output.line(`  ${severity === "damage" ? "DAMAGED" : "note"}: byte ${position} of ${file}: ${reason}`);
  }
  const hidden = damages + notes - findings.length;
  if (hidden > 0) output.line(`  and ${hidden} more`);
  if (firstDamage) output.line(`  undamaged up to offset ${firstDamage.offset}`);
}

function tellJson({ log, report, findings }: Verified, output: Output): void {
  const { name, folder, stored } = log;
  output.json({ kind: "log", partition: name, folder, ...report, fault: stored?.fault ?? null, findings });
}

function summary({ wal }: LogPlaces, logs: readonly Verified[]): string {
  const bad = logs.filter(({ log, report }) => report.damages > 0 || log.stored?.fault).length;
  if (bad > 0) return `${bad} of ${logs.length} logs are damaged or in quarantine`;
  return wal?.damage ? "The logs are sound as far as can be said" : `${logs.length} logs are sound`;
}
