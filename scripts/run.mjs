// The commands of package.json: install what is missing, build what they need, run them.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ensureInstalled, root, run, toolEnvironment } from "./bootstrap.mjs";

const [command, ...rest] = process.argv.slice(2);
const tsx = join(root, "node_modules/tsx/dist/cli.mjs");
const turbo = (...tasks) => run("turbo", ["run", ...tasks, "--output-logs=errors-only", "--log-order=grouped"]);

const benchmarks = {
  raft: {
    what: "commits per second of three Raft servers in one process, without a network or a disk",
    package: "@chronik/raft-core",
    file: "packages/raft-core/bench/main.ts",
  },
  sim: {
    what: "simulated seconds per second of a processor, of three nodes and their clients",
    file: "packages/simulator/src/cluster/cluster.bench.ts",
    // What is simulated is what is edited.
    source: true,
  },
  wal: {
    what: "durable appends beside a bare loop of syncs on the same disk, recovery, and the event loop",
    package: "@chronik/wal",
    file: "packages/wal/bench/main.ts",
  },
};

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
      "api",
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
    foreground(tsx, ["packages/raft-core/fuzz/main.ts", ...rest]);
  },
  "raft:bugs"() {
    foreground(tsx, ["packages/raft-core/fuzz/main.ts", "--planted", ...rest]);
  },
  "docs:api"() {
    run("node", [join(root, "scripts/api-docs.mjs"), ...rest]);
  },
  size() {
    turbo("build", "--filter=@chronik/raft-core");
    run("pnpm", ["--filter", "@chronik/raft-core", "exec", "size-limit"]);
  },
  "raft:runtimes"() {
    run("node", [join(root, "scripts/raft-runtimes.mjs"), ...rest]);
  },
  bench() {
    bench(...rest);
  },
  "raft:tla"() {
    run("tsx", ["packages/raft-core/tla/main.ts", ...rest]);
  },
  sim() {
    simulator(...rest);
  },
  "sim:bugs"() {
    simulator("--bugs", ...rest);
  },
  "wal:crash"() {
    storageProofs("crash", ...rest);
  },
  "wal:bitflip"() {
    storageProofs("bitflip", ...rest);
  },
  "wal:disk"() {
    turbo("build", "--filter=@chronik/server");
    runSource("apps/server/real-disk/main.ts", rest);
  },
  chaos() {
    turbo("build", "--filter=@chronik/server", "--filter=@chronik/chaos-cli");
    foreground(join(root, "packages/chaos-cli/dist/cli.js"), rest);
  },
};

/** Prints the list where nothing, or nothing that is known, is named. What is measured is what was built. */
function bench(name, ...args) {
  const benchmark = Object.hasOwn(benchmarks, name ?? "") ? benchmarks[name] : undefined;
  if (benchmark?.source) {
    runSource(benchmark.file, args);
    return;
  }
  if (benchmark !== undefined) {
    // Standard output is the benchmark's: it may be JSON.
    run("turbo", ["run", "build", `--filter=${benchmark.package}`, "--output-logs=errors-only"], { stdio: [0, 2, 2] });
    run("tsx", [benchmark.file, ...args]);
    return;
  }
  console.log("npm run bench -- <name> [options], where <name> --help tells the options, and <name> is one of");
  for (const [known, { what }] of Object.entries(benchmarks)) console.log(`  ${known.padEnd(12)}${what}`);
  if (name !== undefined && name !== "--help") process.exitCode = 1;
}

/** From source: what is simulated is what is edited. */
function simulator(...args) {
  runSource("packages/simulator/src/command/main.ts", args);
}

function storageProofs(...args) {
  runSource("packages/simulator/src/proofs/main.ts", args);
}

function runSource(file, args) {
  const loader = pathToFileURL(join(root, "node_modules/tsx/dist/loader.mjs")).href;
  foreground(join(root, file), args, ["--conditions=source", "--import", loader]);
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
