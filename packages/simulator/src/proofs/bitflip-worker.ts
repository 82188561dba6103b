/*
 * A process that flips the bits that its parent names.
 */
import { type BitRange, runBits } from "./bitflip-run.ts";

// The terminal sends it to the parent too, which decides.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("message", (range: BitRange) => process.send!(runBits(range)));
