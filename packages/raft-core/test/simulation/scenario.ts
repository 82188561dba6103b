import type { Configuration, MemberChange, MembershipResult, NodeId, Status, Transition } from "../../src/index.ts";
import { Prng } from "./prng.ts";
import { Violation } from "./violation.ts";
import { drawChange, drawWitnesses } from "./witnesses.ts";
import { CALM, TICK_MS, World } from "./world.ts";

/** What a run went through, for the proof that the generator reaches the states it is meant to reach. */
export interface Report {
  readonly seed: number;
  readonly marks: ReadonlySet<string>;
  readonly commit: number;
  readonly reads: number;
}

/**
 * One run from one seed: a group lives through random faults, then everything heals and it must work again.
 *
 * @throws {Violation} where an invariant breaks, or where the healed group does not come back
 */
export function runScenario(seed: number, chaosMs = 3_000): Report {
  const scenario = new Scenario(seed);
  scenario.chaos(chaosMs);
  scenario.heal();
  return scenario.report();
}

/** What a server that is down says about the members. */
const NOBODY: Configuration = {
  voters: [],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  witnesses: [],
  autoLeave: false,
};

class Scenario {
  readonly #world: World;
  readonly #seed: number;
  readonly #marks = new Set<string>();
  readonly #nodes: readonly NodeId[] = [1, 2, 3, 4, 5];
  #proposals = 0;
  /** How likely each fault is in this run. Runs differ in what they suffer from: all at once would hide a lot. */
  readonly #faults: (() => void)[];
  readonly #faultGapMsMax: number;
  /** Elections suffer: voters restart while they are asked, leaders die before they have committed anything. */
  readonly #electionsSuffer: boolean;
  readonly #voters: readonly NodeId[];
  readonly #witnesses: readonly NodeId[];
  #faultsGoOn = true;

