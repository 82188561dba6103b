import type { ViteUserConfig } from "vitest/config";

/**
 * What every package's tests share. The `source` condition makes a package's tests read its siblings' TypeScript,
 * so that no build is needed first.
 */
export const baseConfig: ViteUserConfig = {
  ssr: { resolve: { conditions: ["source", "import", "node", "default"] } },
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/*.integration.test.ts", "**/node_modules/**", "**/dist/**"],
    reporters: ["default"],
    pool: "threads",
    // Nothing here waits for real time: a test computes, and takes as long as a loaded machine needs. This only ends a test that hangs.
    testTimeout: 120_000,
  },
};
