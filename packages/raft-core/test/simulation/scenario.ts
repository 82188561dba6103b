import type { NodeId, Status } from "../../src/index.ts";
import { FAULT_COUNT, Faults } from "./faults.ts";
import { Finale } from "./finale.ts";
import type { Verdict } from "./linearizability.ts";
import type { Mark } from "./marks.ts";
import { type Command, KEYS } from "./registers.ts";
import { drawShape, type Shape } from "./shape.ts";
import type { Trace } from "./trace.ts";
import { TICK_MS, World } from "./world.ts";

/** What a run went through, for the proof that the generator reaches the states it is meant to reach. */
export interface Report {
  readonly seed: number;
  readonly marks: ReadonlySet<Mark>;
  readonly commit: number;
  readonly reads: number;
  /** Whether the history of what clients heard could be decided. */
  readonly history: Verdict;
  /** How much time passed in it. */
  readonly simulatedMs: number;
  /** By which two runs are compared. */
  readonly hash: string;
}

export interface ScenarioOptions {
  /** How long faults go on. Default 3000. */
  readonly chaosMs?: number;
  readonly trace?: Trace;
  /** As in {@link WorldOptions}. */
  readonly readsCheckedByIndex?: boolean;
}

/**
 * One run from one seed: a group lives through random faults, then everything heals and it must work again.
 *
 * @throws {Violation} where an invariant breaks, or where the healed group does not come back
 */
export function runScenario(seed: number, options: ScenarioOptions = {}): Report {
  const scenario = new Scenario(seed, options);
  scenario.chaos(options.chaosMs ?? 3_000);
  scenario.heal();
  return scenario.report();
}

const NODES: readonly NodeId[] = [1, 2, 3, 4, 5];

class Scenario {
  readonly #world: World;
  readonly #seed: number;
  readonly #marks = new Set<Mark>();
  readonly #shape: Shape;
  readonly #faults: Faults;
  #proposals = 0;
  #chaos = true;
  /** What some client read last, for commands that compare. */
  readonly #lastIndexes = new Map<NodeId, number>();

