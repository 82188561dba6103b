// The commands of package.json: install what is missing, build what they need, run them.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, root, run, toolEnvironment } from "./bootstrap.mjs";

const [command, ...rest] = process.argv.slice(2);
const turbo = (...tasks) => run("turbo", ["run", ...tasks, "--output-logs=errors-only", "--log-order=grouped"]);

const commands = {
  start() {
    turbo("build", "--filter=@chronik/server");
    foreground(join(root, "apps/server/dist/chronik.js"), rest.length > 0 ? rest : ["cluster"]);
  },
  build() {
    turbo("build");
  },
  test() {
    run("turbo", [
      "run",
      "lint",
      "architecture",
      "typecheck",
      "build",
      "test",
      // Each of the tasks uses every core by itself.
      "--concurrency=2",
      "--output-logs=new-only",
      "--log-order=grouped",
      ...rest,
    ]);
    run("turbo", [
      "run",
      "packages",
      "test:integration",
      "--output-logs=new-only",
      "--log-order=grouped",
      "--concurrency=1",
      ...rest,
    ]);
  },
  "raft:fuzz"() {
    run("tsx", ["packages/raft-core/fuzz/main.ts", ...rest]);
  },
  "raft:bugs"() {
    run("tsx", ["packages/raft-core/fuzz/main.ts", "--planted", ...rest]);
  },
  sim() {
    simulator(...rest);
  },
  "sim:bugs"() {
    simulator("--bugs", ...rest);
  },
  chaos() {
    turbo("build", "--filter=@chronik/server", "--filter=@chronik/chaos-cli");
    foreground(join(root, "packages/chaos-cli/dist/cli.js"), rest);
  },
};

/** From source: what is simulated is what is edited. */
function simulator(...args) {
  const loader = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
  const main = join(root, "packages/simulator/src/command/main.ts");
  foreground(main, args, ["--conditions=source", "--import", loader]);
}

/** Runs a Node program in the foreground; it gets the terminal's signals itself, and its exit code becomes ours. */
function foreground(file, args, nodeFlags = []) {
  const child = spawn(process.execPath, [...nodeFlags, file, ...args], {
    cwd: root,
    stdio: "inherit",
    env: toolEnvironment(),
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

if (!(command in commands)) {
  console.error(`unknown command ${command ?? ""}; use one of: ${Object.keys(commands).join(", ")}`);
  process.exit(1);
}
ensureInstalled();
commands[command]();
