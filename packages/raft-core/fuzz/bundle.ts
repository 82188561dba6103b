import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Options } from "tsup";
import { type Edit, edited } from "./planted-bug.ts";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));

/** A program with the package's source in one file of plain JavaScript. */
export interface Bundle {
  readonly file: string;
  readonly remove: () => void;
}

/** What the processes of a pool run: the simulation, and how it is told which seeds. */
export function bundleWorker(edits: readonly Edit[] = []): Promise<Bundle> {
  return bundle("fuzz/worker.ts", edits);
}

/**
 * `entry` is a file of this package. One file starts at once, runs on every version of Node, and can hold other source than the disk: `edits` are made on
 * the way, so that a planted bug never exists but in its bundle.
 *
 * @throws {Error} where an edit does not fit the source
 */
export async function bundle(entry: string, edits: readonly Edit[]): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), "raft-fuzz-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  try {
    await build({
      entry: { bundle: join(PACKAGE, entry) },
      outDir: folder,
      outExtension: () => ({ js: ".mjs" }),
      format: "esm",
      target: "node20",
      platform: "node",
      sourcemap: "inline",
      esbuildPlugins: [editing(edits)],
      config: false,
      silent: true,
      dts: false,
      clean: false,
      tsconfig: join(PACKAGE, "tsconfig.json"),
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { file: join(folder, "bundle.mjs"), remove };
}

function editing(edits: readonly Edit[]): NonNullable<Options["esbuildPlugins"]>[number] {
  const files = new Set(edits.map(({ file }) => file));
  return {
    name: "edits",
    setup(context) {
      context.onLoad({ filter: /[\\/]raft-core[\\/]src[\\/][^\\/]+\.ts$/ }, ({ path }) => {
        const file = basename(path);
        return files.has(file) ? { contents: edited(path, edits), loader: "ts" } : undefined;
      });
    },
  };
}
