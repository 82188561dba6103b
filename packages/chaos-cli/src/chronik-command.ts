import { existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** A program and its first arguments. */
export type Command = readonly [program: string, ...args: string[]];

/** Where the server's bundle lies, seen from this package in a checkout. Source and bundle lie equally deep in it. */
const IN_CHECKOUT = fileURLToPath(new URL("../../../apps/server/dist/chronik.js", import.meta.url));

/**
 * How to run `chronik`: the path that is given, else that of this checkout, else `chronik` on PATH.
 *
 * @throws Error that says what to do.
 */
export function findChronik(
  given: string | undefined,
  surroundings: { checkout: string; path: string } = { checkout: IN_CHECKOUT, path: process.env.PATH ?? "" },
): Command {
  if (given !== undefined) {
    if (existsSync(given)) return commandOf(resolve(given));
    throw new Error(`there is no ${given}; --chronik takes the path of the chronik command or of its chronik.js`);
  }
  if (existsSync(surroundings.checkout)) return commandOf(surroundings.checkout);
  for (const folder of surroundings.path.split(delimiter)) {
    if (folder !== "" && existsSync(join(folder, "chronik"))) return [join(folder, "chronik")];
  }
  throw new Error("there is no chronik command: build the server (npm run build), or name one with --chronik");
}

function commandOf(path: string): Command {
  return /\.[cm]?js$/.test(path) ? [process.execPath, path] : [path];
}
