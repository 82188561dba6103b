import {
  type Entry,
  type LogWrite,
  MemoryLog,
  type Message,
  MessageLoop,
  type MessageLoopOptions,
  type NodeId,
  type ProposeResult,
  type StateMachine,
  type Status,
} from "../../src/index.ts";
import { describeMessage } from "../lab.ts";
import { Checker } from "./checker.ts";
import { EventQueue } from "./event-queue.ts";
import { History } from "./history.ts";
import { Host, WatchedLog } from "./host.ts";
import { type Arrival, Network } from "./network.ts";
import { Prng } from "./prng.ts";
import { type Command, decodeCommand, encodeCommand, Registers } from "./registers.ts";
import { Trace } from "./trace.ts";
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
  /** What is different for one node: its priority, when it takes snapshots. */
  readonly of?: (id: NodeId) => {
    electionDelayTicks: number;
    loop: Pick<MessageLoopOptions, "snapshotIntervalEntries" | "snapshotKeepEntries">;
  };
  /** Lease reads, over the simulated clock. */
  readonly leaseMs?: number;
  readonly trace?: Trace;
  /** Compare each read's index with what was committed before it. Default true. */
  readonly readsCheckedByIndex?: boolean;
}

/**
 * A group of servers in one process: time, network and disks are simulated, and everything random comes from the seed.
 * After every step of a server all invariants are checked.
 */
export class World {
  readonly random: Prng;
  readonly checker = new Checker((snapshot) => Registers.decode(snapshot).fingerprint);
  readonly hosts = new Map<NodeId, Host>();
  readonly history = new History();
  readonly trace: Trace;
  readonly network: Network;
  nowMs = 0;
  readsDone = 0;
  readonly #options: WorldOptions;
  readonly #events = new EventQueue();

  constructor(options: WorldOptions) {
    this.#options = options;
    this.random = new Prng(options.seed);
    this.trace = options.trace ?? new Trace();
    const schedule = (delayMs: number, run: () => void) => this.schedule(delayMs, run);
    this.network = new Network({ random: this.random, nodes: options.nodes, schedule });
    for (const id of options.nodes) this.hosts.set(id, new Host(id));
    for (const id of options.witnesses ?? []) this.checker.witnesses.ids.add(id);
  }

