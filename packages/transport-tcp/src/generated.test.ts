import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { chronik } from "./generated/peer.js";

test("the committed code is what the .proto files compile to", () => {
  const folder = mkdtempSync(join(tmpdir(), "chronik-proto-"));
  try {
    // In a process of its own: the generator looks at the settings of the runtime that it shares with us.
    const script = fileURLToPath(new URL("../scripts/generate.mjs", import.meta.url));
    execFileSync(process.execPath, [script, folder], { stdio: "pipe" });
    for (const file of ["peer.js", "peer.d.ts"]) {
      const committed = fileURLToPath(new URL(`generated/${file}`, import.meta.url));
      expect(readFileSync(join(folder, file), "utf8"), file).toBe(readFileSync(committed, "utf8"));
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("64-bit fields are numbers, exact up to 2^53 − 1", () => {
  const bytes = chronik.peer.v1.VoteRequest.encode({ lastLogIndex: Number.MAX_SAFE_INTEGER }).finish();
  const decoded = chronik.peer.v1.VoteRequest.decode(bytes);
  expect(decoded.lastLogIndex).toBe(Number.MAX_SAFE_INTEGER);
  expect(decoded.lastLogTerm).toBe(0);
});
