import { errorCodes } from "@chronik/kafka-protocol";
import type { TimerHandle } from "@chronik/wal";
import type { Clock, Timers } from "../ports.ts";
import { APPEND_TIMEOUT_MS, APPENDS_IN_FLIGHT_MAX } from "./group-options.ts";
import type { CoordinatorLog, LedPartition } from "./ports.ts";
import type { ShardImage } from "./shard-image.ts";
import { encodeRecord, type StoredRecord } from "./stored-record.ts";

type Done = (error: number) => void;

interface Append {
  readonly records: readonly StoredRecord[];
  /** By the monotonic clock. */
  readonly deadlineMs: number;
  /** Null when the writer has been answered. */
  done: Done | null;
  /** What the log has answered; null until then. */
  error: number | null;
  /** Who waits for everything up to here. */
  settled: Done[];
}

/**
 * Writes the records of one shard, and brings those into its image that are committed.
 *
 * Invariants:
 * - The image takes up records in the order in which they were appended, and only committed ones.
 * - Answers are passed on in that order, after the image has changed.
 * - An append whose end is unknown (it was not committed in time) changes the image exactly when it turns out to be
 *   committed: when a later one is, or when the log says so. To its writer it has failed.
 * - After {@link close} the image does not change any more; whoever waits has been told NOT_LEADER_OR_FOLLOWER.
 */
export class ShardWriter {
  readonly #at: LedPartition;
  readonly #log: CoordinatorLog;
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #timers: Timers;
  readonly #image: ShardImage;
  readonly #onLost: () => void;
  #inFlight: Append[] = [];
  #inDoubt: (readonly StoredRecord[])[] = [];
  #timeout: TimerHandle | null = null;
  #closed = false;

  /** `onLost`: the log says that this leadership is over, or that it cannot be written any more. Called at most once. */
  constructor(options: {
    at: LedPartition;
    log: CoordinatorLog;
    clock: Pick<Clock, "monotonicMs">;
    timers: Timers;
    image: ShardImage;
    onLost: () => void;
  }) {
    this.#at = options.at;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#timers = options.timers;
    this.#image = options.image;
    this.#onLost = options.onLost;
  }

