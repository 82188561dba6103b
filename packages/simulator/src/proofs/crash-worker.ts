/*
 * A process that explores one seed after the other, as its parent says.
 */
import { runCrashSeed } from "./crash-seed.ts";

// The terminal sends it to the parent too, which decides.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("message", ({ seed }: { seed: number }) => process.send!(runCrashSeed(seed)));
