/*
 * The proofs of the storage that need no real disk: crashes, and bits that flip. `--help` of each tells how.
 */
import { runBitflip } from "./bitflip.ts";
import { runCrash } from "./crash.ts";
import { BITFLIP_HELP, CRASH_HELP, FlagError, parseBitflipFlags, parseCrashFlags } from "./flags.ts";
import { runPlanted } from "./planted.ts";

process.exitCode = await main(process.argv.slice(2));

async function main([proof, ...args]: readonly string[]): Promise<number> {
  try {
    return proof === "bitflip" ? await bitflip(args) : await crash(args);
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    console.error(`${error.message}; --help tells more`);
    return 2;
  }
}

async function crash(args: readonly string[]): Promise<number> {
  const flags = parseCrashFlags(args);
  if (flags.mode === "planted") return runPlanted(flags);
  if (flags.mode !== "help") return runCrash(flags);
  console.log(CRASH_HELP);
  return 0;
}

async function bitflip(args: readonly string[]): Promise<number> {
  const flags = parseBitflipFlags(args);
  if (flags.mode !== "help") return runBitflip(flags);
  console.log(BITFLIP_HELP);
  return 0;
}
