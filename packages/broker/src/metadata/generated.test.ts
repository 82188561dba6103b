import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../proto/generate.mjs", import.meta.url));

describe("src/metadata/generated", () => {
  it("is what proto/metadata.proto compiles to", () => {
    const folder = mkdtempSync(join(tmpdir(), "chronik-metadata-"));
    try {
      // In a process of its own, as `pnpm generate` runs it: the compiler is affected by what else has been loaded.
      execFileSync(process.execPath, [script, folder]);
      for (const name of ["metadata.js", "metadata.d.ts"]) {
        const committed = readFileSync(new URL(`./generated/${name}`, import.meta.url), "utf8");
        expect(readFileSync(join(folder, name), "utf8") === committed, `${name} is up to date`).toBe(true);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 30_000);
});