  constructor(seed: number, options: ScenarioOptions) {
    this.#seed = seed;
    const shape = drawShape(seed * 2 + 1, NODES, FAULT_COUNT);
    this.#shape = shape;
    this.#world = new World({
      seed,
      nodes: NODES,
      voters: shape.voters,
      witnesses: shape.witnesses,
      ...(shape.learners.length === 0 ? {} : { learners: shape.learners }),
      // Ticks are exact here, or late; one is lost to where in its tick a follower heard the leader.
      ...(shape.lease ? { leaseMs: (shape.electionTimeoutTicks - 1) * TICK_MS } : {}),
      node: shape.node,
      of: (id) => shape.of[id - 1]!,
      ...(options.trace === undefined ? {} : { trace: options.trace }),
      readsCheckedByIndex: options.readsCheckedByIndex ?? true,
    });
    this.#faults = new Faults({ world: this.#world, shape, nodes: NODES, mark: (mark) => this.#marks.add(mark) });
    for (const id of NODES) this.#world.start(id);
  }

  chaos(ms: number): void {
    const world = this.#world;
    const { random } = world;
    this.#faults.changeWeather();
    const disturb = () => {
      if (!this.#chaos) return;
      this.#faults.disturb();
      world.schedule(random.between(5, this.#shape.faultGapMsMax), disturb);
    };
    const use = () => {
      if (!this.#chaos) return;
      this.#use();
      world.schedule(random.between(1, 15), use);
    };
    world.schedule(100, disturb);
    world.schedule(1, use);
    world.runFor(ms);
  }

  /** All faults end; within a bounded time there is a leader, and a new command reaches every member. */
  heal(): void {
    this.#chaos = false;
    this.#faults.goOn = false;
    new Finale({ world: this.#world, shape: this.#shape, nodes: NODES, mark: (mark) => this.#marks.add(mark) }).run();
    this.#countRefused();
  }

  report(): Report {
    const world = this.#world;
    const history = world.history.check();
    if (world.history.indefinite > 0) this.#marks.add("indefinite command");
    return {
      seed: this.#seed,
      marks: this.#marks,
      commit: world.checker.maxCommit,
      reads: world.readsDone,
      history,
      simulatedMs: world.nowMs,
      hash: world.trace.hash,
    };
  }

  #use(): void {
    const world = this.#world;
    if (this.#shape.electionsSuffer) this.#faults.disturbElection();
    const leader = world.leader();
    const at = leader !== undefined && world.random.chance(0.7) ? leader.id : world.random.pick(NODES);
    // Whoever believes to lead is asked to read: above all the one that is wrong about it.
    for (const id of NODES) if (world.status(id)?.role === "leader" && world.random.chance(0.3)) this.#read(id);
    if (world.random.chance(0.1)) this.#read(at);
    else {
      const result = world.propose(at, this.#command());
      if (result?.ok && result.where === "leader") this.#marks.add("forwarded");
      if (result?.ok === false && result.reason === "uncommittedLimit") this.#marks.add("refused for room");
    }
    if (leader !== undefined) this.#observe();
  }

  #read(id: NodeId): void {
    const world = this.#world;
    const before = world.readsDone;
    const role = world.status(id)?.role;
    world.read(id, world.random.below(KEYS));
    if (role === "follower") this.#marks.add("follower read");
    // Answered at once: nobody else was asked.
    if (this.#shape.lease && role === "leader" && world.readsDone > before) this.#marks.add("lease read");
  }

  /** Now and then one that compares, with what the register holds somewhere, so that it often fits. */
  #command(): Command {
    const { random, hosts } = this.#world;
    const key = random.below(KEYS);
    const value = ++this.#proposals;
    const kind = random.pick(["put", "append", "append", "cas"] as const);
    if (kind !== "cas") return { kind, key, value };
    return { kind, key, value, expected: hosts.get(random.pick(NODES))!.registers.value(key) };
  }

  #observe(): void {
    let leaders = 0;
    for (const { id, status } of this.#world.hosts.values()) {
      if (status === undefined) continue;
      const { configuration, role } = status;
      if (configuration.votersOutgoing.length > 0) this.#marks.add("joint configuration");
      if (configuration.learners.length > 0) this.#marks.add("learner");
      if (configuration.witnesses.includes(id)) this.#marks.add("witness");
      const isWitness = this.#shape.witnesses.includes(id);
      if (status.snapshotIndex > 0) this.#marks.add(isWitness ? "witness compacts" : "snapshot");
      if (status.lastIndex < (this.#lastIndexes.get(id) ?? 0)) this.#marks.add("truncation");
      this.#lastIndexes.set(id, status.lastIndex);
      if (role !== "leader") continue;
      leaders++;
      if (status.term > 5) this.#marks.add("many terms");
      if (!configuration.voters.includes(id)) this.#marks.add("removed leader");
      for (const peer of status.peers.values()) {
        if (peer.state === "snapshot") this.#marks.add(peer.witness ? "snapshot to a witness" : "snapshot transfer");
        if (peer.witness && decidesAlone(status)) this.#marks.add("committed with a witness");
        if (peer.inflightCount > 1) this.#marks.add("pipelined appends");
      }
    }
    if (leaders > 1) this.#marks.add("two leaders");
  }

  #countRefused(): void {
    for (const { status } of this.#world.hosts.values()) {
      if ((status?.refused.misrouted ?? 0) > 0) this.#marks.add("misrouted message");
      if ((status?.refused.malformed ?? 0) > 0) this.#marks.add("garbled message");
    }
  }
}

/** No full member but the leader has what is committed: it was a witness's acknowledgement that made it so. */
function decidesAlone({ commit, peers }: Status): boolean {
  for (const { voter, witness, match } of peers.values()) if (voter && !witness && match >= commit) return false;
  return true;
}
