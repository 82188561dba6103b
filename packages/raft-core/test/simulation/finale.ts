import type { NodeId } from "../../src/index.ts";
import type { Mark } from "./marks.ts";
import type { Shape } from "./shape.ts";
import { Violation } from "./violation.ts";
import { linkOf } from "./weather.ts";
import { TICK_MS, type World } from "./world.ts";

/** So long may any one thing take in a world without faults. */
const PATIENCE_MS = 1_000 * TICK_MS;

/** How a run ends: every fault is over, and the group has to work again within a bounded time, one hurdle after the other. */
export class Finale {
  readonly #world: World;
  readonly #shape: Shape;
  readonly #nodes: readonly NodeId[];
  readonly #mark: (mark: Mark) => void;

  constructor(options: { world: World; shape: Shape; nodes: readonly NodeId[]; mark: (mark: Mark) => void }) {
    this.#world = options.world;
    this.#shape = options.shape;
    this.#nodes = options.nodes;
    this.#mark = options.mark;
  }

  /** @throws {Violation} where the group does not come back */
  run(): void {
    const world = this.#world;
    this.#calm();
    // What a witness has seen and can hand on to nobody may hold up those that are left: safe, not available.
    const witnessVotes = this.#shape.voters.some((id) => this.#shape.witnesses.includes(id));
    const first = this.#membersNeverChanged() && !witnessVotes ? this.#bareMajority() : undefined;
    if (first !== undefined) {
      for (const id of this.#nodes) if (!first.includes(id)) world.crash(id);
      for (const id of first) world.start(id);
      this.#mark("bare majority");
      if (!world.runUntil(() => this.#settled(), PATIENCE_MS)) throw this.#stuck("a majority has no leader");
    }
    for (const id of this.#nodes) world.start(id);
    if (!world.runUntil(() => this.#settled(), PATIENCE_MS)) throw this.#stuck("no leader");
    if (world.random.chance(0.5)) this.#deafenLeader();
    if (this.#shape.learners.length === 0 && world.random.chance(0.6)) this.#retireLeader();
    this.#reachEveryMember();
    this.#readEverywhere();
  }

  #calm(): void {
    const world = this.#world;
    world.note(0, () => "all faults end");
    world.network.calm();
    for (const host of world.hosts.values()) {
      host.diskMsMax = undefined;
      host.tickLateMs = 0;
    }
    for (const id of this.#nodes) world.resume(id);
    for (const id of this.#nodes) world.start(id);
  }

  #settled(): boolean {
    return this.#world.leader()?.ready === true;
  }

  #membersNeverChanged(): boolean {
    return this.#nodes.every((id) => this.#world.status(id)!.configurationIndex === 0);
  }

  /** The voters that are to find a leader without the others, whichever they are. Learners are down. */
  #bareMajority(): readonly NodeId[] {
    const { random } = this.#world;
    if (this.#shape.drivenApart) return this.#driveApart();
    const up = [...this.#shape.voters];
    while ((up.length - 1) * 2 > this.#shape.voters.length) up.splice(random.below(up.length), 1);
    return up;
  }

  /**
   * Three voters, and large messages get lost: one is left with what only its log holds, while the other two go through
   * elections and bring no log any further. Then one of those two is down, often the one that won.
   */
  #driveApart(): readonly NodeId[] {
    const world = this.#world;
    const { random } = world;
    world.runUntil(() => this.#settled(), PATIENCE_MS);
    for (const from of this.#nodes) for (const to of this.#nodes) world.network.narrow.add(linkOf(from, to));
    const ahead = world.leader()?.id ?? random.pick(this.#shape.voters);
    for (let more = random.between(1, 3); more > 0; more--) world.propose(ahead, { kind: "put", key: 0, value: more });
    world.runFor(random.between(0, 60));
    world.crash(ahead);
    let winner = ahead;
    for (let round = random.between(1, 4); round > 0; round--) {
      world.runUntil(() => world.leader() !== undefined, PATIENCE_MS / 4);
      winner = world.leader()?.id ?? winner;
      if (winner === ahead) break;
      world.crash(winner);
      world.start(winner);
    }
    world.network.narrow.clear();
    const others = this.#shape.voters.filter((id) => id !== ahead);
    const down = winner !== ahead && random.chance(0.8) ? winner : random.pick(others);
    const up = this.#shape.voters.filter((id) => id !== down);
    this.#markApart(ahead, up);
    return up;
  }

  #markApart(ahead: NodeId, up: readonly NodeId[]): void {
    const { hosts } = this.#world;
    const longer = hosts.get(ahead)!.log;
    for (const id of up) {
      const other = hosts.get(id)!.log;
      const isShorter = lastTermOf(other) === lastTermOf(longer) && other.lastIndex() < longer.lastIndex();
      if (id !== ahead && isShorter && other.hardState().term >= longer.hardState().term + 2) {
        this.#mark("behind in term, ahead in log");
      }
    }
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
    for (const from of this.#nodes) world.network.blocked.add(linkOf(from, deaf.id));
    const replaced = () => world.leader() !== undefined && world.leader()?.id !== deaf.id;
    if (!world.runUntil(replaced, PATIENCE_MS)) throw this.#stuck("a leader that hears nobody goes on");
    this.#mark("deaf leader");
    world.network.blocked.clear();
  }

  /**
   * The leader is to remove itself. Now and then it dies before anybody else has heard of that: then it alone may have the
   * log to win with, though its own configuration does not have it any more (thesis, section 4.2.2).
   */
  #retireLeader(): void {
    const world = this.#world;
    const leader = world.leader();
    if (leader === undefined || leader.configuration.witnesses.length > 0) return;
    const alone = world.random.chance(0.5);
    const links = alone ? this.#nodes.map((to) => linkOf(leader.id, to)) : [];
    for (const link of links) world.network.narrow.add(link);
    const changed = world.act(leader.id, (loop) => loop.changeMembership([{ kind: "remove", node: leader.id }]).ok);
    if (changed === true) this.#mark("leader retires");
    world.runFor(world.random.between(0, 20));
    if (alone) {
      world.crash(leader.id);
      world.start(leader.id);
    }
    for (const link of links) world.network.narrow.delete(link);
  }

  #reachEveryMember(): void {
    const world = this.#world;
    let wanted = Number.POSITIVE_INFINITY;
    let nextTryMs = 0;
    const reached = () => {
      if (world.nowMs >= nextTryMs) {
        nextTryMs = world.nowMs + 30 * TICK_MS;
        const result = world.propose(world.leader()?.id ?? 1, { kind: "append", key: 1, value: 7 });
        if (result?.ok && result.where === "here") wanted = result.lastIndex;
      }
      const leader = world.leader();
      if (leader === undefined) return false;
      const { voters, votersOutgoing, autoLeave } = leader.configuration;
      if (autoLeave || !(voters.includes(leader.id) || votersOutgoing.includes(leader.id))) return false;
      const members = [leader.id, ...leader.peers.keys()];
      return members.every((id) => (world.status(id)?.applied ?? 0) >= wanted);
    };
    if (!world.runUntil(reached, PATIENCE_MS)) throw this.#stuck("a command does not reach every member");
  }

  /** Clients look at every register at every member: what took effect without anybody hearing comes to light. */
  #readEverywhere(): void {
    const world = this.#world;
    const leader = world.leader();
    if (leader === undefined) return;
    for (const id of [leader.id, ...leader.peers.keys()]) for (let key = 0; key < 4; key++) world.read(id, key);
    world.runFor(this.#shape.electionTimeoutTicks * TICK_MS);
  }

  #stuck(what: string): Violation {
    const lines = [...this.#world.hosts.keys()].map((id) => {
      const status = this.#world.status(id);
      return JSON.stringify(status === undefined ? { id, down: true } : { ...status, peers: [...status.peers] });
    });
    return new Violation(`after healing: ${what}\n${lines.join("\n")}`);
  }
}

function lastTermOf(log: { lastIndex(): number; term(index: number): number | undefined }): number | undefined {
  return log.term(log.lastIndex());
}
