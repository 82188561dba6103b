import { spawn } from "node:child_process";
import type { Arguments } from "./arguments.ts";
import { bundleWorker } from "./bundle.ts";
import { seedOptionsOf } from "./fuzz.ts";
import type { HashesOrder } from "./worker.ts";

/** Prints the hash of every seed's run; on several versions of Node, and then they must be equal. Returns the exit code. */
export async function hashes(wanted: Arguments): Promise<number> {
  const { file, remove } = await bundleWorker();
  const order: HashesOrder = { from: wanted.from, count: wanted.seeds!, options: seedOptionsOf(wanted) };
  try {
    if (wanted.acrossNodes === undefined) {
      for (const line of await output(process.execPath, [file, JSON.stringify(order)])) console.log(line);
      return 0;
    }
    return await compare(wanted.acrossNodes, file, order);
  } finally {
    remove();
  }
}

async function compare(versions: readonly number[], file: string, order: HashesOrder): Promise<number> {
  const runs: { version: string; lines: readonly string[] }[] = [];
  for (const major of versions) {
    const node = ["-y", "-p", `node@${major}`, "node"];
    const [version] = await output("npx", [...node, "--version"]);
    runs.push({ version: version!, lines: await output("npx", [...node, file, JSON.stringify(order)]) });
    console.log(`${version}: ${order.count} seeds from ${order.from}`);
  }
  const [first, ...others] = runs;
  let differences = 0;
  for (const { version, lines } of others) {
    for (const [at, line] of first!.lines.entries()) {
      if (line === lines[at]) continue;
      differences++;
      console.log(`${first!.version}: ${line}, ${version}: ${lines[at] ?? "nothing"}`);
    }
  }
  console.log(differences === 0 ? "every seed is the same run on all of them" : `${differences} runs differ`);
  return differences === 0 ? 0 : 1;
}

/** The lines that a program prints. */
function output(command: string, args: readonly string[]): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "inherit"] });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(text.trimEnd().split("\n"));
      else reject(new Error(`${command} ${args.slice(0, 4).join(" ")} ended with ${signal ?? code}`));
    });
  });
}
