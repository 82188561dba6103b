import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { plant } from "../planted/patch.ts";
import type { PlantedBug } from "../planted/planted-bug.ts";

const PACKAGES = fileURLToPath(new URL("../../..", import.meta.url));
const WORKER = fileURLToPath(new URL("worker.ts", import.meta.url));

/** A program with all source that it runs, in one file of plain JavaScript. */
export interface Bundle {
  readonly file: string;
  remove(): void;
}

/**
 * Makes one file of a worker and of all packages that it runs, from their sources as they are now. Processes start from it at
 * once, without compiling anything, and all of a run do the same, whatever is edited meanwhile.
 *
 * @param worker Its file. Default: the one that simulates clusters.
 * @param bug Is planted on the way, so that it never exists but in the bundle.
 * @throws {Error} where the bug does not fit its source
 */
export async function bundleWorker(worker = WORKER, bug?: PlantedBug): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), "chronik-simulator-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const file = join(folder, "worker.mjs");
  try {
    await build({
      entryPoints: [worker],
      outfile: file,
      bundle: true,
      format: "esm",
      platform: "node",
      target: "node20",
      conditions: ["source"],
      sourcemap: "inline",
      sourcesContent: false,
      plugins: bug === undefined ? [nativeModules] : [nativeModules, planting(bug)],
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

function planting(bug: PlantedBug): Plugin {
  const file = join(PACKAGES, bug.package, "src", bug.file);
  return {
    name: "planted bug",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, ({ path }) =>
        path === file ? { contents: plant(bug, readFileSync(path, "utf8")), loader: "ts" } : undefined,
      );
    },
  };
}
