import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";

const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/** A program with all source that it runs, in one file of plain JavaScript. */
export interface Bundle {
  readonly file: string;
  remove(): void;
}

/**
 * Makes one file of the worker and of all packages that it simulates, from their sources as they are now. Processes start from it at
 * once, without compiling anything, and all of a run do the same, whatever is edited meanwhile.
 */
export async function bundleWorker(): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), "chronik-simulator-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const file = join(folder, "worker.mjs");
  try {
    await build({
      entryPoints: [WORKER],
      outfile: file,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      conditions: ["source"],
      sourcemap: "inline",
      sourcesContent: false,
      plugins: [nativeModules],
      logLevel: "silent",
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { file, remove };
}

/** Stay where they are: the bundle imports them from there, by their paths. */
const nativeModules: Plugin = {
  name: "native modules",
  setup({ onResolve }) {
    onResolve({ filter: /^@node-rs\// }, ({ path, resolveDir }) => {
      const found = createRequire(join(resolveDir, "importer.js")).resolve(path);
      return { path: pathToFileURL(found).href, external: true };
    });
  },
};
