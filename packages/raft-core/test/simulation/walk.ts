import {
  type Entry,
  MemoryLog,
  type Message,
  NO_NODE,
  type NodeId,
  RawNode,
  type Ready,
  type Status,
} from "../../src/index.ts";
import { describeMessage } from "../lab.ts";
import { Checker } from "./checker.ts";
import { Prng } from "./prng.ts";
import { decodeCommand, encodeCommand, KEYS, Registers } from "./registers.ts";
import { Trace } from "./trace.ts";
import { drawChange, drawWitnesses } from "./witnesses.ts";

const IN_FLIGHT_MAX = 60;

interface Walker {
  readonly id: NodeId;
  log: MemoryLog;
  node: RawNode;
  /** Writes on their way to the disk. */
  writes: number[];
  registers: Registers;
  /** What was committed when each read was asked for. */
  reads: Map<number, number>;
  /** As of the last step. */
  status: Status;
}

/**
 * A random walk without time: at every step any message may arrive, any write may be done, anybody may campaign, crash or be
 * asked. There is no network that is likely and no clock that keeps events apart, so histories that need five
 * unlucky events in a row come up within thousands of steps. Walks differ in how likely each kind of event is. Safety only: nobody promises that anything gets done.
 *
 * @throws {Violation} where an invariant breaks
 */
export function runWalk(
  seed: number,
  options: { steps?: number; trace?: Trace } = {},
): { commit: number; hash: string } {
  const trace = options.trace ?? new Trace();
  const walk = new Walk(seed, trace);
  for (let step = 0; step < (options.steps ?? 1_000); step++) walk.step(step);
  return { commit: walk.commit, hash: trace.hash };
}

class Walk {
  readonly #random: Prng;
  readonly #trace: Trace;
  readonly #checker = new Checker((snapshot) => Registers.decode(snapshot).fingerprint);
  readonly #walkers: Walker[];
  readonly #options: { outstandingWritesMax: number; appendBytesMax: number; inflightCountMax: number };
  readonly #voters: readonly NodeId[];
  readonly #nodes: readonly NodeId[];
  readonly #witnesses: readonly NodeId[];
  readonly #moves: readonly ((walker: Walker) => void)[];
  readonly #disksStall: boolean;
  /** Whose disk is slow, if anybody's. */
  #lazy: NodeId = NO_NODE;
  /** All other disks are done at once. */
  readonly #eager: boolean;
  /** How likely the oldest message is the one that arrives. */
  readonly #inOrder: number;
  /** How likely it is at a step that from then on only some hear each other. */
  readonly #phaseChance: number;
  /** Members change one at a time, never by way of a joint configuration. */
  readonly #simpleChanges: boolean;
  /** They hear each other, and the others do so among themselves. */
  #together: ReadonlySet<NodeId> = new Set();
  #inFlight: Message[] = [];
  #serial = 0;
  #step = 0;

  constructor(seed: number, trace: Trace) {
    this.#random = new Prng(seed);
    this.#trace = trace;
    const random = this.#random;
    const membersChange = random.chance(0.3);
    const restless = random.chance(0.4);
    this.#voters = random.pick(
      membersChange
        ? [
            [1, 2],
            [1, 2, 3],
            [1, 2, 3, 4],
          ]
        : [
            [1, 2, 3],
            [1, 2, 3, 4, 5],
          ],
    );
    this.#nodes = membersChange ? [1, 2, 3, 4, 5] : this.#voters;
    this.#witnesses = drawWitnesses(random, this.#nodes, this.#voters);
    for (const id of this.#witnesses) this.#checker.witnesses.ids.add(id);
    this.#simpleChanges = random.chance(0.5);
    this.#eager = random.chance(0.6);
    this.#moves = this.#drawMoves(membersChange, restless);
    this.#disksStall = random.chance(0.5);
    this.#drawLazy();
    this.#inOrder = random.pick([0, 0.7, 0.95]);
    this.#phaseChance = random.pick([0, 0.005, 0.01, 0.02]);
    this.#options = {
      outstandingWritesMax: random.pick(this.#disksStall ? [1, 1, 2] : [1, 2, 16]),
      appendBytesMax: random.pick([1, 1, restless ? 1 : 1_000]),
      inflightCountMax: random.pick([1, 2, 16]),
    };
    this.#walkers = this.#nodes.map((id) => this.#boot(id, new MemoryLog()));
  }

  get commit(): number {
    return this.#checker.maxCommit;
  }

