import type { ViteUserConfig } from "vitest/config";
import { baseConfig } from "../../vitest.base.ts";

/** Tests of the built command, as processes. They need the build, and run one after the other. */
const config: ViteUserConfig = {
  ...(baseConfig.ssr && { ssr: baseConfig.ssr }),
  test: {
    include: ["test/**/*.integration.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
};

export default config;