  /**
   * Appends the records as one batch. `done` later, with 0 or the log's error code, REQUEST_TIMED_OUT where it is not
   * committed in {@link APPEND_TIMEOUT_MS}. Throws ProtocolError for what no record can hold.
   */
  append(records: readonly StoredRecord[], done: Done): void {
    if (this.#closed) return this.#timers.defer(() => done(errorCodes.NOT_LEADER_OR_FOLLOWER));
    if (this.#inFlight.length >= APPENDS_IN_FLIGHT_MAX) {
      return this.#timers.defer(() => done(errorCodes.NOT_ENOUGH_REPLICAS));
    }
    const encoded = records.map(encodeRecord);
    const deadlineMs = this.#clock.monotonicMs() + APPEND_TIMEOUT_MS;
    const append: Append = { records, deadlineMs, done, error: null, settled: [] };
    this.#inFlight.push(append);
    this.#armTimeout(APPEND_TIMEOUT_MS);
    this.#log.append(this.#at, encoded, (error) => {
      append.error = error;
      this.#drain();
    });
  }

  /**
   * Calls back, now or later, when all that has been appended so far is answered: with 0, NOT_LEADER_OR_FOLLOWER, or
   * REQUEST_TIMED_OUT where that takes too long.
   */
  whenSettled(callback: Done): void {
    const last = this.#inFlight.at(-1);
    if (this.#closed) callback(errorCodes.NOT_LEADER_OR_FOLLOWER);
    else if (last === undefined) callback(errorCodes.NONE);
    else if (last.done === null) callback(errorCodes.REQUEST_TIMED_OUT);
    else last.settled.push(callback);
  }

  /** Whether a record of the group has failed that may turn out to be committed. */
  isInDoubt(groupId: string): boolean {
    const isOfGroup = (record: StoredRecord) => record.groupId === groupId;
    return (
      this.#inDoubt.some((records) => records.some(isOfGroup)) ||
      this.#inFlight.some(({ done, records }) => done === null && records.some(isOfGroup))
    );
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#timeout?.cancel();
    const abandoned = this.#inFlight;
    this.#inFlight = [];
    this.#inDoubt = [];
    for (const append of abandoned) {
      answer(append, { done: errorCodes.NOT_LEADER_OR_FOLLOWER, settled: errorCodes.NOT_LEADER_OR_FOLLOWER });
    }
  }

  #drain(): void {
    while (!this.#closed && this.#inFlight.length > 0 && this.#inFlight[0]!.error !== null) {
      this.#settle(this.#inFlight.shift()!);
    }
  }

  #settle(append: Append): void {
    const error = append.error!;
    if (isLost(error)) {
      this.#inFlight.unshift(append);
      this.close();
      this.#onLost();
      return;
    }
    if (error === errorCodes.NONE) {
      this.#resolveDoubts(this.#inDoubt.length);
      for (const record of append.records) this.#image.apply(record);
    } else if (!isRefusal(error)) this.#doubt(append.records);
    answer(append, { done: error, settled: errorCodes.NONE });
  }

  /** One timer for all: it is set again for those that are left when it fires. */
  #armTimeout(delayMs: number): void {
    this.#timeout ??= this.#timers.set(delayMs, () => {
      this.#timeout = null;
      this.#expire();
    });
  }

  #expire(): void {
    const nowMs = this.#clock.monotonicMs();
    const error = errorCodes.REQUEST_TIMED_OUT;
    for (const append of [...this.#inFlight]) {
      if (append.deadlineMs > nowMs) break;
      answer(append, { done: error, settled: error });
    }
    const next = this.#inFlight.find(({ done }) => done !== null);
    if (next !== undefined) this.#armTimeout(Math.max(0, Math.ceil(next.deadlineMs - nowMs)));
  }

  #doubt(records: readonly StoredRecord[]): void {
    this.#inDoubt.push(records);
    this.#log.whenCommitted(this.#at, (error) => {
      if (this.#closed) return;
      if (error === errorCodes.NONE) this.#resolveDoubts(this.#inDoubt.indexOf(records) + 1);
      else {
        this.close();
        this.#onLost();
      }
    });
  }

  #resolveDoubts(count: number): void {
    for (const records of this.#inDoubt.splice(0, count)) {
      for (const record of records) this.#image.apply(record);
    }
  }
}

/** Each of them once: what comes after a timeout only concerns the image. */
function answer(append: Append, errors: { done: number; settled: number }): void {
  const { done, settled } = append;
  append.done = null;
  append.settled = [];
  done?.(errors.done);
  for (const callback of settled) callback(errors.settled);
}

/** The leadership is over, or the log broken: nothing can be written under it any more. */
function isLost(error: number): boolean {
  return error === errorCodes.NOT_LEADER_OR_FOLLOWER || error === errorCodes.KAFKA_STORAGE_ERROR;
}

/** Nothing was written. */
function isRefusal(error: number): boolean {
  return (
    error === errorCodes.NOT_ENOUGH_REPLICAS ||
    error === errorCodes.MESSAGE_TOO_LARGE ||
    error === errorCodes.RECORD_LIST_TOO_LARGE
  );
}

/** What a client is told of a record that could not be stored: codes that every version of it knows how to go on from. */
export function storingError(error: number): number {
  switch (error) {
    case errorCodes.NONE:
      return errorCodes.NONE;
    case errorCodes.NOT_LEADER_OR_FOLLOWER:
    case errorCodes.KAFKA_STORAGE_ERROR:
      return errorCodes.NOT_COORDINATOR;
    case errorCodes.MESSAGE_TOO_LARGE:
    case errorCodes.RECORD_LIST_TOO_LARGE:
      return errorCodes.UNKNOWN_SERVER_ERROR;
    default:
      return errorCodes.COORDINATOR_NOT_AVAILABLE;
  }
}
