import { Admin, type ClientOptions, Consumer, GroupMember, type Producer } from "../client/index.ts";
import type { History } from "../history/index.ts";
import { UNGUARDED } from "../network/index.ts";
import type { ClientPlan, GroupPlan, Knobs } from "./plan.ts";
import { ProducerSeat } from "./producer-seat.ts";
import type { SimWorld } from "./sim-world.ts";

/** The topic that producers and consumers use. */
export const TOPIC = "orders";
/** The group of the first group of members; the others count on. */
export const groupName = (index: number) => `group${index}`;

/** All clients of a run. */
export class Workload {
  readonly #seats: ProducerSeat[] = [];
  readonly consumers: Consumer[] = [];
  readonly admins: Admin[] = [];
  readonly groups: Group[] = [];
  readonly #world: SimWorld;
  readonly #history: History;
  readonly #knobs: Knobs;
  readonly #hosts: string[] = [];

  constructor(options: { world: SimWorld; history: History; knobs: Knobs; clients: readonly ClientPlan[] }) {
    this.#world = options.world;
    this.#history = options.history;
    this.#knobs = options.knobs;
    for (const [index, plan] of options.clients.entries()) this.#add(index, plan);
  }

  get producers(): readonly Producer[] {
    return this.#seats.flatMap(({ producers }) => producers);
  }

  /** One host for each client. */
  get hosts(): readonly string[] {
    return this.#hosts;
  }

  get groupIds(): string[] {
    return this.groups.map(({ groupId }) => groupId);
  }

  start(): void {
    for (const client of [...this.#seats, ...this.consumers, ...this.admins]) client.start();
    for (const group of this.groups) group.start();
  }

  /** From now on nothing new is produced or created, and members stay what they are. */
  calm(): void {
    for (const seat of this.#seats) seat.calm();
    for (const admin of this.admins) admin.stop();
    for (const group of this.groups) group.calm();
  }

  /** What a client on a host of its own is made with. */
  clientOptions(id: string): ClientOptions {
    const { network, queue, streams, cluster } = this.#world;
    const host = `client-${id}`;
    this.#hosts.push(host);
    return {
      id,
      queue,
      random: streams.stream(`client ${id}`),
      sockets: network.sockets(host, UNGUARDED),
      history: this.#history,
      bootstrap: cluster.bootstrap,
    };
  }

  #add(index: number, plan: ClientPlan): void {
    const { partitionCount: partitions } = this.#knobs;
    switch (plan.kind) {
      case "producer": {
        const clientOptions = (id: string) => this.clientOptions(id);
        const common = { plan, world: this.#world, clientOptions, topic: { topic: TOPIC, partitions } };
        this.#seats.push(new ProducerSeat(`p${index}`, common));
        return;
      }
      case "consumer": {
        const { maxWaitMs, fetchBytesMax: maxBytes, from } = plan;
        const pollIntervalMs = maxWaitMs === 0 ? 50 : 0;
        const where = from === null ? {} : { from };
        const own = { maxWaitMs, maxBytes, partitionMaxBytes: maxBytes, pollIntervalMs, ...where };
        this.consumers.push(new Consumer({ ...this.clientOptions(`c${index}`), topic: TOPIC, partitions, ...own }));
        return;
      }
      case "group":
        this.groups.push(new Group(this.groups.length, { plan, world: this.#world, workload: this }));
        return;
      case "admin":
        this.admins.push(new Admin({ ...this.clientOptions(`a${index}`), intervalMs: plan.intervalMs }));
        return;
    }
  }
}

/** The members of one group: they leave, die, stand still and come back. */
export class Group {
  readonly groupId: string;
  readonly #index: number;
  readonly #plan: GroupPlan;
  readonly #world: SimWorld;
  readonly #workload: Workload;
  readonly #members: GroupMember[] = [];
  #made = 0;
  #calm = false;

  constructor(index: number, options: { plan: GroupPlan; world: SimWorld; workload: Workload }) {
    this.groupId = groupName(index);
    this.#index = index;
    this.#plan = options.plan;
    this.#world = options.world;
    this.#workload = options.workload;
  }

  get members(): readonly GroupMember[] {
    return this.#members;
  }

  start(): void {
    for (let seat = 0; seat < this.#plan.members; seat++) this.#seat(seat);
    if (this.#plan.churnMs > 0) this.#churnLater();
  }

  /** From now on all members are there, and stay. */
  calm(): void {
    this.#calm = true;
    for (const [seat, member] of this.#members.entries()) {
      member.resume();
      if (member.idle && this.#members[seat] === member) this.#seat(seat);
    }
  }

  /** Whether all members have what they are to have: every partition is somebody's. */
  isStable(partitionCount: number): boolean {
    if (!this.#members.every((member) => member.stable)) return false;
    const owned = this.#members.reduce((sum, member) => sum + member.assigned.length, 0);
    return owned === partitionCount;
  }

  /** Puts a new process in the place of a member. */
  #seat(seat: number): void {
    const { sessionTimeoutMs, commitIntervalMs, staticMembers } = this.#plan;
    const { groupId } = this;
    const member = new GroupMember({
      ...this.#workload.clientOptions(`g${this.#index}-${seat}-${this.#made++}`),
      group: groupId,
      topic: TOPIC,
      sessionTimeoutMs,
      commitIntervalMs,
      groupInstanceId: staticMembers ? `${groupId}-${seat}` : null,
    });
    this.#members[seat] = member;
    // One that was on its way out when calm came.
    member.onIdle = () => {
      if (this.#calm && this.#members[seat] === member) this.#seat(seat);
    };
    member.start();
  }

  #churnLater(): void {
    const { queue, streams } = this.#world;
    const random = streams.stream(`churn ${this.groupId}`);
    queue.after(this.#plan.churnMs * (0.5 + random.below(1000) / 1000), () => {
      if (this.#calm) return;
      const seat = random.below(this.#members.length);
      const member = this.#members[seat]!;
      const action = random.below(4);
      if (member.idle) this.#seat(seat);
      else if (action === 0) member.stop();
      else if (action === 1) member.kill();
      else if (action === 2) this.#pause(member, random.pick([100, 1000, 5000]));
      this.#churnLater();
    });
  }

  #pause(member: GroupMember, durationMs: number): void {
    member.pause();
    this.#world.queue.after(durationMs, () => member.resume());
  }
}
