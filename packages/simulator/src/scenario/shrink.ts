import type { FaultPlan } from "./fault-plan.ts";
import type { Outcome } from "./outcome.ts";
import type { ClientPlan, Knobs, Plan } from "./plan.ts";

export interface ShrinkOptions {
  readonly run: (plan: Plan) => Outcome;
  /** Awaited after every run: what a run has left to the event loop, which holds its memory, can end then. Default: nothing. */
  readonly pause?: () => Promise<void>;
  /** Runs that may be spent. Default 300. */
  readonly runsMax?: number;
  /** Told of every plan that is smaller and still fails. */
  readonly onProgress?: (plan: Plan, runs: number) => void;
}

export interface Shrunk {
  readonly plan: Plan;
  readonly outcome: Outcome;
  readonly runs: number;
}

/** Shorter than this no time is made. */
const SAFETY_MS_MIN = 200;
const DURATION_MS_MIN = 10;

/**
 * Makes a failing plan smaller for as long as it fails with a violation of the same name: fewer faults and clients by delta
 * debugging (Zeller and Hildebrandt, 2002), then shorter times, then plainer numbers; and once more from the start, until
 * nothing helps any more.
 *
 * @throws {Error} where the plan does not fail
 */
export async function shrink(plan: Plan, options: ShrinkOptions): Promise<Shrunk> {
  return new Shrinker(plan, options).shrink();
}

class Shrinker {
  readonly #options: ShrinkOptions;
  readonly #runsMax: number;
  readonly #name: string;
  #plan: Plan;
  #outcome: Outcome;
  #runs = 1;

  constructor(plan: Plan, options: ShrinkOptions) {
    this.#options = options;
    this.#runsMax = options.runsMax ?? 300;
    this.#plan = plan;
    this.#outcome = options.run(plan);
    if (this.#outcome.violation === undefined) throw new Error("the plan does not fail, so there is nothing to shrink");
    this.#name = this.#outcome.violation.name;
  }

  async shrink(): Promise<Shrunk> {
    for (let before: Plan | null = null; before !== this.#plan && !this.#spent; ) {
      before = this.#plan;
      await this.#fewer("faults");
      await this.#fewer("clients");
      await this.#shorter();
      await this.#plainerFaults();
      await this.#plainerKnobs();
      await this.#plainerClients();
    }
    return { plan: this.#plan, outcome: this.#outcome, runs: this.#runs };
  }

  get #spent(): boolean {
    return this.#runs >= this.#runsMax;
  }

  /** Takes the candidate where it fails as the plan does. */
  async #try(candidate: Plan): Promise<boolean> {
    if (this.#spent) return false;
    this.#runs++;
    const outcome = this.#options.run(candidate);
    await this.#options.pause?.();
    if (outcome.violation?.name !== this.#name) return false;
    this.#plan = candidate;
    this.#outcome = outcome;
    this.#options.onProgress?.(candidate, this.#runs);
    return true;
  }

  /** ddmin: leaves out pieces, halves first, then ever smaller ones. */
  async #fewer(list: "faults" | "clients"): Promise<void> {
    let size = Math.ceil(this.#plan[list].length / 2);
    while (size >= 1 && !this.#spent) {
      for (let from = 0; from < this.#plan[list].length && !this.#spent; ) {
        const kept = [...this.#plan[list].slice(0, from), ...this.#plan[list].slice(from + size)];
        if (!(await this.#try({ ...this.#plan, [list]: kept }))) from += size;
      }
      if (size === 1) return;
      size = Math.ceil(size / 2);
    }
  }

  async #shorter(): Promise<void> {
    for (const factor of [0.5, 0.75, 0.9]) {
      for (;;) {
        const safetyMs = Math.floor(this.#plan.safetyMs * factor);
        if (safetyMs < SAFETY_MS_MIN) break;
        const faults = this.#plan.faults.filter((fault) => fault.atMs <= safetyMs);
        if (!(await this.#try({ ...this.#plan, safetyMs, faults }))) break;
      }
    }
  }

  async #plainerFaults(): Promise<void> {
    for (let index = 0; index < this.#plan.faults.length; index++) {
      for (const plainer of plainerFaults(this.#plan.faults[index]!)) {
        const faults = this.#plan.faults.with(index, plainer).sort((one, other) => one.atMs - other.atMs);
        await this.#try({ ...this.#plan, faults });
      }
    }
  }

  async #plainerKnobs(): Promise<void> {
    for (const change of plainerKnobs(this.#plan.knobs)) {
      await this.#try({ ...this.#plan, knobs: { ...this.#plan.knobs, ...change } });
    }
  }

  async #plainerClients(): Promise<void> {
    for (let index = 0; index < this.#plan.clients.length; index++) {
      const before = this.#plan.clients[index]!;
      for (const change of plainerClient(before)) {
        const client = { ...this.#plan.clients[index]!, ...change } as ClientPlan;
        await this.#try({ ...this.#plan, clients: this.#plan.clients.with(index, client) });
      }
    }
  }
}

function* plainerFaults(fault: FaultPlan): Iterable<FaultPlan> {
  if ("durationMs" in fault && fault.durationMs > DURATION_MS_MIN) {
    yield { ...fault, durationMs: Math.floor(fault.durationMs / 2) };
  }
  if ("effects" in fault && fault.effects > 1) yield { ...fault, effects: Math.floor(fault.effects / 2) };
  if ("power" in fault && fault.power) yield { ...fault, power: false };
  if (fault.kind === "restartLoop" && fault.times > 1) yield { ...fault, times: fault.times - 1 };
}

/** Each where it makes a difference. */
function plainerKnobs(knobs: Knobs): Partial<Knobs>[] {
  const { nodeCount } = knobs;
  const plain: Partial<Knobs>[] = [
    { partitionCount: 1 },
    { offsetsTopicPartitionCount: 1 },
    { clockSkewPpm: knobs.clockSkewPpm.map(() => 0) },
    { network: { latencyMs: 1, jitterMs: 0, fragmentBytesMax: 0 } },
    { disk: { syncMs: 0.5, syncJitterMs: 0 } },
    { segmentBytes: 1024 * 1024 },
    { journalFileBytes: 256 * 1024, raftJournalFileBytes: 256 * 1024, journalReadyFilesMax: 1 },
    { journalPendingBytesMax: 128 * 1024 * 1024 },
    { checkpointBytes: 256 * 1024 * 1024, checkpointIntervalMs: 60_000 },
    { requestBytesMax: 100 * 1024 * 1024, clientBufferBytesMax: 1024 * 1024 },
    { replicaLagTimeMsMax: 10_000 },
    { brokerSessionTimeoutMs: 1000 },
    { leaderImbalanceCheckIntervalMs: 0 },
  ];
  if (nodeCount === 5) plain.push({ nodeCount: 3, clockSkewPpm: knobs.clockSkewPpm.slice(0, 3) });
  return plain.filter((change) => JSON.stringify({ ...knobs, ...change }) !== JSON.stringify(knobs));
}

function plainerClient(client: ClientPlan): Partial<ClientPlan>[] {
  const plain = (): Partial<ClientPlan>[] => {
    switch (client.kind) {
      case "producer":
        return [{ batchRecords: 1 }, { inFlightMax: 1 }, { valueBytes: 0 }, { recordsPerS: 5 }, { lifeMs: 0 }];
      case "consumer":
        return [{ from: null }];
      case "group":
        return [{ members: 1 }, { churnMs: 0 }, { staticMembers: false }];
      default:
        return [];
    }
  };
  return plain().filter((change) => JSON.stringify({ ...client, ...change }) !== JSON.stringify(client));
}
