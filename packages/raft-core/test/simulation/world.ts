import {
  type Entry,
  type LogWrite,
  MemoryLog,
  type Message,
  MessageLoop,
  type MessageLoopOptions,
  type NodeId,
  type ProposeResult,
  type RaftError,
  type StateMachine,
  type Status,
} from "../../src/index.ts";
import { Checker } from "./checker.ts";
import { Prng } from "./prng.ts";
import { Violation } from "./violation.ts";

export const TICK_MS = 10;

export interface WorldOptions {
  readonly seed: number;
  readonly nodes: readonly NodeId[];
  readonly voters: readonly NodeId[];
  readonly learners?: readonly NodeId[];
  /** Nodes whose storage is a witness's; those among the voters are witnesses from the start. */
  readonly witnesses?: readonly NodeId[];
  readonly node?: Partial<MessageLoopOptions["node"]>;
  readonly loop?: Pick<MessageLoopOptions, "snapshotIntervalEntries" | "snapshotKeepEntries">;
  /** Lease reads, over the simulated clock. */
  readonly leaseMs?: number;
}

/** What the network does to messages; times in milliseconds. */
export interface Weather {
  lossChance: number;
  duplicateChance: number;
  delayMsMax: number;
  /** Now and then a message takes this much longer. */
  stragglerMsMax: number;
  diskMsMax: number;
}

export const CALM: Weather = { lossChance: 0, duplicateChance: 0, delayMsMax: 2, stragglerMsMax: 0, diskMsMax: 2 };

interface Event {
  readonly atMs: number;
  readonly order: number;
  readonly run: () => void;
}

/** A server with its disk. The disk outlives the server's crashes. */
class Host {
  readonly id: NodeId;
  log = new MemoryLog();
  loop: MessageLoop | undefined;
  /** Grows with every start: what belongs to an earlier life is not delivered. */
  life = 0;
  /** Stopped (SIGSTOP): what would have happened meanwhile is kept for later. */
  paused = false;
  parked: (() => void)[] = [];
  /** Lives whose last messages never left the machine. */
  readonly silenced = new Set<number>();
  failure: RaftError | undefined;
  state = "";
  /** As of its last step; undefined while it is down. */
  status: Status | undefined;

  constructor(id: NodeId) {
    this.id = id;
  }
}

/**
 * A group of servers in one process: time, network and disks are simulated, and everything random comes from the seed.
 * After every step of a server all invariants are checked.
 */
export class World {
  readonly random: Prng;
  readonly checker = new Checker();
  readonly hosts = new Map<NodeId, Host>();
  readonly trace: string[] = [];
  weather: Weather = { ...CALM };
  nowMs = 0;
  readsDone = 0;
  /** Directed links that let nothing through, as "from>to". */
  readonly blocked = new Set<string>();
  readonly #options: WorldOptions;
  #events: Event[] = [];
  #order = 0;

  constructor(options: WorldOptions) {
    this.#options = options;
    this.random = new Prng(options.seed);
    for (const id of options.nodes) this.hosts.set(id, new Host(id));
    for (const id of options.witnesses ?? []) this.checker.witnesses.ids.add(id);
  }

  start(id: NodeId): void {
    const host = this.#host(id);
    if (host.loop !== undefined) return;
    this.checker.started(id);
    host.life++;
    host.state = "";
    const log = host.log;
    const append = (write: LogWrite, done: (error: Error | null) => void) => {
      this.checker.wrote(id, log, write);
      log.append(write, done);
      this.#at(host, this.random.below(this.weather.diskMsMax + 1), () => log.complete(1));
    };
    const watched = new Proxy(log, { get: (target, key) => (key === "append" ? append : bind(target, key)) });
    const { node, voters, learners, witnesses = [], loop, leaseMs } = this.#options;
    const witness = witnesses.includes(id);
    host.loop = new MessageLoop({
      node: {
        id,
        voters,
        ...(learners === undefined ? {} : { learners }),
        witness,
        witnesses: witnesses.filter((other) => voters.includes(other)),
        random: this.random,
        ...node,
        ...(leaseMs === undefined ? {} : { lease: { clock: { nowMs: () => this.nowMs }, durationMs: leaseMs } }),
      },
      log: watched,
      network: { send: (message) => this.#send(host, message) },
      ...(witness ? {} : { stateMachine: this.#stateMachine(host) }),
      ...loop,
      onFailure: (error) => {
        host.failure = error;
      },
    });
    host.loop.start();
    this.#check(host);
    this.#scheduleTick(host);
  }

  /** The process dies: some of its unfinished writes have reached the disk, and its last messages left or did not. */
  crash(id: NodeId): void {
    const host = this.#host(id);
    if (host.loop === undefined) return;
    host.loop.stop();
    if (this.random.chance(0.5)) host.silenced.add(host.life);
    host.loop = undefined;
    host.status = undefined;
    host.paused = false;
    host.parked = [];
    host.life++;
    host.log = host.log.crash(this.random.between(0, host.log.waitingCount));
  }

  /** SIGSTOP: nothing happens on this server until {@link resume}, but time goes on. */
  pause(id: NodeId): void {
    this.#host(id).paused = true;
  }

  /** SIGCONT: first `andFirst`, then everything that came meanwhile. */
  resume(id: NodeId, andFirst: () => void = () => {}): void {
    const host = this.#host(id);
    if (!host.paused) return;
    host.paused = false;
    andFirst();
    const { parked } = host;
    host.parked = [];
    for (const run of parked) this.schedule(0, run);
  }

  /** Undefined where the server is down or stopped. */
  propose(id: NodeId, text: string): ProposeResult | undefined {
    return this.#act(id, (loop) => loop.propose([Buffer.from(text)]));
  }

  read(id: NodeId): void {
    const before = this.checker.maxCommit;
    this.#act(id, (loop) =>
      loop.readIndex((outcome) => {
        if (!outcome.ok) return;
        this.readsDone++;
        this.checker.read(id, outcome.readIndex, before);
      }),
    );
  }

  /** Something done to a running server's loop, and checked. */
  act(id: NodeId, action: (loop: MessageLoop) => void): void {
    this.#act(id, action);
  }

  status(id: NodeId): Status | undefined {
    return this.#host(id).status;
  }

  /** The leader of the highest term there is now. */
  leader(): Status | undefined {
    let leader: Status | undefined;
    for (const { status } of this.hosts.values()) {
      if (status?.role === "leader" && status.term > (leader?.term ?? 0)) leader = status;
    }
    return leader;
  }

  running(): NodeId[] {
    return [...this.hosts.values()].filter((host) => host.loop !== undefined).map((host) => host.id);
  }

  schedule(delayMs: number, run: () => void): void {
    this.#events.push({ atMs: this.nowMs + delayMs, order: this.#order++, run });
    siftUp(this.#events);
  }

  runFor(ms: number): void {
    this.runUntil(() => false, ms);
  }

  /** Runs until the condition holds; false where that takes longer than `ms`. */
  runUntil(condition: () => boolean, ms: number): boolean {
    const endMs = this.nowMs + ms;
    while (!condition()) {
      if (this.#events.length === 0 || this.#events[0]!.atMs > endMs) {
        this.nowMs = endMs;
        return condition();
      }
      const event = takeFirst(this.#events);
      this.nowMs = event.atMs;
      event.run();
    }
    return true;
  }

  #host(id: NodeId): Host {
    return this.hosts.get(id)!;
  }

  #act<T>(id: NodeId, action: (loop: MessageLoop) => T): T | undefined {
    const host = this.#host(id);
    if (host.loop === undefined || host.paused) return undefined;
    const result = action(host.loop);
    this.#check(host);
    return result;
  }

  #check(host: Host): void {
    if (host.failure !== undefined) throw failureOf(host);
    if (host.loop === undefined) return;
    host.status = host.loop.status();
    this.checker.stepped(host.status, host.log);
  }

  /** Runs on this life of the server, after its pause. */
  #at(host: Host, delayMs: number, run: () => void): void {
    const { life } = host;
    const attempt = () => {
      if (host.life !== life) return;
      if (host.paused) {
        host.parked.push(attempt);
        return;
      }
      run();
      this.#check(host);
    };
    this.schedule(delayMs, attempt);
  }

