import { defineConfig, mergeConfig } from "vitest/config";
import { baseConfig } from "../../vitest.base.ts";

// Tests wait for conditions on real sockets, not for durations: the limit is there to end what hangs, on a busy machine too.
export default mergeConfig(baseConfig, defineConfig({ test: { testTimeout: 60_000 } }));
