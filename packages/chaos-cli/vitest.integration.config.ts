import type { ViteUserConfig } from "vitest/config";

/** Tests of the built command against the built server. They run one after the other. */
const config: ViteUserConfig = {
  test: {
    include: ["test/**/*.integration.test.ts"],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
};

export default config;
