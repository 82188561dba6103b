import { isGone } from "./look-again.ts";
import type { Output } from "./output.ts";

/** Null, and a note, where a file was renamed or removed while a dump was printed: a node that runs does that. */
export function unlessGone<Report>(
  dump: () => Report,
  { json }: { readonly json?: true },
  output: Output,
): Report | null {
  try {
    return dump();
  } catch (error) {
    if (!isGone(error)) throw error;
    const reason = `the node has renamed or removed a file meanwhile (${(error as Error).message}): what follows in it is left out`;
    if (json) output.json({ kind: "note", reason });
    else output.line(`note: ${reason}`);
    return null;
  }
}
