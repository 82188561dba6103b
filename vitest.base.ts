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
    // Tests compute, or wait for conditions; none waits for a time to pass. So this measures no code and only ends a test that hangs.
    testTimeout: 120_000,
  },
};
