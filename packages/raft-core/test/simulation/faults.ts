import type { Configuration, MemberChange, MembershipResult, NodeId, Transition } from "../../src/index.ts";
import type { Mark } from "./marks.ts";
import type { Shape } from "./shape.ts";
import { drawWeather, linkOf } from "./weather.ts";
import { drawChange } from "./witnesses.ts";
import { TICK_MS, type World } from "./world.ts";

/** What a server that is down says about the members. */
const NOBODY: Configuration = {
  voters: [],
  votersOutgoing: [],
  learners: [],
  learnersNext: [],
  witnesses: [],
  autoLeave: false,
};

/** How many kinds of faults {@link Faults.kinds} has. */
export const FAULT_COUNT = 20;

/** Everything that can go wrong in a run, one method each. All randomness is the world's. */
export class Faults {
  /** Set to false when the world heals: faults that were going to end later do not end then. */
  goOn = true;
  readonly #world: World;
  readonly #shape: Shape;
  readonly #nodes: readonly NodeId[];
  readonly #mark: (mark: Mark) => void;
  readonly #kinds: readonly (() => void)[];

  constructor(options: { world: World; shape: Shape; nodes: readonly NodeId[]; mark: (mark: Mark) => void }) {
    this.#world = options.world;
    this.#shape = options.shape;
    this.#nodes = options.nodes;
    this.#mark = options.mark;
    const kinds = this.#allKinds();
    this.#kinds = kinds.flatMap((fault, at) => Array<() => void>(this.#shape.faultWeights[at] ?? 0).fill(fault));
  }

  /** Something goes wrong, or some of it is mended. */
  disturb(): void {
    const { random } = this.#world;
    if (random.chance(0.4)) this.#repair();
    else if (this.#kinds.length > 0) random.pick(this.#kinds)();
  }

  /** Who is asked for a vote dies and comes back, and who was just elected dies. */
  disturbElection(): void {
    const world = this.#world;
    const { random } = world;
    for (const id of world.running()) {
      const status = world.status(id);
      if (status?.role === "candidate" && random.chance(0.5)) {
        const voter = random.pick(this.#nodes);
        if (world.status(voter)?.role !== "follower") continue;
        world.crash(voter);
        world.start(voter);
        this.#mark("voter restarted");
      } else if (status?.role === "leader" && !status.ready && random.chance(0.5)) {
        world.crash(id);
        world.schedule(random.between(1, 200), () => this.goOn && world.start(id));
        this.#mark("unready leader crashed");
      }
    }
  }

  changeWeather(): void {
    this.#world.network.weather = drawWeather(this.#world.random, this.#shape);
  }

  #allKinds(): readonly (() => void)[] {
    const { random } = this.#world;
    const anyone = () => random.pick(this.#nodes);
    const leaderOrAnyone = () => this.#world.leader()?.id ?? anyone();
    const membersChange = this.#shape.learners.length === 0;
    return [
      () => this.#crash(anyone()),
      () => this.#crash(leaderOrAnyone()),
      () => this.#crashAndRestart(),
      () => this.#partition(),
      () => this.#pause(random.chance(0.5) ? leaderOrAnyone() : anyone()),
      () => this.#pauseUntilReplaced(),
      () => this.changeWeather(),
      () => this.#transfer(leaderOrAnyone(), anyone()),
      () => (membersChange ? this.#changeMembers(leaderOrAnyone()) : this.#wipe()),
      () => (membersChange ? this.#changeMembers(leaderOrAnyone()) : this.#wipe()),
      () => this.#slowDisk(anyone()),
      () => this.#slowLinks(),
      () => this.#narrowLinks(),
      () => this.#stallClock(anyone()),
      () => this.#loseTouch(random.chance(0.5) ? leaderOrAnyone() : anyone()),
      () => this.#abandon(leaderOrAnyone()),
      () => this.#delayAnswers(leaderOrAnyone()),
      () => this.#strand(leaderOrAnyone(), anyone()),
      () => this.#forgetByRestart(leaderOrAnyone()),
      () => this.#readAcrossRestart(anyone()),
    ];
  }

  #repair(): void {
    const { random, hosts, network } = this.#world;
    const { blocked, narrow, slow } = network;
    for (const id of this.#nodes) if (random.chance(0.7)) this.#world.start(id);
    if (!random.chance(0.5)) return;
    this.#world.note(0, () => "some faults end");
    blocked.clear();
    narrow.clear();
    slow.clear();
    for (const host of hosts.values()) {
      host.diskMsMax = undefined;
      host.tickLateMs = 0;
    }
  }

  #crash(id: NodeId): void {
    const status = this.#world.status(id);
    if (status?.role === "leader" && status.configuration.votersOutgoing.length > 0) this.#mark("joint leader crashed");
    this.#world.crash(id);
    this.#mark("crash");
  }

  #crashAndRestart(): void {
    for (const id of this.#nodes) {
      if (!this.#world.random.chance(0.5)) continue;
      this.#crash(id);
      this.#world.start(id);
    }
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
      if (replaced) this.#mark("replaced while stopped");
      if (replaced || world.nowMs >= untilMs) world.resume(stopped.id, () => world.read(stopped.id));
      else world.schedule(1, look);
    };
    look();
  }

  /** Now and then nobody hears the one that is told to campaign: it is left alone in a term of its own. */
  #transfer(from: NodeId, to: NodeId): void {
    const world = this.#world;
    const { random } = world;
    if (random.chance(0.3)) return this.#transferLate(from, to);
    this.#askToTransfer(from, to);
    if (!random.chance(0.5)) {
      // The old leader is cut off from the others meanwhile, and is asked: it must not answer from what it remembers.
      if (random.chance(0.5)) this.#isolate(from, random.between(10, 200));
      return;
    }
    world.network.cutFor(
      this.#nodes.map((other) => linkOf(to, other)),
      random.between(10, 100),
    );
  }

  #askToTransfer(from: NodeId, to: NodeId): void {
    const ok = this.#world.act(from, (loop) => loop.transferLeadership(to).ok);
    if (ok === true) this.#mark(this.#shape.lease ? "lease transfer" : "transfer");
  }

