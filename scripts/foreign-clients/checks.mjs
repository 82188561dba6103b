import { spawn } from "node:child_process";

const RUN_MS_MAX = 60_000;
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;
const SHOWN_LINES_MAX = 60;

/** Runs checks one after the other, prints a line for each, and counts. */
export class Checks {
  #signal;
  #print;
  #ok = 0;
  #notHere = 0;
  failed = 0;

  constructor({ signal, print }) {
    this.#signal = signal;
    this.#print = print;
  }

  /**
   * One check. `body` gets the function that runs a program, and throws where something is not as it should be. It may
   * return words to add to the line.
   */
  async check(client, what, body) {
    this.#signal.throwIfAborted();
    const runs = [];
    try {
      const remark = await body((command, options) => this.#run(runs, command, options));
      this.#ok++;
      this.#print(`ok        ${client}: ${what}${remark === undefined ? "" : ` (${remark})`}`);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.failed++;
      this.#print(`FAILED    ${client}: ${what}: ${error.message}`);
      for (const each of runs) for (const line of transcript(each)) this.#print(`          ${line}`);
    }
  }

  /**
   * A check that passes where the client is refused, because Chronik does not have the API that it needs. It fails on the day
   * when the client works, so that the documents are brought up to date.
   */
  missing(client, what, { api, refusal }, command) {
    return this.check(client, `${what}: needs ${api}, which Chronik does not have`, async (run) => {
      const { stdout, stderr } = await run(command, { anyExit: true });
      if (!refusal.test(stdout + stderr)) throw new Error(`the client did not say ${refusal}`);
      return "refused, as documented";
    });
  }

  notHere(client, howToInstall) {
    this.#notHere++;
    this.#print(`not here  ${client}: ${howToInstall}`);
  }

  summary() {
    if (this.#ok + this.failed === 0) return "clients: no foreign client is here, so nothing was checked";
    return `clients: ${this.#ok} ok, ${this.failed} failed, ${this.#notHere} clients not here`;
  }

  async #run(runs, command, { input = "", timeoutMs = RUN_MS_MAX, anyExit = false } = {}) {
    const result = await runProgram(command, { input, timeoutMs, signal: this.#signal });
    runs.push(result);
    if (result.error !== undefined) throw new Error(`cannot run ${command[0]}: ${result.error.message}`);
    if (result.timedOut) throw new Error(`not done after ${timeoutMs / 1000} s`);
    if (result.code !== 0 && !anyExit) throw new Error(`exit code ${result.code}`);
    return result;
  }
}

/** Whether a program can be run and says that all is well. */
export async function works(command) {
  const signal = new AbortController().signal;
  const { code, error } = await runProgram(command, { input: "", timeoutMs: RUN_MS_MAX, signal });
  return error === undefined && code === 0;
}

/** @throws Error that shows both, where they differ. */
export function same(what, actual, expected) {
  const [left, right] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (left !== right) throw new Error(`${what}: ${abridge(left)} instead of ${abridge(right)}`);
}

/** @throws Error where the text does not match. Returns the match. */
export function matches(what, text, pattern) {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`${what}: nothing matches ${pattern}`);
  return match;
}

export function linesOf(text) {
  return text.split("\n").filter((line) => line !== "");
}

/** Resolves when the program has ended, which a SIGKILL sees to once it has taken too long or all is given up. */
function runProgram([program, ...args], { input, timeoutMs, signal }) {
  return new Promise((resolve) => {
    const startedMs = performance.now();
    const child = spawn(program, args, { stdio: "pipe", killSignal: "SIGKILL", timeout: timeoutMs, signal });
    const output = { stdout: "", stderr: "" };
    let error;
    for (const name of ["stdout", "stderr"]) {
      child[name].setEncoding("utf8").on("data", (text) => {
        if (output[name].length < OUTPUT_BYTES_MAX) output[name] += text;
      });
    }
    child.on("error", (cause) => {
      error = cause;
    });
    child.on("close", (code) => {
      const timedOut = code === null && performance.now() - startedMs >= timeoutMs;
      resolve({ command: [program, ...args], code, error, timedOut, ...output });
    });
    // A program that ends without reading all of its input is judged by its exit code.
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

function transcript({ command, code, stdout, stderr }) {
  const lines = [...linesOf(stderr), ...linesOf(stdout)];
  const shown = lines.length > SHOWN_LINES_MAX ? ["…", ...lines.slice(-SHOWN_LINES_MAX)] : lines;
  return [`$ ${command.join(" ")}`, ...shown, `exit code ${code}`];
}

function abridge(text) {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
