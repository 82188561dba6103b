/*
 * Runs simulated groups from seed to seed, or shows that the simulation sees bugs that are planted: `--help` tells how.
 */
import { type Arguments, FUZZ_HELP, PLANTED_HELP, parseArguments, UsageError } from "./arguments.ts";
import { fuzz } from "./fuzz.ts";
import { hashes } from "./hashes.ts";
import { plant } from "./plant.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const planted = argv.includes("--planted");
  let wanted: Arguments;
  try {
    wanted = parseArguments(argv);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(`${error.message}; --help tells more`);
    return 2;
  }
  switch (wanted.mode) {
    case "help":
      console.log(planted ? PLANTED_HELP : FUZZ_HELP);
      return 0;
    case "planted":
      return plant(wanted);
    case "hashes":
      return hashes(wanted);
    case "fuzz":
      return fuzz(wanted);
  }
}
