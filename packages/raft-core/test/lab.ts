import {
  type Entry,
  MemoryLog,
  type Message,
  type NodeId,
  type RaftOptions,
  RawNode,
  type ReadResult,
  type Status,
} from "../src/index.ts";

const textOf = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
export const bytesOf = (text: string) => new TextEncoder().encode(text);

interface Bench {
  log: MemoryLog;
  node: RawNode;
  /** Numbers of the writes that are on their way to this node's disk. */
  writes: number[];
  held: boolean;
  applied: string[];
  reads: ReadResult[];
}

export interface LabOptions {
  readonly nodes: readonly NodeId[];
  readonly voters?: readonly NodeId[];
  readonly learners?: readonly NodeId[];
  /** Nodes whose storage is a witness's; those among the voters are witnesses from the start. */
  readonly witnesses?: readonly NodeId[];
  /** What is on their disks; those of the others are empty. */
  readonly logs?: ReadonlyMap<NodeId, MemoryLog>;
  readonly node?: Partial<Omit<RaftOptions, "id" | "voters" | "witness" | "log">>;
}

/**
 * A few {@link RawNode}s on a bench: messages and disks stand still until the test moves them. Everything that is
 * delivered is written down, so that a test can read like a transcript.
 */
export class Lab {
  readonly transcript: string[] = [];
  /** Sent and not delivered, oldest first. */
  inFlight: Message[] = [];
  readonly #benches = new Map<NodeId, Bench>();
  readonly #options: LabOptions;
  readonly #cut = new Set<string>();

  constructor(options: LabOptions) {
    this.#options = options;
    for (const id of options.nodes) this.#boot(id, options.logs?.get(id) ?? new MemoryLog());
  }

  node(id: NodeId): RawNode {
    return this.#bench(id).node;
  }

  status(id: NodeId): Status {
    return this.node(id).status();
  }

  log(id: NodeId): MemoryLog {
    return this.#bench(id).log;
  }

  /** The commands that this node's state machine has seen, in order. */
  applied(id: NodeId): readonly string[] {
    return this.#bench(id).applied;
  }

  reads(id: NodeId): readonly ReadResult[] {
    return this.#bench(id).reads;
  }

  /** From now on this node's writes stay on their way until {@link flush}. */
  hold(id: NodeId): void {
    this.#bench(id).held = true;
  }

  /** The oldest writes of this node become durable, all by default. */
  flush(id: NodeId, count = Number.POSITIVE_INFINITY): void {
    const bench = this.#bench(id);
    for (let done = 0; done < count && bench.writes.length > 0; done++) {
      bench.log.complete(1);
      bench.node.appended(bench.writes.shift()!);
    }
    this.process(id);
  }

  /** Nothing passes between the two, in either direction. */
  cut(a: NodeId, b: NodeId): void {
    this.cutOneWay(a, b);
    this.cutOneWay(b, a);
  }

  cutOneWay(from: NodeId, to: NodeId): void {
    this.#cut.add(`${from}>${to}`);
  }

