import { type Entry, MemoryLog, type Message, type NodeId, RawNode, type Ready, type Status } from "../../src/index.ts";
import { Checker } from "./checker.ts";
import { Prng } from "./prng.ts";
import { drawChange, drawWitnesses } from "./witnesses.ts";

const IN_FLIGHT_MAX = 60;

interface Walker {
  readonly id: NodeId;
  log: MemoryLog;
  node: RawNode;
  /** Writes on their way to the disk. */
  writes: number[];
  state: string;
  reads: Map<number, number>;
  /** As of the last step. */
  status: Status;
}

/**
 * A random walk without time: at every step any message may arrive, any write may be done, anybody may campaign, crash or be
 * asked. There is no network that is likely and no clock that keeps events apart, so histories that need five
 * unlucky events in a row come up within thousands of steps. Safety only: nobody promises that anything gets done.
 *
 * @throws {Violation} where an invariant breaks
 */
export function runWalk(seed: number, steps = 1_000): { commit: number } {
  const walk = new Walk(seed);
  for (let step = 0; step < steps; step++) walk.step();
  return { commit: walk.commit };
}

class Walk {
  readonly #random: Prng;
  readonly #checker = new Checker();
  readonly #walkers: Walker[];
  readonly #options: { outstandingWritesMax: number; appendBytesMax: number; inflightCountMax: number };
  readonly #voters: readonly NodeId[];
  readonly #witnesses: readonly NodeId[];
  readonly #membersChange: boolean;
  #inFlight: Message[] = [];
  #serial = 0;

  constructor(seed: number) {
    this.#random = new Prng(seed);
    const random = this.#random;
    this.#voters = random.pick([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3, 4, 5],
    ]);
    this.#witnesses = drawWitnesses(random, [], this.#voters);
    for (const id of this.#witnesses) this.#checker.witnesses.ids.add(id);
    this.#membersChange = random.chance(0.2);
    this.#options = {
      outstandingWritesMax: random.pick([1, 2, 16]),
      appendBytesMax: random.pick([1, 1, 1_000]),
      inflightCountMax: random.pick([1, 2, 16]),
    };
    this.#walkers = this.#voters.map((id) => this.#boot(id, new MemoryLog()));
  }

  get commit(): number {
    return this.#checker.maxCommit;
  }

  step(): void {
    const random = this.#random;
    const walker = random.pick(this.#walkers);
    if (this.#witnesses.length > 0 && random.chance(0.02)) this.#deliverMistaken(walker);
    const choice = random.below(100);
    if (choice < 45) this.#deliver(walker);
    else if (choice < 75) this.#flush(walker);
    else if (choice < 77) walker.node.tick();
    else if (choice < 80) walker.node.forgetLeader();
    else if (choice < 82) walker.node.campaign();
    else if (choice < 90) this.#propose(walker);
    else if (choice < 92) this.#read(walker);
    else if (choice < 96) this.#inFlight.splice(random.below(this.#inFlight.length + 1), 1);
    else if (choice < 98) this.#restart(walker);
    else if (choice < 99) walker.node.compact(Buffer.from(walker.state, "latin1"));
    else if (this.#membersChange) this.#changeMembers(walker);
    this.#process(walker);
  }

  #boot(id: NodeId, log: MemoryLog): Walker {
    this.#checker.started(id);
    const base = { id, voters: this.#voters, random: this.#random, electionTimeoutTicks: 4, ...this.#options };
    const witness = this.#witnesses.includes(id);
    const node = new RawNode({ ...base, witness, witnesses: this.#witnesses, log });
    return { id, log, node, writes: [], state: "", reads: new Map(), status: node.status() };
  }

  #deliver(walker: Walker): void {
    const random = this.#random;
    const mine = this.#inFlight.filter(({ to }) => to === walker.id);
    if (mine.length === 0) return;
    const message = random.pick(mine);
    if (!random.chance(0.1)) this.#inFlight.splice(this.#inFlight.indexOf(message), 1);
    walker.node.step(message);
  }

  /** What a leader says about its log to one, it says to another as well: as if it took a witness for a full member. */
  #deliverMistaken(walker: Walker): void {
    const about = this.#inFlight.filter(
      ({ kind, from }) => (kind === "appendRequest" || kind === "installSnapshotRequest") && from !== walker.id,
    );
    if (about.length > 0) walker.node.step({ ...this.#random.pick(about), to: walker.id });
  }

  #flush(walker: Walker): void {
    const seq = walker.writes.shift();
    if (seq === undefined) return;
    walker.log.complete(1);
    walker.node.appended(seq);
  }

  #propose({ node, status }: Walker): void {
    if (status.role === "leader") node.propose([Buffer.from(`command ${++this.#serial}`)]);
  }

  #read(walker: Walker): void {
    const readId = ++this.#serial;
    if (walker.node.readIndex(readId).ok) walker.reads.set(readId, this.#checker.maxCommit);
  }

  #restart(walker: Walker): void {
    const log = walker.log.crash(this.#random.between(0, walker.log.waitingCount));
    if (this.#random.chance(0.5)) this.#inFlight = this.#inFlight.filter(({ from }) => from !== walker.id);
    Object.assign(walker, this.#boot(walker.id, log));
  }

  #changeMembers({ node }: Walker): void {
    const random = this.#random;
    const group = { configuration: node.status().configuration, nodes: this.#voters, witnesses: this.#witnesses };
    const change = drawChange(random, group);
    if (!node.leaveJoint().ok) node.changeMembership([change], random.pick(["auto", "jointAuto", "jointExplicit"]));
  }

  #process(walker: Walker): void {
    const { node } = walker;
    while (node.hasReady()) this.#handle(walker, node.ready());
    walker.status = node.status();
    this.#checker.stepped(walker.status, walker.log);
  }

  #handle(walker: Walker, ready: Ready): void {
    const { id, log, node } = walker;
    if (ready.write !== undefined) {
      this.#checker.wrote(id, log, ready.write);
      log.append(ready.write, () => {});
      walker.writes.push(ready.seq);
    }
    for (const message of ready.messages) {
      this.#checker.sent(message, log.durable);
      this.#inFlight.push(message);
    }
    while (this.#inFlight.length > IN_FLIGHT_MAX) this.#inFlight.splice(this.#random.below(this.#inFlight.length), 1);
    if (ready.restore !== undefined) walker.state = Buffer.from(ready.restore.data).toString("latin1");
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
    walker.state = `${entry.index} ${Buffer.from(entry.data).toString("latin1")}; ${walker.state.slice(0, 200)}`;
    this.#checker.applied(walker.id, entry.index, walker.state);
  }
}