  step(step: number): void {
    this.#step = step;
    if (this.#random.chance(this.#phaseChance)) this.#nextPhase();
    const walker = this.#random.pick(this.#walkers);
    this.#moves[this.#random.below(this.#moves.length)]!(walker);
    this.#process(walker);
  }

  /** Some are among themselves for a while, and one of them campaigns: who was among others before has other entries. */
  #nextPhase(): void {
    const random = this.#random;
    if (random.chance(0.5)) this.#drawLazy();
    const together = this.#drawTogether();
    this.#note(NO_NODE, () => `only ${together.map(({ id }) => id)} hear each other; slow: ${this.#lazy}`);
    this.#together = new Set(together.map(({ id }) => id));
    if (random.chance(0.5)) this.#inFlight = this.#inFlight.filter(() => random.chance(0.3));
    const able = together.filter(({ id, status }) => id !== this.#lazy && status.role !== "leader");
    if (able.length > 0) this.#campaign(random.pick(able), true);
  }

  /** Whose disk stalls hears every leader there is: some alone with it, and some with those that did not hear the one before. */
  #drawTogether(): readonly Walker[] {
    const random = this.#random;
    const isLeader = ({ status }: Walker) => status.role === "leader";
    if (this.#lazy === NO_NODE || random.chance(0.2)) return this.#walkers.filter(() => random.chance(0.6));
    const withLeader = random.chance(0.5);
    return this.#walkers.filter((walker) => walker.id === this.#lazy || isLeader(walker) === withLeader);
  }

  /** A disk that stalls from now on may have been as fast as the others before. */
  #drawLazy(): void {
    this.#lazy = this.#disksStall && this.#random.chance(0.6) ? this.#random.pick(this.#nodes) : NO_NODE;
  }

