import { errorCodes } from "@chronik/kafka-protocol";
import type { Logger, Timers } from "../ports.ts";
import { LOAD_RETRY_MS } from "./group-options.ts";
import type { CoordinatorLog, LedPartition } from "./ports.ts";
import { ShardImage } from "./shard-image.ts";
import { decodeRecord } from "./stored-record.ts";

/** How a load ended. */
export type LoadOutcome =
  | { readonly kind: "loaded"; readonly image: ShardImage }
  /** The log cannot be read, or holds a damaged record: these groups are out of service here. */
  | { readonly kind: "failed"; readonly error: Error }
  /** This node does not lead the partition any more. */
  | { readonly kind: "lost" };

/**
 * Reads a partition of `__consumer_offsets` from its start to its end, one piece a turn of the event loop, and then waits
 * until the high watermark covers all of it. Nobody else appends meanwhile: the partition's only writer is what is loaded here.
 */
export class ShardLoader {
  readonly #at: LedPartition;
  readonly #log: CoordinatorLog;
  readonly #timers: Timers;
  readonly #logger: Logger;
  readonly #done: (outcome: LoadOutcome) => void;
  readonly #image = new ShardImage();
  #offset: number;
  #recordCount = 0;
  #unknownCount = 0;
  #cancelled = false;

  /** Begins at once. `done` later and once, unless {@link cancel} comes first. */
  constructor(options: {
    at: LedPartition;
    log: CoordinatorLog;
    timers: Timers;
    logger: Logger;
    done: (outcome: LoadOutcome) => void;
  }) {
    this.#at = options.at;
    this.#log = options.log;
    this.#timers = options.timers;
    this.#logger = options.logger;
    this.#done = options.done;
    this.#offset = options.log.logStartOffset(options.at.partition);
    this.#timers.defer(() => this.#step());
  }

  cancel(): void {
    this.#cancelled = true;
  }

  #step(): void {
    if (this.#cancelled) return;
    let progressed: boolean;
    let atEnd: boolean;
    try {
      progressed = this.#readPiece();
      atEnd = this.#offset >= this.#log.logEndOffset(this.#at.partition);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(String(error));
      return this.#finish({ kind: "failed", error: failure });
    }
    if (atEnd) this.#awaitCommit();
    else if (progressed) this.#timers.defer(() => this.#step());
    else this.#timers.set(LOAD_RETRY_MS, () => this.#step());
  }

  #awaitCommit(): void {
    this.#log.whenCommitted(this.#at, (error) => {
      this.#finish(error === errorCodes.NONE ? { kind: "loaded", image: this.#image } : { kind: "lost" });
    });
  }

  /** False where nothing more can be read yet. */
  #readPiece(): boolean {
    const { records, nextOffset } = this.#log.read(this.#at.partition, this.#offset);
    for (const record of records) {
      const stored = decodeRecord(record);
      if (stored === null) this.#unknownCount++;
      else this.#image.apply(stored);
    }
    this.#recordCount += records.length;
    const progressed = nextOffset > this.#offset;
    this.#offset = nextOffset;
    return progressed;
  }

  #finish(outcome: LoadOutcome): void {
    if (this.#cancelled) return;
    this.#cancelled = true;
    const { partition, leaderEpoch } = this.#at;
    if (outcome.kind === "lost") {
      SIMULATION: globalThis.chronikSometimes?.("leadership is lost while groups are loaded");
    } else if (this.#recordCount > 0) {
      SIMULATION: globalThis.chronikSometimes?.("groups are loaded");
    }
    if (outcome.kind === "loaded") {
      const groupCount = outcome.image.groups.size;
      // Most partitions hold no group: nobody wants a line for each of them at every change of leaders.
      const level = this.#recordCount > 0 ? "info" : "debug";
      this.#logger[level]("groups loaded", { partition, leaderEpoch, groupCount, recordCount: this.#recordCount });
    }
    if (this.#unknownCount > 0) {
      this.#logger.warn("records of unknown kinds left alone", { partition, recordCount: this.#unknownCount });
    }
    this.#done(outcome);
  }
}