  cutOff(id: NodeId): void {
    for (const other of this.#options.nodes) if (other !== id) this.cut(id, other);
  }

  heal(): void {
    this.#cut.clear();
  }

  /** Does what a node's Readys ask for, until there is none. Messages go in flight. */
  process(id: NodeId): void {
    const bench = this.#bench(id);
    while (bench.node.hasReady()) {
      const ready = bench.node.ready();
      if (ready.write !== undefined) {
        bench.log.append(ready.write, () => {});
        bench.writes.push(ready.seq);
      }
      this.inFlight.push(...ready.messages);
      if (ready.restore?.data.length) bench.applied = JSON.parse(textOf(ready.restore.data)) as string[];
      const last = ready.committed.at(-1)?.index ?? ready.restore?.index;
      for (const entry of ready.committed) if (entry.kind === "command") bench.applied.push(textOf(entry.data));
      if (last !== undefined) bench.node.applied(last);
      bench.reads.push(...ready.reads);
      if (!bench.held && bench.writes.length > 0) this.flush(id);
    }
  }

  /** Delivers everything, and what follows from it, until nothing is in flight. */
  settle(): void {
    for (const id of this.#benches.keys()) this.process(id);
    for (let round = 0; this.inFlight.length > 0; round++) {
      if (round > 10_000) throw new Error("messages go in circles");
      this.deliver(this.inFlight.shift()!);
    }
  }

  /** Hands over one message now, whether it was in flight or not. */
  deliver(message: Message): void {
    const target = this.#benches.get(message.to);
    if (target === undefined || this.#cut.has(`${message.from}>${message.to}`)) return;
    this.transcript.push(describeMessage(message));
    target.node.step(message);
    this.process(message.to);
  }

  /** Takes messages out of flight: the test has them, nobody else. */
  intercept(kind: Message["kind"], to?: NodeId): Message[] {
    const taken = this.inFlight.filter((message) => message.kind === kind && (to ?? message.to) === message.to);
    this.inFlight = this.inFlight.filter((message) => !taken.includes(message));
    return taken;
  }

  /** Ticks one node, and lets it act. */
  tick(id: NodeId, count = 1): void {
    for (let done = 0; done < count; done++) {
      this.node(id).tick();
      this.process(id);
    }
  }

  /** Makes this node the leader, and everybody know. */
  elect(id: NodeId): void {
    this.node(id).campaign();
    this.settle();
    if (this.status(id).role !== "leader") throw new Error(`${id} was not elected`);
  }

  propose(id: NodeId, ...commands: string[]): void {
    const result = this.node(id).propose(commands.map(bytesOf));
    if (!result.ok) throw new Error(`refused: ${result.reason}`);
    this.process(id);
  }

  /** Takes a snapshot of everything this node has applied. */
  snapshot(id: NodeId, keepFrom?: number): boolean {
    const bench = this.#bench(id);
    const taken = bench.node.compact(bytesOf(JSON.stringify(bench.applied)), keepFrom);
    this.process(id);
    return taken;
  }

  /** Crash and restart: writes that were not flushed are lost. */
  restart(id: NodeId): void {
    const bench = this.#bench(id);
    this.#boot(id, bench.log.crash());
    this.process(id);
  }

  /** Crash and restart with an empty disk. */
  wipe(id: NodeId): void {
    this.#boot(id, new MemoryLog());
    this.process(id);
  }

  /** The log of a node as `index/term`, with commands. */
  entries(id: NodeId): string[] {
    const log = this.log(id);
    const range = { from: log.firstIndex(), to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY };
    return log.entries(range).map(describeEntry);
  }

  #bench(id: NodeId): Bench {
    return this.#benches.get(id)!;
  }

  #boot(id: NodeId, log: MemoryLog): void {
    const { nodes, voters = nodes, learners, witnesses = [], node } = this.#options;
    // Every node times out at its own number of ticks, in the order of the ids.
    const random = { below: (bound: number) => Math.min(id - 1, bound - 1) };
    const initial = witnesses.filter((witness) => voters.includes(witness));
    const kind = { witness: witnesses.includes(id), witnesses: initial };
    const options = { id, voters, random, log, ...kind, ...node };
    const raw = new RawNode(learners === undefined ? options : { ...options, learners });
    this.#benches.set(id, { log, node: raw, writes: [], held: false, applied: [], reads: [] });
  }
}

/** A log as if the node had lived through more: `terms[i]` is the term of entry `i + 1`. */
export function logWithTerms(
  terms: readonly number[],
  hardState: { term: number; vote?: NodeId; commit?: number },
): MemoryLog {
  const log = new MemoryLog();
  const entries = terms.map((term, at): Entry => ({ index: at + 1, term, kind: "noop", data: new Uint8Array(0) }));
  log.append({ entries, hardState: { vote: 0, commit: 0, ...hardState } }, () => {});
  log.complete();
  return log;
}

function describeEntry(entry: Entry): string {
  const content = entry.kind === "command" ? textOf(entry.data) : entry.kind;
  return `${entry.index}/${entry.term} ${content}`;
}

/** One line per message, e.g. `1>2 append t1 after 0/0 [1/1 noop] commit 0`. */
export function describeMessage(message: Message): string {
  const head = `${message.from}>${message.to}`;
  const t = `t${message.term}`;
  switch (message.kind) {
    case "preVoteRequest":
      return `${head} pre-vote? ${t} last ${message.lastLogIndex}/${message.lastLogTerm}`;
    case "preVoteResponse":
      return `${head} pre-vote ${message.granted ? "yes" : "no"} ${t}`;
    case "voteRequest":
      return `${head} vote? ${t} last ${message.lastLogIndex}/${message.lastLogTerm}${message.transfer ? " transfer" : ""}`;
    case "voteResponse":
      return `${head} vote ${message.granted ? "yes" : "no"} ${t}`;
    case "appendRequest": {
      const entries = message.entries.map(describeEntry).join(", ");
      return `${head} append ${t} after ${message.prevLogIndex}/${message.prevLogTerm} [${entries}] commit ${message.leaderCommit}`;
    }
    case "appendResponse":
      return message.accepted
        ? `${head} match ${t} ${message.matchIndex}`
        : `${head} no match ${t} ${message.matchIndex} hint ${message.hintIndex}/${message.hintTerm}`;
    case "heartbeatRequest":
      return `${head} heartbeat ${t} commit ${message.leaderCommit}`;
    case "heartbeatResponse":
      return `${head} heard ${t}`;
    case "installSnapshotRequest":
      return `${head} snapshot ${t} ${message.snapshotIndex}/${message.snapshotTerm} at ${message.offset}+${message.data.length}/${message.totalBytes}${message.dataOmitted ? " without data" : ""}`;
    case "installSnapshotResponse":
      return `${head} more snapshot ${t} ${message.snapshotIndex} from ${message.offset}`;
    case "timeoutNowRequest":
      return `${head} timeout now ${t}`;
    case "proposeRequest":
      return `${head} propose ${t} [${message.data.map(textOf).join(", ")}]`;
    case "readIndexRequest":
      return `${head} read ${message.readId}? ${t}`;
    case "readIndexResponse":
      return `${head} read ${message.readId} at ${message.readIndex} ${t}`;
  }
}