  constructor(seed: number) {
    this.#seed = seed;
    const shape = new World({ seed: seed * 2 + 1, nodes: [], voters: [1] }).random;
    const voters = shape.pick([[1], [1, 2], [1, 2, 3], [1, 2, 3], [1, 2, 3, 4, 5]]);
    this.#voters = voters;
    this.#witnesses = drawWitnesses(new Prng(seed * 2 + 2), this.#nodes, voters);
    this.#electionsSuffer = shape.chance(0.4);
    const electionTimeoutTicks = shape.pick([5, 10, 20]);
    this.#world = new World({
      seed,
      nodes: this.#nodes,
      voters,
      witnesses: this.#witnesses,
      // Ticks are exact here; one is lost to where in its tick a follower heard the leader.
      ...(shape.chance(0.4) ? { leaseMs: (electionTimeoutTicks - 1) * TICK_MS } : {}),
      node: {
        electionTimeoutTicks,
        heartbeatTicks: shape.pick([1, 2]),
        appendBytesMax: shape.pick(this.#electionsSuffer ? [1, 1, 4096] : [1, 16, 4096]),
        uncommittedBytesMax: shape.pick([64, 4096]),
        committedBytesMax: shape.pick([1, 64, 4096]),
        inflightCountMax: shape.pick([1, 3, 64]),
        inflightBytesMax: shape.pick([8, 4096]),
        snapshotChunkBytes: shape.pick([5, 4096]),
        outstandingWritesMax: shape.pick([1, 2, 16]),
        withheldMessagesMax: shape.pick([4, 256]),
      },
      loop: { snapshotIntervalEntries: shape.pick([8, 40, 100_000]), snapshotKeepEntries: shape.pick([1, 10]) },
    });
    this.#faultGapMsMax = shape.pick([40, 100, 300]);
    this.#faults = this.#kinds().flatMap((fault) => Array<() => void>(shape.pick([0, 1, 1, 3])).fill(fault));
    if (shape.chance(0.3)) this.#faults.push(...Array<() => void>(8).fill(this.#kinds().at(-1)!));
    // Some histories need many elections close together, and little else.
    if (this.#electionsSuffer && shape.chance(0.5)) this.#faults.length = 0;
    for (const id of this.#nodes) this.#world.start(id);
  }

  chaos(ms: number): void {
    const { random } = this.#world;
    this.#changeWeather();
    const disturb = () => {
      this.#disturb();
      this.#world.schedule(random.between(5, this.#faultGapMsMax), disturb);
    };
    const use = () => {
      this.#use();
      this.#world.schedule(random.between(1, 15), use);
    };
    this.#world.schedule(100, disturb);
    this.#world.schedule(1, use);
    this.#world.runFor(ms);
  }

  /** All faults end; within a bounded time there is a leader, and a new command reaches every member. */
  heal(): void {
    const world = this.#world;
    world.weather = { ...CALM };
    world.blocked.clear();
    // No more faults: forget what chaos had scheduled by letting it do nothing.
    this.#disturb = () => {};
    this.#use = () => {};
    this.#faultsGoOn = false;
    for (const id of this.#nodes) world.resume(id);
    const settled = () => world.leader()?.ready === true;
    if (this.#downToMajority() && !world.runUntil(settled, 1_000 * TICK_MS))
      throw this.#stuck("a majority has no leader");
    for (const id of this.#nodes) world.start(id);
    if (!world.runUntil(settled, 1_000 * TICK_MS)) throw this.#stuck("no leader");
    if (world.random.chance(0.5)) this.#deafenLeader();
    let wanted = Number.POSITIVE_INFINITY;
    let untilNextTryMs = 0;
    const reached = () => {
      if (world.nowMs >= untilNextTryMs) {
        untilNextTryMs = world.nowMs + 30 * TICK_MS;
        const result = world.propose(world.leader()?.id ?? 1, `final ${world.nowMs}`);
        if (result?.ok && result.where === "here") wanted = result.lastIndex;
      }
      const leader = world.leader();
      if (leader === undefined) return false;
      const { voters, votersOutgoing, autoLeave } = leader.configuration;
      if (autoLeave || !(voters.includes(leader.id) || votersOutgoing.includes(leader.id))) return false;
      const members = [leader.id, ...leader.peers.keys()];
      return members.every((id) => (world.status(id)?.applied ?? 0) >= wanted);
    };
    if (!world.runUntil(reached, 1_000 * TICK_MS)) throw this.#stuck("a command does not reach every member");
  }

  /** Where the members never changed: a bare majority of them is up, whichever it is. It must find a leader. */
  #downToMajority(): boolean {
    const world = this.#world;
    for (const id of this.#nodes) world.start(id);
    if (this.#nodes.some((id) => world.status(id)!.configurationIndex > 0)) return false;
    // What a witness has seen and can hand on to nobody may hold up those that are left: safe, not available.
    if (this.#voters.some((id) => this.#witnesses.includes(id))) return false;
    const up = [...this.#voters];
    while ((up.length - 1) * 2 > this.#voters.length) up.splice(world.random.below(up.length), 1);
    for (const id of this.#nodes) if (!up.includes(id)) world.crash(id);
    this.#marks.add("bare majority");
    return true;
  }

  /** A leader that is heard and hears nobody must give way to one that works, where the others are a quorum. */
  #deafenLeader(): void {
    const world = this.#world;
    const deaf = world.leader()!;
    const { voters, votersOutgoing, witnesses } = deaf.configuration;
    const others = (half: readonly NodeId[]) => half.filter((id) => id !== deaf.id).length * 2 > half.length;
    // As above: the deaf one is heard by the witnesses.
    if (witnesses.length > 0) return;
    if (deaf.configurationIndex > deaf.commit || votersOutgoing.length > 0 || !others(voters)) return;
    for (const from of this.#nodes) world.blocked.add(`${from}>${deaf.id}`);
    const replaced = () => world.leader() !== undefined && world.leader()?.id !== deaf.id;
    if (!world.runUntil(replaced, 1_000 * TICK_MS)) throw this.#stuck("a leader that hears nobody goes on");
    this.#marks.add("deaf leader");
    world.blocked.clear();
  }

  report(): Report {
    return {
      seed: this.#seed,
      marks: this.#marks,
      commit: this.#world.checker.maxCommit,
      reads: this.#world.readsDone,
    };
  }

  #use = (): void => {
    const world = this.#world;
    if (this.#electionsSuffer) this.#disturbElection();
    const leader = world.leader();
    const at = leader !== undefined && world.random.chance(0.7) ? leader.id : world.random.pick(this.#nodes);
    // Whoever believes to lead is asked to read: above all the one that is wrong about it.
    for (const id of this.#nodes) if (world.status(id)?.role === "leader" && world.random.chance(0.3)) world.read(id);
    if (world.random.chance(0.1)) world.read(at);
    else {
      const result = world.propose(at, `command ${++this.#proposals}`);
      if (result?.ok && result.where === "leader") this.#marks.add("forwarded");
    }
    if (leader !== undefined) this.#observe();
  };

  #disturb = (): void => {
    const { random } = this.#world;
    if (random.chance(0.4)) this.#repair();
    else if (this.#faults.length > 0) random.pick(this.#faults)();
  };

  #repair(): void {
    const { random, blocked } = this.#world;
    for (const id of this.#nodes) if (random.chance(0.7)) this.#world.start(id);
    if (random.chance(0.5)) blocked.clear();
  }

  #kinds(): (() => void)[] {
    const world = this.#world;
    const { random } = world;
    const anyone = () => random.pick(this.#nodes);
    const leaderOrAnyone = () => world.leader()?.id ?? anyone();
    return [
      () => this.#crash(anyone()),
      () => this.#crash(leaderOrAnyone()),
      () => this.#crashAndRestart(),
      () => this.#partition(),
      () => this.#pause(random.chance(0.5) ? leaderOrAnyone() : anyone()),
      () => this.#pauseUntilReplaced(),
      () => this.#changeWeather(),
      () => this.#transfer(leaderOrAnyone(), anyone()),
      () => this.#changeMembers(leaderOrAnyone()),
    ];
  }

  #pause(id: NodeId): void {
    const world = this.#world;
    world.pause(id);
    world.schedule(world.random.between(10, 400), () => world.resume(id));
  }

  /** A leader is stopped until another one leads. When it goes on, it is asked before anything can tell it that it is late. */
  #pauseUntilReplaced(): void {
    const world = this.#world;
    const stopped = world.leader();
    if (stopped === undefined) return;
    world.pause(stopped.id);
    const untilMs = world.nowMs + 400;
    const look = () => {
      const leader = world.leader();
      const replaced = leader !== undefined && leader.id !== stopped.id && leader.ready;
      if (replaced) this.#marks.add("replaced while stopped");
      if (replaced || world.nowMs >= untilMs) world.resume(stopped.id, () => world.read(stopped.id));
      else world.schedule(1, look);
    };
    look();
  }

  #crash(id: NodeId): void {
    this.#world.crash(id);
    this.#marks.add("crash");
  }

  #crashAndRestart(): void {
    for (const id of this.#nodes) {
      if (!this.#world.random.chance(0.5)) continue;
      this.#crash(id);
      this.#world.start(id);
    }
  }

  #disturbElection(): void {
    const { random } = this.#world;
    for (const id of this.#world.running()) {
      const status = this.#world.status(id);
      if (status?.role === "candidate" && random.chance(0.5)) {
        const voter = random.pick(this.#nodes);
        if (this.#world.status(voter)?.role !== "follower") continue;
        this.#world.crash(voter);
        this.#world.start(voter);
        this.#marks.add("voter restarted");
      } else if (status?.role === "leader" && !status.ready && random.chance(0.5)) {
        this.#world.crash(id);
        this.#world.schedule(random.between(1, 200), () => this.#faultsGoOn && this.#world.start(id));
        this.#marks.add("unready leader crashed");
      }
    }
  }

  /** Now and then nobody hears the one that is told to campaign: it is left alone in a term of its own. */
  #transfer(from: NodeId, to: NodeId): void {
    const { random, blocked } = this.#world;
    this.#world.act(from, (loop) => {
      if (loop.transferLeadership(to).ok) this.#marks.add("transfer");
    });
    if (!random.chance(0.5)) return;
    const links = this.#nodes.map((other) => `${to}>${other}`);
    for (const link of links) blocked.add(link);
    this.#world.schedule(random.between(10, 100), () => {
      if (this.#faultsGoOn) for (const link of links) blocked.delete(link);
    });
  }

  #partition(): void {
    const { random, blocked } = this.#world;
    blocked.clear();
    const sides = new Map(this.#nodes.map((id) => [id, random.chance(0.5)]));
    const oneWay = random.chance(0.4);
    const ring = random.chance(0.2);
    for (const from of this.#nodes) {
      for (const to of this.#nodes) {
        const distance = Math.abs(from - to);
        const apart = ring ? distance > 1 && distance < this.#nodes.length - 1 : sides.get(from) !== sides.get(to);
        if (apart && !(oneWay && sides.get(from))) blocked.add(`${from}>${to}`);
      }
    }
    this.#marks.add(ring ? "ring partition" : oneWay ? "one-way partition" : "partition");
  }

  #changeWeather(): void {
    const { random } = this.#world;
    this.#world.weather = {
      lossChance: random.pick([0, 0, 0.05, 0.2]),
      duplicateChance: random.pick([0, 0.1, 0.3]),
      delayMsMax: random.pick([1, 3, 10, 30]),
      stragglerMsMax: random.pick([0, 100, 1000]),
      diskMsMax: random.pick([0, 2, 10, 50]),
    };
  }

  /** Where old and new members could decide apart, a partition is what makes them. */
  #changeMembers(at: NodeId): void {
    const { random } = this.#world;
    if (random.chance(0.4)) this.#partition();
    const changes = random.chance(0.3) ? this.#membersInReach(at) : this.#anyChanges(at);
    const transition = random.pick<Transition>(["auto", "auto", "jointAuto", "jointExplicit", "jointExplicit"]);
    this.#world.act(at, (loop) => {
      if (loop.leaveJoint().ok) this.#marks.add("left joint explicitly");
      else this.#markChange(changes, loop.changeMembership(changes, transition));
    });
  }