  start(id: NodeId): void {
    const host = this.host(id);
    if (host.loop !== undefined) return;
    this.checker.started(id);
    this.note(id, () => "starts");
    host.life++;
    host.registers = new Registers();
    const { log } = host;
    const watched = new WatchedLog(log, (write) => this.#append(host, log, write));
    const { node, voters, learners, witnesses = [], of, leaseMs } = this.#options;
    const witness = witnesses.includes(id);
    const own = of?.(id);
    host.loop = new MessageLoop({
      node: {
        id,
        voters,
        ...(learners === undefined ? {} : { learners }),
        witness,
        witnesses: witnesses.filter((other) => voters.includes(other)),
        random: this.random,
        ...node,
        ...(own === undefined ? {} : { electionDelayTicks: own.electionDelayTicks }),
        ...(leaseMs === undefined ? {} : { lease: { clock: { nowMs: () => this.nowMs }, durationMs: leaseMs } }),
      },
      log: watched,
      network: { send: (message) => this.#send(host, message) },
      ...(witness ? {} : { stateMachine: this.#stateMachine(host) }),
      ...own?.loop,
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
    const host = this.host(id);
    if (host.loop === undefined) return;
    host.loop.stop();
    if (this.random.chance(0.5)) host.silenced.add(host.life);
    host.loop = undefined;
    host.status = undefined;
    host.paused = false;
    host.parked = [];
    host.waiting.clear();
    host.life++;
    const survivors = this.random.between(0, host.log.waitingCount);
    this.note(id, () => `dies, and ${survivors} of its ${host.log.waitingCount} unfinished writes survive`);
    host.log = host.log.crash(survivors);
  }

  /** It dies and comes back with an empty disk. Only for who has no vote: a voter must not forget. */
  wipe(id: NodeId): void {
    this.crash(id);
    this.note(id, () => "loses its disk");
    this.host(id).log = new MemoryLog();
    this.start(id);
  }

  /** SIGSTOP: nothing happens on this server until {@link resume}, but time goes on. */
  pause(id: NodeId): void {
    this.host(id).paused = true;
    this.note(id, () => "stopped");
  }

  /** SIGCONT: first `andFirst`, then everything that came meanwhile. */
  resume(id: NodeId, andFirst: () => void = () => {}): void {
    const host = this.host(id);
    if (!host.paused) return;
    host.paused = false;
    this.note(id, () => "goes on");
    andFirst();
    const { parked } = host;
    host.parked = [];
    for (const run of parked) this.schedule(0, run);
  }

  /** A client's command. Undefined where the server is down or stopped. */
  propose(id: NodeId, command: Command): ProposeResult | undefined {
    const host = this.host(id);
    if (host.loop === undefined || host.paused) return undefined;
    const number = this.history.call(command);
    // Before it is proposed: a single voter without a disk to wait for could apply it at once.
    host.waiting.add(number);
    const data = encodeCommand({ id: number, command });
    const result = this.act(id, (loop) => loop.propose([data]));
    if (result?.ok === true) return result;
    host.waiting.delete(number);
    this.history.forget(number);
    return result;
  }

  /** A client's linearizable read, on whatever server. */
  read(id: NodeId, key = this.random.below(4)): void {
    const committedBefore = this.checker.maxCommit;
    const number = this.history.call({ kind: "read", key, value: 0 });
    this.act(id, (loop) =>
      loop.readIndex((outcome) => {
        if (!outcome.ok) return;
        this.readsDone++;
        const { registers } = this.host(id);
        this.history.answer(number, registers.value(key), registers.appliedIndex);
        this.note(id, () => `read #${number} at ${outcome.readIndex}, asked when ${committedBefore} was committed`);
        if (this.#options.readsCheckedByIndex !== false) {
          this.checker.read(id, outcome.readIndex, committedBefore);
        }
      }),
    );
  }

  /** Something done to a running server's loop, and checked. Undefined where the server is down or stopped. */
  act<T>(id: NodeId, action: (loop: MessageLoop) => T): T | undefined {
    const host = this.host(id);
    if (host.loop === undefined || host.paused) return undefined;
    const result = action(host.loop);
    this.#check(host);
    return result;
  }

  status(id: NodeId): Status | undefined {
    return this.host(id).status;
  }

  host(id: NodeId): Host {
    return this.hosts.get(id)!;
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
    this.#events.add(this.nowMs + delayMs, run);
  }

  runFor(ms: number): void {
    this.runUntil(() => false, ms);
  }

  /** Runs until the condition holds; false where that takes longer than `ms`. */
  runUntil(condition: () => boolean, ms: number): boolean {
    const endMs = this.nowMs + ms;
    while (!condition()) {
      const { first } = this.#events;
      if (first === undefined || first.atMs > endMs) {
        this.nowMs = endMs;
        return condition();
      }
      this.nowMs = first.atMs;
      this.#events.takeFirst().run();
    }
    return true;
  }

  /** Into the story of the run, where somebody is going to read it. */
  note(node: NodeId, text: () => string): void {
    this.trace.note(this.nowMs, node, text);
  }

  #check(host: Host): void {
    host.assertAlive();
    if (host.loop === undefined) return;
    const before = host.status;
    const status = host.loop.status();
    host.status = status;
    if (
      before === undefined ||
      before.commit !== status.commit ||
      before.term !== status.term ||
      before.role !== status.role ||
      before.leader !== status.leader
    ) {
      this.trace.changed(status);
      this.note(host.id, () => {
        const { role, term, leader, commit, lastIndex } = status;
        return `is ${role} in term ${term}, leader ${leader}, commit ${commit} of ${lastIndex}`;
      });
    }
    this.checker.stepped(status, host.log);
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
    this.#at(host, TICK_MS + host.tickLateMs, () => {
      host.loop?.tick();
      this.#scheduleTick(host);
    });
  }

  #append(host: Host, log: MemoryLog, write: LogWrite): void {
    this.checker.wrote(host.id, log, write);
    this.trace.wrote(host.id, write);
    this.note(host.id, () => describeWrite(write));
    const delayMs = this.random.below((host.diskMsMax ?? this.network.weather.diskMsMax) + 1);
    this.#at(host, delayMs, () => {
      this.note(host.id, () => "a write is durable");
      log.complete(1);
    });
  }

  #send(host: Host, message: Message): void {
    this.checker.sent(message, host.log.durable);
    this.trace.sent(message);
    this.network.carry(message, (arrival) => this.#deliver(host, arrival));
  }

  #deliver(sender: Host, { message, to, delayMs, stray }: Arrival): void {
    const { life } = sender;
    const target = this.hosts.get(to);
    if (target === undefined) return;
    const arrive = () => {
      if (target.loop === undefined || sender.silenced.has(life)) return;
      if (target.paused) {
        target.parked.push(arrive);
        return;
      }
      this.note(to, () => `hears ${describeMessage(message)}`);
      const before = target.status!;
      if (stray === undefined) this.checker.hears(before, message);
      target.loop.step(message);
      this.#check(target);
      if (stray !== undefined && target.status!.refused[stray] === before.refused[stray]) {
        throw new Violation(`node ${to} took a ${stray} ${message.kind}`);
      }
    };
    this.schedule(delayMs, arrive);
  }

  #stateMachine(host: Host): StateMachine {
    return {
      apply: (entry) => this.#apply(host, entry),
      snapshot: () => host.registers.encode(),
      restore: (data) => {
        host.registers = Registers.decode(data);
      },
    };
  }

  #apply(host: Host, entry: Entry): void {
    const numbered = decodeCommand(entry.data);
    const answer = host.registers.apply(entry.index, numbered);
    const { fingerprint } = host.registers;
    this.trace.applied(host.id, entry.index, fingerprint);
    this.checker.applied(host.id, entry.index, fingerprint);
    this.history.applied(numbered.id, entry.index);
    if (answer !== undefined && host.waiting.delete(numbered.id)) this.history.answer(numbered.id, answer);
  }
}

function describeWrite({ hardState, entries, compaction }: LogWrite): string {
  const parts = entries.map(({ index, term }) => `${index}/${term}`);
  if (hardState !== undefined) parts.push(`term ${hardState.term} vote ${hardState.vote} commit ${hardState.commit}`);
  if (compaction !== undefined) parts.push(`snapshot ${compaction.snapshot.index}/${compaction.snapshot.term}`);
  return `writes ${parts.join(", ")}`;
}
