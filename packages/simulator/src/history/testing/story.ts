import type { Evidence, FinalLog } from "../evidence.ts";
import { checkHistory, History } from "../index.ts";
import type { Acks, CommitValue, OperationValue, OutcomeType, SeekReason, SendValue } from "../operation.ts";

/** Writes a history by hand: each call is one operation, over at once, a millisecond after the one before. One topic, one partition. */
export class Story {
  readonly history: History;
  #nowMs = 0;
  #logs: FinalLog[] = [];

  constructor() {
    const time = (): number => this.#nowMs;
    this.history = new History({
      get nowMs() {
        return time();
      },
    });
  }

  /** A record `value` is sent; `at` is where the broker says it is. */
  send(
    value: string,
    at: number | null,
    options: { type?: OutcomeType; acks?: Acks; attempts?: number; key?: string | null } & Partial<SendValue> = {},
  ): this {
    const { type = "ok", acks = -1, attempts = 1, key = null, ...rest } = options;
    const process = value.slice(0, value.lastIndexOf("-"));
    const send = this.#tick().history.invoke<SendValue>(process, {
      ...{ f: "send", topic: "t", partition: 0, key, value, acks, idempotent: true, inFlightMax: 5, attempts },
      ...rest,
    });
    if (type === "ok") this.#tick().history.ok(send, { offset: at });
    else if (type === "fail") this.#tick().history.fail(send, "refused");
    else if (type === "info") this.#tick().history.info(send, "no answer");
    return this;
  }

  /** A consumer gets records, `value@offset`. */
  poll(process: string, position: number, records: string, group: string | null = null): this {
    return this.#done(process, {
      f: "poll",
      topic: "t",
      partition: 0,
      position,
      records: parse(records),
      group,
      node: 1,
    });
  }

  seek(process: string, offset: number, reason: SeekReason = "assigned"): this {
    return this.#done(process, { f: "seek", topic: "t", partition: 0, offset, reason, group: null });
  }

  assigned(member: string, generation: number, partitions: readonly number[] = [0]): this {
    return this.#done(member, { f: "assigned", group: "g", generation, member, topic: "t", partitions });
  }

  commit(generation: number, offset: number, type: OutcomeType = "ok"): this {
    const value: CommitValue = {
      ...{ f: "commit", group: "g", generation, member: `m${generation}`, topic: "t", partition: 0, offset },
    };
    const commit = this.#tick().history.invoke(value.member, value);
    if (type === "ok") this.#tick().history.ok(commit);
    else if (type === "fail") this.#tick().history.fail(commit, "ILLEGAL_GENERATION");
    else if (type === "info") this.#tick().history.info(commit, "no answer");
    return this;
  }

  committed(generation: number | null, offset: number): this {
    return this.#done("reader", { f: "committed", group: "g", topic: "t", partition: 0, generation, offset });
  }

  done(process: string, value: OperationValue): this {
    return this.#done(process, value);
  }

  /** What is in the log at the end, `value@offset`, and in replicas. */
  log(records: string, options: Partial<FinalLog> = {}): this {
    const parsed = parse(records);
    const endOffset = (parsed.at(-1)?.offset ?? -1) + 1;
    this.#logs = [{ topic: "t", partition: 0, startOffset: 0, endOffset, records: parsed, ...options }];
    return this;
  }

  anomalies(evidence: Partial<Evidence> = {}) {
    return checkHistory({ history: this.history, logs: this.#logs, ...evidence });
  }

  /** The names of what is wrong, each once. */
  names(evidence: Partial<Evidence> = {}): string[] {
    return [...new Set(this.anomalies(evidence).map(({ name }) => name))].sort();
  }

  #done(process: string, value: OperationValue): this {
    this.#tick().history.done(process, value);
    return this;
  }

  #tick(): this {
    this.#nowMs++;
    return this;
  }
}

/** `p-0@0 p-1@1`, as records without keys. */
export function parse(records: string) {
  return records
    .split(" ")
    .filter((record) => record !== "")
    .map((record) => {
      const [value, offset] = record.split("@") as [string, string];
      return { offset: Number(offset), key: null, value };
    });
}
