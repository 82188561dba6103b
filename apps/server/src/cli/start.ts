import { BrokerNode, type Logger } from "@chronik/broker";
import { standardOutput } from "../adapters/log-sink.ts";
import { createLogger } from "../adapters/logging.ts";
import { nodeClock } from "../adapters/node-clock.ts";
import { loadConfig } from "../config/load.ts";
import { ServerError } from "../error.ts";
import { ChronikNode } from "../node/chronik-node.ts";
import { type StartFlags, settingsOf } from "./flags.ts";
import { onStopSignals } from "./stop-signals.ts";

/** What a supervised node tells its parent over the IPC channel. */
export interface ReadyMessage {
  readonly kind: "ready";
}

/** `chronik start`: runs one node until it is told to stop. Ends the process. */
export async function start(flags: StartFlags): Promise<void> {
  const logger = createLogger({ format: flags.logFormat, level: flags.logLevel, sink: standardOutput() });
  const node = configure(flags, logger);
  endOnBugs(logger);
  // Nobody may read it any more: no reason to end.
  process.stderr.on("error", () => {});

  let asked = false;
  const stop = (why: string) => {
    if (asked) return;
    asked = true;
    logger.info(`stopping: ${why}`);
    void end(node, logger);
  };
  onStopSignals({
    source: process,
    nowMs: nodeClock.monotonicMs,
    onStop: (signal) => stop(signal),
    onForce(signal) {
      logger.error(`${signal} again: ending at once; the next start recovers`);
      process.exit(1);
    },
  });
  if (flags.supervised && process.connected) process.on("disconnect", () => stop("the parent process is gone"));

  try {
    const isReady = await node.start();
    if (isReady && flags.supervised) process.send?.({ kind: "ready" } satisfies ReadyMessage);
  } catch (error) {
    await node.stop().catch(() => {});
    fail(error);
  }
}

function configure(flags: StartFlags, logger: Logger): ChronikNode {
  try {
    const { config, warnings } = loadConfig({
      file: flags.config,
      environment: process.env,
      overrides: flags.override,
      flags: settingsOf(flags),
      workingFolder: process.cwd(),
    });
    for (const warning of warnings) logger.warn(warning);
    const onFatal = (error: Error) => {
      logger.error(`this node cannot go on: ${error.message}`, { error });
      process.exit(1);
    };
    return new ChronikNode({ config, logger, createBroker: (init) => new BrokerNode(init), onFatal });
  } catch (error) {
    return fail(error);
  }
}

async function end(node: ChronikNode, logger: Logger): Promise<void> {
  try {
    await node.stop();
    logger.info("stopped");
    process.exit(0);
  } catch (error) {
    logger.error("stopped, but not cleanly; the next start recovers", { error });
    process.exit(1);
  }
}

/** What nobody caught is a bug, after which the state of this process is not to be trusted. */
function endOnBugs(logger: Logger): void {
  const onBug = (error: unknown) => {
    logger.error("this node cannot go on: it has met a bug", { error });
    process.exit(1);
  };
  process.on("uncaughtException", onBug);
  process.on("unhandledRejection", onBug);
}

/** One clear sentence for each thing that is wrong; where it came from only if it was not foreseen. */
function fail(error: unknown): never {
  const isForeseen = error instanceof ServerError || (error instanceof Error && "code" in error);
  const message = isForeseen ? error.message : ((error as Error).stack ?? String(error));
  for (const line of message.split("\n")) process.stderr.write(`chronik: ${line}\n`);
  process.exit(1);
}