  #markChange(changes: readonly MemberChange[], result: MembershipResult): void {
    if (!result.ok) {
      if (result.reason === "witness") this.#marks.add("turn refused");
      return;
    }
    this.#marks.add("membership change");
    if (changes.some(({ kind }) => kind === "addWitness")) this.#marks.add("witness added");
  }

  #anyChanges(at: NodeId): MemberChange[] {
    const { random } = this.#world;
    const configuration = this.#world.status(at)?.configuration ?? NOBODY;
    return Array.from({ length: random.pick([1, 1, 2, 3]) }, () =>
      drawChange(random, { configuration, nodes: this.#nodes, witnesses: this.#witnesses }),
    );
  }

  /** The group is to be who can be reached now, and nobody else. */
  #membersInReach(at: NodeId): MemberChange[] {
    const { blocked } = this.#world;
    const inReach = (id: NodeId) => !blocked.has(`${at}>${id}`) && !blocked.has(`${id}>${at}`);
    const add = (id: NodeId) => (this.#witnesses.includes(id) ? "addWitness" : "addVoter");
    return this.#nodes.map((node) => ({ kind: inReach(node) ? add(node) : "remove", node }));
  }

  #observe(): void {
    for (const id of this.#world.running()) {
      const status = this.#world.status(id)!;
      if (status.configuration.votersOutgoing.length > 0) this.#marks.add("joint configuration");
      if (status.configuration.learners.length > 0) this.#marks.add("learner");
      if (status.configuration.witnesses.includes(id)) this.#marks.add("witness");
      if (status.snapshotIndex > 0) this.#marks.add(this.#witnesses.includes(id) ? "witness compacts" : "snapshot");
      if (status.role === "leader" && status.term > 5) this.#marks.add("many terms");
      for (const peer of status.peers.values()) {
        if (peer.state === "snapshot") this.#marks.add(peer.witness ? "snapshot to a witness" : "snapshot transfer");
        if (peer.witness && this.#decides(status)) this.#marks.add("committed with a witness");
        if (peer.inflightCount > 1) this.#marks.add("pipelined appends");
      }
    }
  }

  /** No full member but the leader has what is committed: it was a witness's acknowledgement that made it so. */
  #decides({ commit, peers }: Status): boolean {
    return [...peers.values()].every(({ voter, witness, match }) => !voter || witness || match < commit);
  }

  #stuck(what: string): Violation {
    const lines = [...this.#world.hosts.keys()].map((id) => {
      const status = this.#world.status(id);
      return JSON.stringify(status === undefined ? { id, down: true } : { ...status, peers: [...status.peers] });
    });
    return new Violation(`after healing: ${what}\n${lines.join("\n")}`);
  }
}
