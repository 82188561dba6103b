import { type Command, type CommanderError, InvalidArgumentError } from "commander";
import { dumpJournals, type JournalDumpFlags } from "./journal-dump.ts";
import { type JournalVerifyFlags, verifyJournals } from "./journal-verify.ts";
import { dumpLogs, type LogDumpFlags, type OffsetRange } from "./log-dump.ts";
import { type LogRepairFlags, RepairRefused, repairLog } from "./log-repair.ts";
import { type LogVerifyFlags, verifyLogs } from "./log-verify.ts";
import { DescriptorOutput, type Output, OutputClosed } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const CLEAN = 0;
const DAMAGED = 1;
const USAGE = 2;

const STANDARD_OUTPUT_FD = 1;

/** `chronik journal …` and `chronik log …`: what is in a data folder, for people. */
export function addStorageCommands(program: Command): void {
  addJournalCommands(program);
  addLogCommands(program);
}

function addJournalCommands(program: Command): void {
  const journal = program
    .command("journal")
    .description("look into the journals of a data folder, whether its node runs or not");
  const folderHelp = "a data folder, or that of a journal";
  endingWithUsage(journal.command("dump"))
    .description("print every group and frame")
    .argument("<folder>", folderHelp)
    .option("--raft", "only that of the Raft log")
    .option("--partitions", "only that of the partitions")
    .option("--from <sequence>", "print frames from this sequence number on", parseNumber)
    .option("--json", "one JSON object a line")
    .action((folder: string, flags: JournalDumpFlags) => run((output) => dumpJournals(folder, flags, output)));
  endingWithUsage(journal.command("verify"))
    .description("read everything, and say what is damaged and where; ends with 1 where something is")
    .argument("<folder>", folderHelp)
    .option("--raft", "only that of the Raft log")
    .option("--partitions", "only that of the partitions")
    .option("--json", "one JSON object a line")
    .action((folder: string, flags: JournalVerifyFlags) => run((output) => verifyJournals(folder, flags, output)));
}

function addLogCommands(program: Command): void {
  const log = program.command("log").description("look into the logs of a data folder, and repair one of them");
  const folderHelp = "a data folder, or that of a partition";
  endingWithUsage(log.command("dump"))
    .description("print segments and batches, as kafka-dump-log does; whether the node runs or not")
    .argument("<folder>", folderHelp)
    .option("--partition <topic-n>", "only this partition")
    .option("--offsets <from..to>", "only batches with these offsets", parseRange)
    .option("--records", "print records, too")
    .option("--json", "one JSON object a line")
    .action((folder: string, flags: LogDumpFlags) => run((output) => dumpLogs(folder, flags, output)));
  endingWithUsage(log.command("verify"))
    .description("read everything, and say what is damaged and where; ends with 1 where something is")
    .argument("<folder>", folderHelp)
    .option("--partition <topic-n>", "only this partition")
    .option("--json", "one JSON object a line")
    .action((folder: string, flags: LogVerifyFlags) => run((output) => verifyLogs(folder, flags, output)));
  endingWithUsage(log.command("repair"))
    .description("cut a damaged log before the first damage; the node must be stopped")
    .argument("<folder>", "the data folder")
    .requiredOption("--partition <topic-n>", "the partition")
    .option("--to <offset>", "cut further down: the log shall end at this offset at most", parseNumber)
    .option("--yes", "do it; else it is only said what would be lost")
    .option("--accept-loss", "cut, even where other replicas may lose the same records by it")
    .action((folder: string, flags: LogRepairFlags) => run((output) => repairLog(folder, flags, output)));
}

/** Runs a command and ends the process: 0 where all is well, 1 where there is damage or something failed, 2 for wrong usage. */
async function run(command: (output: Output) => number | Promise<number>): Promise<never> {
  const output = new DescriptorOutput(STANDARD_OUTPUT_FD);
  try {
    const code = await command(output);
    output.flush();
    process.exit(code);
  } catch (error) {
    process.exit(endingOf(error, output));
  }
}

function endingOf(error: unknown, output: DescriptorOutput): number {
  if (error instanceof OutputClosed) return CLEAN;
  output.flush();
  const isForeseen =
    error instanceof UsageError || error instanceof RepairRefused || (error as { code?: unknown }).code;
  const { message, stack } = error as Error;
  process.stderr.write(`chronik: ${isForeseen ? message : (stack ?? message)}\n`);
  return error instanceof UsageError ? USAGE : DAMAGED;
}

/** So that scripts can tell a mistyped flag from damage. */
function endingWithUsage(command: Command): Command {
  return command.exitOverride((error: CommanderError) => process.exit(error.exitCode === 0 ? CLEAN : USAGE));
}

function parseNumber(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new InvalidArgumentError("It must be a whole number.");
}

function parseRange(text: string): OffsetRange {
  const match = /^(\d+)\.\.(\d*)$/.exec(text);
  const from = Number(match?.[1]);
  const to = match?.[2] === "" ? Number.POSITIVE_INFINITY : Number(match?.[2]);
  if (match && from <= to) return { from, to };
  throw new InvalidArgumentError("It must be like 100..200, or 100.. for all from 100 on.");
}