  /**
   * What may happen at a step, as often as it is likely in this walk. `restless`: everybody gives the leader up whenever
   * anybody campaigns, for many leaders and few entries of each.
   */
  #drawMoves(membersChange: boolean, restless: boolean): readonly ((walker: Walker) => void)[] {
    const random = this.#random;
    const times = (count: number, move: (walker: Walker) => void) => Array<(walker: Walker) => void>(count).fill(move);
    return [
      ...times(random.pick([45, 120]), (walker) => this.#deliver(walker)),
      ...times(this.#eager ? 8 : random.pick([10, 30, 60]), (walker) => this.#flush(walker)),
      ...times(random.pick([2, 2, 0]), ({ node }) => node.tick()),
      ...times(3, ({ node }) => node.forgetLeader()),
      ...times(random.pick(restless ? [6, 10] : [2, 4]), (walker) => this.#campaign(walker, restless)),
      ...times(random.pick([1, 4]), () => this.#propose()),
      ...times(2, (walker) => this.#read(walker)),
      ...times(random.pick([0, 4, 12]), () => this.#lose()),
      ...times(random.pick(restless ? [2, 5] : [0, 2, 5]), (walker) => this.#restart(walker)),
      ...times(random.pick([0, 1]), ({ node, registers }) => node.compact(registers.encode())),
      ...times(this.#witnesses.length > 0 ? 2 : random.pick([0, 1]), (walker) => this.#deliverMistaken(walker)),
      ...times(membersChange ? random.pick(this.#simpleChanges ? [2, 6] : [1, 3]) : 0, () => this.#changeMembers()),
    ];
  }

  #boot(id: NodeId, log: MemoryLog): Walker {
    this.#checker.started(id);
    const base = { id, voters: this.#voters, random: this.#random, electionTimeoutTicks: 4, ...this.#options };
    const witness = this.#witnesses.includes(id);
    const witnesses = this.#witnesses.filter((other) => this.#voters.includes(other));
    const node = new RawNode({ ...base, witness, witnesses, log });
    return { id, log, node, writes: [], registers: new Registers(), reads: new Map(), status: node.status() };
  }

  #deliver(walker: Walker): void {
    const random = this.#random;
    const arrives = ({ from, to }: Message) => to === walker.id && this.#together.has(from) === this.#together.has(to);
    let mine = 0;
    for (const message of this.#inFlight) if (arrives(message)) mine++;
    if (mine === 0) return;
    let skip = random.chance(this.#inOrder) ? 0 : random.below(mine);
    const at = this.#inFlight.findIndex((message) => arrives(message) && skip-- === 0);
    const message = this.#inFlight[at]!;
    if (!random.chance(0.1)) this.#inFlight.splice(at, 1);
    this.#note(walker.id, () => `hears ${describeMessage(message)}`);
    this.#checker.hears(walker.status, message);
    walker.node.step(message);
  }

  #campaign(walker: Walker, restless: boolean): void {
    for (const other of restless ? this.#walkers : []) {
      other.node.forgetLeader();
      this.#process(other);
    }
    // Two that ask at the same time may stand in the same term.
    for (const candidate of restless && this.#random.chance(0.3)
      ? [walker, this.#random.pick(this.#walkers)]
      : [walker]) {
      candidate.node.campaign();
      this.#process(candidate);
    }
  }

  /**
   * What a leader says about its log to one, it says to another as well: true of its log, and not what it would say, as where it
   * takes a witness for a full member.
   */
  #deliverMistaken(walker: Walker): void {
    const about = this.#inFlight.filter(
      ({ kind, from }) => (kind === "appendRequest" || kind === "installSnapshotRequest") && from !== walker.id,
    );
    if (about.length === 0) return;
    const message = { ...this.#random.pick(about), to: walker.id };
    this.#note(walker.id, () => `hears ${describeMessage(message)}, which was not for it`);
    this.#checker.hears(walker.status, message);
    walker.node.step(message);
  }

  #lose(): void {
    if (this.#inFlight.length > 0) this.#inFlight.splice(this.#random.below(this.#inFlight.length), 1);
  }

  #flush(walker: Walker): void {
    if (walker.id === this.#lazy && !this.#random.chance(this.#eager ? 0.25 : 0.05)) return;
    const seq = walker.writes.shift();
    if (seq === undefined) return;
    this.#note(walker.id, () => `write ${seq} is durable`);
    walker.log.complete(1);
    walker.node.appended(seq);
  }

  #propose(): void {
    const leader = this.#anyLeader();
    if (leader === undefined) return;
    const id = ++this.#serial;
    leader.node.propose([encodeCommand({ id, command: { kind: "append", key: this.#random.below(KEYS), value: id } })]);
    this.#process(leader);
  }

  /** Some server that believes to lead. */
  #anyLeader(): Walker | undefined {
    const leaders = this.#walkers.filter(({ status }) => status.role === "leader");
    return leaders.length === 0 ? undefined : this.#random.pick(leaders);
  }

  /** Every life of an owner counts its reads from 1, as owners do. */
  #read(walker: Walker): void {
    const readId = walker.reads.size + 1;
    if (walker.node.readIndex(readId).ok) walker.reads.set(readId, this.#checker.maxCommit);
  }

  #restart(walker: Walker): void {
    const survivors = this.#random.between(0, walker.log.waitingCount);
    this.#note(
      walker.id,
      () => `restarts, and ${survivors} of its ${walker.log.waitingCount} unfinished writes survive`,
    );
    const log = walker.log.crash(survivors);
    if (this.#random.chance(0.5)) this.#inFlight = this.#inFlight.filter(({ from }) => from !== walker.id);
    Object.assign(walker, this.#boot(walker.id, log));
  }

  #changeMembers(): void {
    const random = this.#random;
    const leader = this.#anyLeader();
    if (leader === undefined) return;
    const { node } = leader;
    const simple = this.#simpleChanges;
    const group = { configuration: leader.status.configuration, nodes: this.#nodes, witnesses: this.#witnesses };
    const changes = Array.from({ length: simple ? 1 : random.pick([1, 1, 2]) }, () => drawChange(random, group));
    if (!node.leaveJoint().ok) {
      node.changeMembership(changes, simple ? "auto" : random.pick(["auto", "jointAuto", "jointExplicit"]));
    }
    this.#process(leader);
  }

  #process(walker: Walker): void {
    const { node } = walker;
    while (node.hasReady()) this.#handle(walker, node.ready());
    while (this.#eager && walker.id !== this.#lazy && walker.writes.length > 0) {
      this.#flush(walker);
      while (node.hasReady()) this.#handle(walker, node.ready());
    }
    const before = walker.status;
    const status = node.status();
    walker.status = status;
    if (before.commit !== status.commit || before.term !== status.term || before.role !== status.role) {
      this.#trace.changed(status);
      this.#note(walker.id, () => `is ${status.role} in term ${status.term}, commit ${status.commit}`);
    }
    this.#checker.stepped(status, walker.log);
  }

  #handle(walker: Walker, ready: Ready): void {
    const { id, log, node } = walker;
    if (ready.write !== undefined) {
      this.#checker.wrote(id, log, ready.write);
      this.#trace.wrote(id, ready.write);
      log.append(ready.write, () => {});
      walker.writes.push(ready.seq);
    }
    for (const message of ready.messages) {
      this.#checker.sent(message, log.durable);
      this.#trace.sent(message);
      this.#inFlight.push(message);
    }
    while (this.#inFlight.length > IN_FLIGHT_MAX) this.#inFlight.splice(this.#random.below(this.#inFlight.length), 1);
    if (ready.restore !== undefined && ready.restore.dataOmitted !== true)
      walker.registers = Registers.decode(ready.restore.data);
    for (const entry of ready.committed) this.#apply(walker, entry);
    const last = ready.committed.at(-1)?.index ?? ready.restore?.index;
    if (last !== undefined) node.applied(last);
    for (const read of ready.reads) {
      const before = walker.reads.get(read.readId);
      if (read.ok && before !== undefined) this.#checker.read(id, read.readIndex, before);
    }
  }

  #apply(walker: Walker, entry: Entry): void {
    if (entry.kind !== "command") return;
    walker.registers.apply(entry.index, decodeCommand(entry.data));
    const { fingerprint } = walker.registers;
    this.#trace.applied(walker.id, entry.index, fingerprint);
    this.#checker.applied(walker.id, entry.index, fingerprint);
  }

  #note(node: NodeId, text: () => string): void {
    this.#trace.note(this.#step, node, text);
  }
}
