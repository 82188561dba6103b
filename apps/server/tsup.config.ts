import { defineConfig } from "tsup";
import { baseOptions } from "../../tsup.base.ts";

export default defineConfig({
  ...baseOptions,
  entry: ["src/chronik.ts"],
  platform: "node",
  // One file with everything of this repository in it starts a third faster; what comes from npm stays outside.
  noExternal: [/^@chronik\//],
  esbuildOptions(options, context) {
    baseOptions.esbuildOptions?.(options, context);
    options.conditions = ["source"];
    options.banner = { js: "#!/usr/bin/env node" };
  },
});
