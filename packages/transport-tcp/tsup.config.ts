import { defineConfig } from "tsup";
import { baseOptions } from "../../tsup.base.ts";

export default defineConfig({ ...baseOptions, platform: "node", entry: ["src/index.ts", "src/testing/index.ts"] });
