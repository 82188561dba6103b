import { type Message, MessageLoop, type NodeId, RawNode } from "@chronik/raft-core";
import type { InstantLog } from "./instant-log.ts";
import type { Load } from "./load.ts";

export const NODES: readonly NodeId[] = [1, 2, 3];
export const LEADER: NodeId = 1;

/** As the message loop has it by default: without compaction a long run would measure the garbage collector. */
const SNAPSHOT_INTERVAL_ENTRIES = 10_000;
const SNAPSHOT_KEEP_ENTRIES = 1_000;
const EMPTY = new Uint8Array(0);

/** One server, and what it is driven by. */
export interface Member {
  /** Makes it the leader. */
  campaign(): void;
  /** Takes the messages, then the proposals that its clients have for it, and does everything that follows. */
  turn(inbox: readonly Message[], load: Load | undefined): void;
}

export interface MemberOptions {
  readonly id: NodeId;
  readonly log: InstantLog;
  readonly send: (message: Message) => void;
  /** The state machine has been handed so many commands. */
  readonly onApplied: (count: number) => void;
}

/** As a careful owner drives a node: everything that has come goes in, then what is to be done comes out once. */
export class RawMember implements Member {
  readonly #options: MemberOptions;
  readonly #node: RawNode;
  #snapshotIndex = 0;

  constructor(options: MemberOptions) {
    this.#options = options;
    const { id, log } = options;
    this.#node = new RawNode({ id, voters: NODES, log, random: { below: () => 0 } });
  }

  campaign(): void {
    this.#node.campaign();
    this.#process();
  }

  turn(inbox: readonly Message[], load: Load | undefined): void {
    for (const message of inbox) this.#node.step(message);
    this.#propose(load);
    this.#process(load);
  }

  #propose(load: Load | undefined): void {
    for (let data = load?.next(this.#options.id); data !== undefined; data = load?.next(this.#options.id)) {
      const result = this.#node.propose([data]);
      if (!result.ok) throw new Error(`refused: ${result.reason}`);
    }
  }

  #process(load?: Load): void {
    const { log, send, onApplied } = this.#options;
    while (this.#node.hasReady()) {
      const { write, seq, messages, committed } = this.#node.ready();
      if (write !== undefined) log.append(write, () => this.#node.appended(seq));
      for (const message of messages) send(message);
      const last = committed.at(-1);
      if (last !== undefined) {
        let commands = 0;
        for (const entry of committed) if (entry.kind === "command") commands++;
        onApplied(commands);
        this.#node.applied(last.index);
        this.#compact(last.index);
        this.#propose(load);
      }
      log.complete();
    }
  }

  #compact(applied: number): void {
    if (applied - this.#snapshotIndex < SNAPSHOT_INTERVAL_ENTRIES) return;
    if (this.#node.compact(EMPTY, Math.max(1, applied + 1 - SNAPSHOT_KEEP_ENTRIES))) this.#snapshotIndex = applied;
  }
}

/** Through the message loop, whose owner makes one call for each message and proposal, which acts at once. */
export class LoopMember implements Member {
  readonly #options: MemberOptions;
  protected readonly loop: MessageLoop;

  constructor(options: MemberOptions) {
    this.#options = options;
    const { id, log, send, onApplied } = options;
    this.loop = new MessageLoop({
      node: { id, voters: NODES, random: { below: () => 0 } },
      log,
      network: { send },
      stateMachine: { apply: () => onApplied(1), snapshot: () => EMPTY, restore: () => {} },
      snapshotIntervalEntries: SNAPSHOT_INTERVAL_ENTRIES,
      snapshotKeepEntries: SNAPSHOT_KEEP_ENTRIES,
      onFailure: (error) => {
        throw error;
      },
    });
    this.loop.start();
  }

  campaign(): void {
    this.loop.campaign();
    this.#complete();
  }

  turn(inbox: readonly Message[], load: Load | undefined): void {
    this.handOver(inbox, load);
    this.#complete();
  }

  protected handOver(inbox: readonly Message[], load: Load | undefined): void {
    const { id } = this.#options;
    for (const message of inbox) this.loop.step(message);
    for (let data = load?.next(id); data !== undefined; data = load?.next(id)) {
      const result = this.loop.propose([data]);
      if (!result.ok) throw new Error(`refused: ${result.reason}`);
    }
  }

  #complete(): void {
    while (this.#options.log.complete());
  }
}

/** Through the message loop, whose owner hands over together what has come. */
export class BatchMember extends LoopMember {
  protected override handOver(inbox: readonly Message[], load: Load | undefined): void {
    this.loop.batch(() => super.handOver(inbox, load));
  }
}

/** Three servers that hand each other their messages, in turn. */
export class Group {
  /** Messages sent so far. */
  sent = 0;
  readonly #members = new Map<NodeId, Member>();
  readonly #inboxes = new Map<NodeId, Message[]>(NODES.map((id) => [id, []]));
  readonly #load: Load;

  constructor(load: Load, create: (options: MemberOptions) => Member, createLog: () => InstantLog) {
    this.#load = load;
    const send = (message: Message) => {
      this.sent++;
      this.#inboxes.get(message.to)!.push(message);
    };
    for (const id of NODES) {
      const member = create({ id, log: createLog(), send, onApplied: (count) => load.applied(id, count) });
      this.#members.set(id, member);
    }
    this.#members.get(LEADER)!.campaign();
    this.#settle();
  }

  /** Until the state machines of all have been handed `count` more proposals. */
  run(count: number): { leaderMs: number; allMs: number; cpuMs: number } {
    this.#load.extend(count);
    const cpuBefore = process.cpuUsage();
    const startMs = performance.now();
    while (!this.#load.isDone(LEADER)) this.#turn();
    const leaderMs = performance.now() - startMs;
    while (!NODES.every((id) => this.#load.isDone(id))) this.#turn();
    const allMs = performance.now() - startMs;
    const { user, system } = process.cpuUsage(cpuBefore);
    this.#settle();
    return { leaderMs, allMs, cpuMs: (user + system) / 1_000 };
  }

  #turn(): void {
    for (const [id, member] of this.#members) {
      const inbox = this.#inboxes.get(id)!;
      this.#inboxes.set(id, []);
      member.turn(inbox, id === LEADER ? this.#load : undefined);
    }
  }

  #settle(): void {
    do this.#turn();
    while ([...this.#inboxes.values()].some((inbox) => inbox.length > 0));
  }
}