  #scheduleTick(host: Host): void {
    this.#at(host, TICK_MS, () => {
      host.loop?.tick();
      this.#scheduleTick(host);
    });
  }

  #send(host: Host, message: Message): void {
    this.checker.sent(message, host.log.durable);
    const { lossChance, duplicateChance } = this.weather;
    if (this.blocked.has(`${message.from}>${message.to}`) || this.random.chance(lossChance)) return;
    this.#deliver(host, message);
    if (this.random.chance(duplicateChance)) this.#deliver(host, message);
  }

  #deliver(sender: Host, message: Message): void {
    const { life } = sender;
    const target = this.hosts.get(message.to);
    if (target === undefined) return;
    const { delayMsMax, stragglerMsMax } = this.weather;
    const straggles = stragglerMsMax > 0 && this.random.chance(0.02);
    const delayMs = this.random.below(delayMsMax + 1) + (straggles ? this.random.below(stragglerMsMax) : 0);
    const arrive = () => {
      if (target.loop === undefined || sender.silenced.has(life)) return;
      if (target.paused) {
        target.parked.push(arrive);
        return;
      }
      target.loop.step(message);
      this.#check(target);
    };
    this.schedule(delayMs, arrive);
  }

  #stateMachine(host: Host): StateMachine {
    return {
      apply: (entry) => this.#apply(host, entry),
      snapshot: () => Buffer.from(host.state, "latin1"),
      restore: (data) => {
        host.state = Buffer.from(data).toString("latin1");
      },
    };
  }

  #apply(host: Host, entry: Entry): void {
    host.state = digest(host.state, entry);
    this.checker.applied(host.id, entry.index, host.state);
  }
}

function failureOf(host: Host): Violation {
  const cause = host.failure?.cause;
  if (cause instanceof Violation) return cause;
  return new Violation(`node ${host.id} failed: ${host.failure?.message}`, { cause: cause ?? host.failure });
}

/** A state that depends on every command before: a rolling hash. */
function digest(state: string, entry: Entry): string {
  let hash = 2166136261;
  const text = `${state}|${entry.index}|${Buffer.from(entry.data).toString("latin1")}`;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 16777619) >>> 0;
  return hash.toString(16).padStart(8, "0").repeat(4);
}

function bind(target: MemoryLog, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key, target);
  return typeof value === "function" ? value.bind(target) : value;
}

function before(a: Event, b: Event): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function siftUp(heap: Event[]): void {
  let at = heap.length - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!before(heap[at]!, heap[parent]!)) return;
    [heap[at], heap[parent]] = [heap[parent]!, heap[at]!];
    at = parent;
  }
}

function takeFirst(heap: Event[]): Event {
  const first = heap[0]!;
  const last = heap.pop()!;
  if (heap.length === 0) return first;
  heap[0] = last;
  let at = 0;
  for (;;) {
    const left = 2 * at + 1;
    let least = at;
    if (left < heap.length && before(heap[left]!, heap[least]!)) least = left;
    if (left + 1 < heap.length && before(heap[left + 1]!, heap[least]!)) least = left + 1;
    if (least === at) return first;
    [heap[at], heap[least]] = [heap[least]!, heap[at]!];
    at = least;
  }
}