  /** What tells the other one to campaign is late: the leader has given the transfer up by then, and is cut off. */
  #transferLate(from: NodeId, to: NodeId): void {
    const world = this.#world;
    const timeoutMs = this.#shape.electionTimeoutTicks * TICK_MS;
    const lateMs = timeoutMs + world.random.between(10, 60);
    world.network.timeoutNowLateMs = lateMs;
    this.#askToTransfer(from, to);
    world.schedule(timeoutMs, () => {
      world.network.timeoutNowLateMs = 0;
    });
    world.schedule(lateMs - 3, () => {
      if (this.goOn) this.#isolate(from, timeoutMs + 20);
    });
    this.#mark("late transfer");
  }

  /** Its peers believe that the leader is gone, and some of them campaign; it cannot hear of it. */
  #abandon(leader: NodeId): void {
    const world = this.#world;
    this.#isolate(leader, world.random.between(50, 250));
    world.schedule(3, () => {
      if (!this.goOn) return;
      for (const id of this.#nodes) if (id !== leader) world.act(id, (loop) => loop.forgetLeader());
      for (const id of this.#nodes) {
        if (id !== leader && world.random.chance(0.6)) world.act(id, (loop) => loop.campaign());
      }
    });
    this.#mark("leader abandoned");
  }

  /** Only one server hears the leader for a while, and its disk stalls: what it has in hand is taken back by the next leader. */
  #strand(leader: NodeId, other: NodeId): void {
    const world = this.#world;
    const { random } = world;
    if (leader === other) return;
    world.host(other).diskMsMax = random.pick([100, 300, 600]);
    const apart = (id: NodeId) => id === leader || id === other;
    const links = this.#nodes.flatMap((from) =>
      this.#nodes.filter((to) => apart(from) !== apart(to)).map((to) => linkOf(from, to)),
    );
    const timeoutMs = this.#shape.electionTimeoutTicks * TICK_MS;
    world.network.cutFor(links, random.between(timeoutMs, 3 * timeoutMs));
    world.note(0, () => `node ${leader} is alone with node ${other}, whose disk stalls`);
    this.#mark("stranded with a slow disk");
  }

  /** All who have just heard the leader are restarted, and asked to campaign; it cannot hear of it. */
  #forgetByRestart(leader: NodeId): void {
    const world = this.#world;
    this.#isolate(leader, this.#shape.electionTimeoutTicks * TICK_MS);
    world.schedule(3, () => {
      if (!this.goOn) return;
      for (const id of this.#nodes) {
        if (id === leader || world.status(id) === undefined) continue;
        world.crash(id);
        world.start(id);
        world.schedule(world.random.between(1, 20), () => this.goOn && world.act(id, (loop) => loop.campaign()));
      }
      this.#mark("promises forgotten");
    });
  }

  /** A follower asks to read, restarts and asks again, and then the first answer comes. */
  #readAcrossRestart(id: NodeId): void {
    const world = this.#world;
    const { random } = world;
    const { late } = world.network;
    const leader = world.leader();
    if (leader === undefined || leader.id === id || late.size > 0) return;
    const lateMs = random.between(40, 120);
    late.set(linkOf(leader.id, id), lateMs);
    for (let reads = 0; reads < 3; reads++) world.read(id);
    world.schedule(random.between(5, 25), () => {
      late.clear();
      if (!this.goOn || world.status(id) === undefined) return;
      world.crash(id);
      world.start(id);
      for (let ms = 4; ms < lateMs; ms += 4) world.schedule(ms, () => this.goOn && world.read(id));
      this.#mark("read across a restart");
    });
  }

  /** What the leader hears is old, and soon it is not heard itself. */
  #delayAnswers(leader: NodeId): void {
    const world = this.#world;
    const { random } = world;
    const { late } = world.network;
    if (late.size > 0) return;
    // Less than what the leader waits for them before it steps down.
    const timeoutMs = this.#shape.electionTimeoutTicks * TICK_MS;
    const lateMs = random.between(timeoutMs / 2, (timeoutMs * 4) / 5);
    for (const from of this.#nodes) late.set(linkOf(from, leader), lateMs);
    const heard = this.#nodes.map((to) => linkOf(leader, to));
    world.schedule(lateMs + random.between(10, 100), () => this.goOn && world.network.cutFor(heard, 3 * timeoutMs));
    world.schedule(lateMs + 100 + 3 * timeoutMs, () => late.clear());
    this.#mark("old answers");
  }

  /** A little later, so that what was just sent still arrives, nobody hears this one, and it hears nobody. */
  #isolate(id: NodeId, forMs: number): void {
    const links = this.#nodes.flatMap((other) => [linkOf(id, other), linkOf(other, id)]);
    this.#world.schedule(2, () => this.goOn && this.#world.network.cutFor(links, forMs));
  }

  #partition(): void {
    const { random, network } = this.#world;
    const { blocked } = network;
    blocked.clear();
    const sides = new Map(this.#nodes.map((id) => [id, random.chance(0.5)]));
    const oneWay = random.chance(0.4);
    const ring = random.chance(0.2);
    for (const from of this.#nodes) {
      for (const to of this.#nodes) {
        const distance = Math.abs(from - to);
        const apart = ring ? distance > 1 && distance < this.#nodes.length - 1 : sides.get(from) !== sides.get(to);
        if (apart && !(oneWay && sides.get(from))) blocked.add(linkOf(from, to));
      }
    }
    const kind = ring ? "ring partition" : oneWay ? "one-way partition" : "partition";
    this.#world.note(0, () => `${kind}: ${this.#nodes.filter((id) => sides.get(id))} apart`);
    this.#mark(kind);
  }

  /** Where old and new members could decide apart, a partition is what makes them. */
  #changeMembers(at: NodeId): void {
    const { random } = this.#world;
    if (random.chance(0.4)) this.#partition();
    const changes = random.chance(0.3) ? this.#membersInReach(at) : this.#anyChanges(at);
    const transition = random.pick<Transition>(["auto", "auto", "jointAuto", "jointExplicit", "jointExplicit"]);
    this.#world.act(at, (loop) => {
      if (loop.leaveJoint().ok) this.#mark("left joint explicitly");
      else this.#markChange(changes, loop.changeMembership(changes, transition));
    });
  }

  #markChange(changes: readonly MemberChange[], result: MembershipResult): void {
    if (!result.ok) {
      if (result.reason === "witness") this.#mark("turn refused");
      return;
    }
    this.#mark("membership change");
    if (changes.some(({ kind }) => kind === "addWitness")) this.#mark("witness added");
  }

  #anyChanges(at: NodeId): MemberChange[] {
    const { random } = this.#world;
    const configuration = this.#world.status(at)?.configuration ?? NOBODY;
    return Array.from({ length: random.pick([1, 1, 2, 3]) }, () =>
      drawChange(random, { configuration, nodes: this.#nodes, witnesses: this.#shape.witnesses }),
    );
  }

  /** The group is to be who can be reached now, and nobody else. */
  #membersInReach(at: NodeId): MemberChange[] {
    const { blocked } = this.#world.network;
    const inReach = (id: NodeId) => !blocked.has(linkOf(at, id)) && !blocked.has(linkOf(id, at));
    const add = (id: NodeId) => (this.#shape.witnesses.includes(id) ? "addWitness" : "addVoter");
    return this.#nodes.map((node) => ({ kind: inReach(node) ? add(node) : "remove", node }));
  }

  /** Only learners that nobody ever takes for a voter: a voter must not forget its vote. */
  #wipe(): void {
    this.#world.wipe(this.#world.random.pick(this.#shape.learners));
    this.#mark("lost disk");
  }

  #slowDisk(id: NodeId): void {
    this.#world.host(id).diskMsMax = this.#world.random.pick([50, 200, 600]);
    this.#world.note(id, () => "has a slow disk");
    this.#mark("single slow disk");
  }

  #slowLinks(): void {
    const { random, network } = this.#world;
    const { slow } = network;
    for (const from of this.#nodes) {
      for (const to of this.#nodes) if (random.chance(0.3)) slow.set(linkOf(from, to), random.pick([5, 40, 150]));
    }
    this.#mark("slow links");
  }

  /** As behind a router that drops large packets in silence: heartbeats and votes pass, and no log goes on. */
  #narrowLinks(): void {
    const { random, network } = this.#world;
    const { narrow } = network;
    for (const from of this.#nodes) {
      for (const to of this.#nodes) if (random.chance(0.5)) narrow.add(linkOf(from, to));
    }
    this.#world.note(0, () => "large messages get lost on some links");
    this.#mark("narrow links");
  }

  #stallClock(id: NodeId): void {
    const { random } = this.#world;
    this.#world.host(id).tickLateMs = random.pick([TICK_MS / 2, TICK_MS * 3, TICK_MS * 20]);
    this.#mark("clock stalls");
  }

  /** The owner says that the leader, or a peer, is gone; it may be wrong. */
  #loseTouch(id: NodeId): void {
    const { random } = this.#world;
    this.#world.act(id, (loop) => {
      if (random.chance(0.5)) loop.reportUnreachable(random.pick(this.#nodes));
      else {
        loop.forgetLeader();
        this.#mark("leader forgotten");
        if (random.chance(0.3)) loop.campaign();
      }
    });
  }
}
