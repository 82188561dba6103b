import type { Options } from "tsup";

/** What every package's build shares: one ESM file per entry; `tsc` writes the declarations beside it. */
export const baseOptions: Options = {
  entry: ["src/index.ts"],
  format: "esm",
  target: "node20",
  platform: "neutral",
  dts: false,
  sourcemap: true,
  clean: true,
  // Marks for the simulator (sometimes.d.ts) are no part of what is published.
  esbuildOptions: (options) => {
    options.dropLabels = ["SIMULATION"];
  },
};
