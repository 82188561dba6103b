/*
 * The write-ahead log on the machine's own disk, by the server's adapters, under what real disks and systems do: `--help`.
 */
import { parseArgs } from "node:util";
import { CannotTry } from "./cannot-try.ts";
import { failingSync } from "./failing-sync.ts";
import { fullDisk } from "./full-disk.ts";
import { killLoop } from "./kill-loop.ts";

const HELP = `Puts the write-ahead log on the machine's own disk to the proof.

  npm run wal:disk -- [what] [options]

  kill         kill -9 under load, recover, compare, again and again in one folder
  full         a small tmpfs, and a small ext4 on a loop device, fill under load and are given room again (needs root)
  eio          fdatasync fails with EIO under load, and under a server that starts (needs a C compiler)
  all          all of them (default)

  --kills N    so many (default 50)
  --help       this

Ends with 0: everything held; 1: something did not; 2: wrong arguments; 3: this machine does not allow one of them, and
the others held.`;

const PROOFS = {
  kill: (kills: number) => [() => killLoop(kills)],
  full: () => [() => fullDisk("tmpfs"), () => fullDisk("ext4")],
  eio: () => [failingSync],
} as const;

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<number> {
  const flags = parse(args);
  if (typeof flags === "string") {
    console.error(`${flags}; --help tells more`);
    return 2;
  }
  if (flags.help) {
    console.log(HELP);
    return 0;
  }
  const { what, kills } = flags;
  const proofs = what === "all" ? Object.values(PROOFS).flatMap((proof) => proof(kills)) : PROOFS[what](kills);
  let code = 0;
  for (const proof of proofs) {
    try {
      await proof();
    } catch (error) {
      if (error instanceof CannotTry) {
        console.log(`NOT TRIED: ${error.message}`);
        code ||= 3;
      } else {
        console.error(`FAILED: ${(error as Error).stack}`);
        code = 1;
      }
    }
  }
  return code;
}

interface Flags {
  readonly what: keyof typeof PROOFS | "all";
  readonly kills: number;
  readonly help: boolean;
}

/** What is wrong with them, where something is. */
function parse(args: readonly string[]): Flags | string {
  try {
    const options = { kills: { type: "string" }, help: { type: "boolean", short: "h" } } as const;
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [what = "all", ...rest] = positionals;
    const kills = Number(values.kills ?? "50");
    if (rest.length > 0 || !(what === "all" || Object.hasOwn(PROOFS, what)))
      return `"${positionals.join(" ")}" is not known`;
    if (!(Number.isInteger(kills) && kills > 0)) return `--kills takes a whole number from 1 on, not "${values.kills}"`;
    return { what: what as Flags["what"], kills, help: values.help === true };
  } catch (error) {
    return (error as Error).message.split(/\. |\n/)[0]!;
  }
}
