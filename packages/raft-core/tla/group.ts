import {
  type Entry,
  MemoryLog,
  type Message,
  type NodeId,
  RawNode,
  type Ready,
  type TraceEvent,
} from "../src/index.ts";
import type { Prng } from "../test/simulation/prng.ts";

const IN_FLIGHT_MAX = 60;

interface Member {
  readonly id: NodeId;
  log: MemoryLog;
  node: RawNode;
  /** Numbers of the writes on their way to the disk. */
  writes: number[];
}

export interface GroupOptions {
  readonly voters: readonly NodeId[];
  readonly random: Prng;
  readonly outstandingWritesMax: number;
  readonly appendBytesMax: number;
  readonly inflightCountMax: number;
}

/**
 * A group of {@link RawNode}s that write one trace. Each method is one event at one node, done to its end, so that the
 * lines of a trace are in the order in which things happened. Nothing happens by itself: no message arrives, no write
 * is done and no time passes but through a call.
 */
export class TracedGroup {
  readonly events: TraceEvent[] = [];
  readonly #members = new Map<NodeId, Member>();
  readonly #options: GroupOptions;
  #inFlight: Message[] = [];
  #apart = new Set<NodeId>();
  #serial = 0;

  constructor(options: GroupOptions) {
    this.#options = options;
    for (const id of options.voters) this.start(id);
  }

  get ids(): readonly NodeId[] {
    return [...this.#members.keys()];
  }

  get leader(): NodeId | undefined {
    return this.ids.find((id) => this.node(id).status().role === "leader");
  }

  node(id: NodeId): RawNode {
    return this.#member(id).node;
  }

  waitingWrites(id: NodeId): number {
    return this.#member(id).writes.length;
  }

  /** A new node, of which the group is to be told by a membership change. */
  start(id: NodeId): void {
    this.#members.set(id, this.#boot(id, new MemoryLog()));
  }

  /** A random message for this node, if there is one. What asks without being traced is not kept waiting. */
  deliver(id: NodeId, keepProbability = 0): void {
    const mine = this.#inFlight.filter((message) => message.to === id && !this.#isCut(message));
    if (mine.length === 0) return;
    const message = mine.find(({ kind }) => kind.startsWith("preVote")) ?? this.#options.random.pick(mine);
    if (!this.#options.random.chance(keepProbability)) this.#remove(message);
    this.#act(id, (node) => node.step(message));
  }

  /** Everything that is on its way arrives, everything on its way to a disk too, until nothing more follows. */
  settle(): void {
    for (let round = 0; round < 1_000; round++) {
      for (const id of this.ids) while (this.waitingWrites(id) > 0) this.flush(id);
      const message = this.#inFlight.find((candidate) => !this.#isCut(candidate));
      if (message === undefined) return;
      this.#remove(message);
      this.#act(message.to, (node) => node.step(message));
    }
  }

  lose(): void {
    if (this.#inFlight.length > 0) this.#remove(this.#options.random.pick(this.#inFlight));
  }

  /** The oldest write of this node becomes durable. */
  flush(id: NodeId): void {
    const member = this.#member(id);
    const seq = member.writes.shift();
    if (seq === undefined) return;
    member.log.complete(1);
    this.#act(id, (node) => node.appended(seq));
  }

  tick(id: NodeId): void {
    this.#act(id, (node) => node.tick());
  }

  /** Campaigns as if no leader had been heard by anybody for long. */
  campaign(id: NodeId): void {
    for (const other of this.ids) this.#act(other, (node) => node.forgetLeader());
    this.#act(id, (node) => node.campaign());
  }

  propose(id: NodeId, count: number): void {
    if (this.node(id).status().role !== "leader") return;
    const commands = Array.from({ length: count }, () => new TextEncoder().encode(`${++this.#serial}`));
    this.#act(id, (node) => node.propose(commands));
  }

  change(id: NodeId, change: (node: RawNode) => unknown): void {
    this.#act(id, change);
  }

  compact(id: NodeId): void {
    this.#act(id, (node) => node.compact(new Uint8Array(1)));
  }

  /** Power is lost. `survivors` of the writes that were not acknowledged had reached the disk. */
  restart(id: NodeId, survivors: number): void {
    const log = this.#member(id).log.crash(survivors);
    this.#members.set(id, this.#boot(id, log));
    this.#process(this.#member(id));
  }

  /** Nothing passes between these and the others until the next call. */
  partition(ids: readonly NodeId[]): void {
    this.#apart = new Set(ids);
  }

  #isCut({ from, to }: Message): boolean {
    return this.#apart.has(from) !== this.#apart.has(to);
  }

  #remove(message: Message): void {
    this.#inFlight.splice(this.#inFlight.indexOf(message), 1);
  }

  #member(id: NodeId): Member {
    return this.#members.get(id)!;
  }

  #boot(id: NodeId, log: MemoryLog): Member {
    const trace = { record: (event: TraceEvent) => this.events.push(event) };
    const node = new RawNode({ ...this.#options, id, log, trace, electionTimeoutTicks: 4 });
    return { id, log, node, writes: [] };
  }

  #act(id: NodeId, action: (node: RawNode) => void): void {
    const member = this.#member(id);
    action(member.node);
    this.#process(member);
  }

  #process(member: Member): void {
    while (member.node.hasReady()) this.#handle(member, member.node.ready());
  }

  #handle(member: Member, ready: Ready): void {
    if (ready.write !== undefined) {
      member.log.append(ready.write, () => {});
      member.writes.push(ready.seq);
    }
    for (const message of ready.messages) if (this.#members.has(message.to)) this.#inFlight.push(message);
    while (this.#inFlight.length > IN_FLIGHT_MAX) this.lose();
    const last: Entry | undefined = ready.committed.at(-1);
    const applied = last?.index ?? ready.restore?.index;
    if (applied !== undefined) member.node.applied(applied);
  }
}
