/**
 * A model of a cluster that keeps records by the rules of the metadata image, without any of its real code but `applyCommand`:
 * processes that live and die, disks that are kept, lost and found again, a metadata log that every process is behind of by
 * some entries, commands that arrive late, out of order and twice, acknowledgements under way.
 *
 * It checks the one thing that the image is for: whoever begins to lead a partition has every acknowledged record on its disk.
 */
import type { NodeId } from "@chronik/raft-core";
import { applyCommand } from "../apply/apply-command.ts";
import { assertImage, assertSuccession } from "../assert-image.ts";
import type { MetadataCommand } from "../command.ts";
import { EMPTY_IMAGE, type MetadataImage, type PartitionImage } from "../image.ts";
import { RequestWindow } from "../request-window.ts";
import { createTopic, TEST_RULES, TOPIC_ID } from "./cluster.ts";
import {
  type Ack,
  type Action,
  ASSIGNMENTS,
  DELAY_STEPS_MAX,
  DISKS_PER_NODE_MAX,
  type Disk,
  isCurrent,
  type Leadership,
  type Mark,
  marksOf,
  NODES,
  type PlantedBug,
  type Process,
  type Proposal,
  partitionsOf,
  withEpochsOf,
} from "./replication-model.ts";
import type { SeededRandom } from "./seeded-random.ts";

export class ReplicationWorld {
  readonly marks = new Set<Mark>();
  readonly #random: SeededRandom;
  readonly #bug: PlantedBug | null;
  /** The image after so many entries. */
  readonly #history: MetadataImage[] = [EMPTY_IMAGE];
  readonly #processes = new Map<NodeId, Process>();
  readonly #disks = new Map<NodeId, Disk[]>();
  readonly #acknowledged: Set<number>[] = ASSIGNMENTS.map(() => new Set());
  readonly #actions: readonly Action[];
  readonly #window = new RequestWindow();
  #proposals: Proposal[] = [];
  #acks: Ack[] = [];
  #serial = 0;
  #step = 0;

  constructor(random: SeededRandom, bug: PlantedBug | null = null) {
    this.#random = random;
    this.#bug = bug;
    this.#actions = this.#mixture();
    for (const nodeId of NODES) {
      this.#disks.set(nodeId, [this.#newDisk()]);
      this.#start(nodeId, this.#disks.get(nodeId)![0]!);
    }
    this.heal();
    this.#propose(createTopic({ assignments: ASSIGNMENTS }));
    this.heal();
  }

  get acknowledgedCount(): number {
    return this.#acknowledged.reduce((sum, records) => sum + records.size, 0);
  }

  /** Something happens. */
  step(): void {
    this.#step++;
    let draw = this.#random.below(this.#actions.reduce((sum, { weight }) => sum + weight, 0));
    for (const { weight, happen } of this.#actions) {
      draw -= weight;
      if (draw < 0) return happen();
    }
  }

  /** Each run has its own mixture, so that some are quiet, some are slow in one way, and some are wild. */
  #mixture(): Action[] {
    const common: [number, () => void][] = [
      [20, () => this.#produce()],
      [40, () => this.#replicate()],
      [40, () => this.#deliverAck()],
      [40, () => this.#advance(this.#anyProcess(), 1 + this.#random.below(8))],
      [40, () => this.#commitAny()],
      [40, () => this.#proposeIsr()],
      [40, () => this.#reconcile(this.#anyProcess())],
      [1, () => this.#fence()],
      [1, () => this.#kill()],
      [this.#random.pick([0, 2, 20]), () => this.#breakLog()],
      [30, () => this.#mendLog()],
      [6, () => this.#boot()],
    ];
    return common.map(([weight, happen]) => ({ weight: weight * this.#random.pick([1, 1, 2, 4]), happen }));
  }

  /** Every node runs, is registered and has applied everything. */
  heal(): void {
    for (const nodeId of NODES) {
      if (!this.#processes.has(nodeId)) this.#start(nodeId, this.#disks.get(nodeId)![0]!);
    }
    for (let round = 0; round < 4; round++) {
      while (this.#proposals.length > 0) this.#commit(this.#proposals.shift()!);
      for (const actor of this.#processes.values()) {
        this.#advance(actor, this.#history.length);
        this.#reconcile(actor);
      }
    }
  }

  get #head(): MetadataImage {
    return this.#history.at(-1)!;
  }

  #anyProcess(): Process | undefined {
    return this.#processes.get(this.#random.pick(NODES));
  }

  #newDisk(): Disk {
    return { id: `disk-${++this.#serial}`, logs: ASSIGNMENTS.map(() => []), broken: new Set() };
  }

  #start(nodeId: NodeId, disk: Disk): void {
    const incarnation = `life-${++this.#serial}`;
    const state = { applied: 0, leaderships: new Map(), wish: null, reports: new Map() };
    // What could not be used may be in order after a restart.
    for (const partition of disk.broken) if (this.#random.chance(30)) disk.broken.delete(partition);
    this.#processes.set(nodeId, { nodeId, incarnation, disk, ...state });
  }

  #kill(): void {
    this.#processes.delete(this.#random.pick(NODES));
  }

  /** A dead node starts again: on its disk, on an empty one, or on one that it had before. */
  #boot(): void {
    const nodeId = this.#random.pick(NODES);
    if (this.#processes.has(nodeId)) return;
    const disks = this.#disks.get(nodeId)!;
    if (disks.length < DISKS_PER_NODE_MAX && this.#random.chance(10)) disks.unshift(this.#newDisk());
    else if (this.#random.chance(30)) disks.unshift(...disks.splice(this.#random.below(disks.length), 1));
    this.#start(nodeId, disks[0]!);
  }

  /** A log fails: its node neither leads nor follows with it, and does not know what is in it. */
  #breakLog(): void {
    const actor = this.#anyProcess();
    const partition = this.#random.below(ASSIGNMENTS.length);
    if (actor === undefined || actor.disk.broken.has(partition)) return;
    actor.disk.broken.add(partition);
    actor.reports.delete(partition);
    actor.leaderships.delete(partition);
  }

  /** What a process does about a log that failed: tell it, and where others have what it had, drop it and begin anew. */
  #mendLog(): void {
    const actor = this.#anyProcess();
    const [partition] = actor?.disk.broken ?? [];
    if (actor === undefined || partition === undefined) return;
    const view = this.#actingView(actor, partition);
    if (view === undefined) return;
    const { nodeId, reports } = actor;
    const report = reports.get(partition);
    const isKnown = view.failed?.includes(nodeId) === true;
    if (report === undefined && !(isKnown && this.#bug === "an old failure stands for the next")) {
      const { nodeEpoch } = this.#viewOf(actor).nodes.get(nodeId)!;
      const failed = [{ topicId: TOPIC_ID, partitions: [partition] }];
      reports.set(partition, { proposal: this.#propose({ kind: "failReplicas", nodeId, nodeEpoch, failed }) });
      this.marks.add("failed");
      return;
    }
    const proposal = report?.proposal ?? null;
    const isTold = proposal === null || (proposal.settledAt !== undefined && proposal.settledAt <= actor.applied);
    if (view.isr.length === 1 && view.isr[0] === nodeId) this.marks.add("failed alone");
    const mayDrop = view.leader !== -1 && view.leader !== nodeId && !view.isr.includes(nodeId);
    if (!isTold || !(mayDrop || this.#bug === "drops what is in sync")) return;
    this.marks.add(actor.disk.logs[partition]!.length > 0 ? "dropped" : "dropped again");
    actor.disk.logs[partition] = [];
    actor.disk.broken.delete(partition);
    reports.delete(partition);
  }

  /** What the registration of a live process does: register, or unfence. */
  #reconcile(actor: Process | undefined): void {
    if (actor === undefined) return;
    const settledAt = actor.wish === null ? 0 : (actor.wish.settledAt ?? Number.POSITIVE_INFINITY);
    if (actor.applied < settledAt) return;
    const { nodeId, incarnation, disk } = actor;
    const node = this.#viewOf(actor).nodes.get(nodeId);
    if (node?.incarnation !== incarnation) {
      const previousNodeEpoch = node?.nodeEpoch ?? 0;
      const directoryId = this.#bug === "wipe goes unnoticed" ? `node-${nodeId}` : disk.id;
      const identity = { nodeId, incarnation, directoryId, previousNodeEpoch };
      const failed = [{ topicId: TOPIC_ID, partitions: [...disk.broken] }];
      actor.wish = this.#propose({ kind: "registerNode", ...identity, endpoints: [], rack: null, failed });
    } else if (node.fenced) actor.wish = this.#propose({ kind: "unfenceNode", nodeId, nodeEpoch: node.nodeEpoch });
  }

  /** The controller takes a node for dead, mostly with reason. */
  #fence(): void {
    const node = this.#head.nodes.get(this.#random.pick(NODES));
    if (node === undefined || (this.#processes.has(node.nodeId) && this.#random.chance(70))) return;
    this.#propose({ kind: "fenceNode", nodeId: node.nodeId, nodeEpoch: node.nodeEpoch });
  }

  #propose(command: MetadataCommand): Proposal {
    const requestId = { proposer: 1, incarnation: "any", sequence: ++this.#serial };
    const basisIndex = this.#head.appliedIndex;
    const proposal = { command, requestId, basisIndex, dueStep: this.#dueStep() };
    this.#proposals.push(proposal);
    return proposal;
  }

  #dueStep(): number {
    return this.#step + (this.#random.chance(30) ? this.#random.below(DELAY_STEPS_MAX) : 0);
  }

  #commitAny(): void {
    const due = this.#proposals.filter(({ dueStep }) => dueStep <= this.#step);
    if (due.length === 0) return;
    const proposal = this.#random.pick(due);
    this.#commit(proposal);
    if (this.#random.chance(30)) proposal.dueStep = this.#dueStep();
    else this.#proposals = this.#proposals.filter((other) => other !== proposal);
  }

  #commit(proposal: Proposal): void {
    const before = this.#head;
    const index = before.appliedIndex + 1;
    if (this.#window.admit(proposal, index) !== "fresh") {
      this.#history.push({ ...before, appliedIndex: index });
      return;
    }
    const { command } = proposal;
    const { image, result } = applyCommand(before, command, index, TEST_RULES);
    assertImage(image);
    assertSuccession(before, image);
    const keepsEpochs = command.kind === "failReplicas" && this.#bug === "a failure leaves the epoch";
    this.#history.push(keepsEpochs ? withEpochsOf(before, image) : image);
    proposal.settledAt ??= index;
    if (command.kind === "changeIsr" && result.error !== 0) this.marks.add("change refused");
    for (const mark of marksOf(before, image, command)) this.marks.add(mark);
  }

  #viewOf(actor: Process): MetadataImage {
    return this.#history[actor.applied]!;
  }

  /** The partition as the process sees it; undefined while all that it sees is from before its own registration. */
  #actingView(actor: Process, partition: number): PartitionImage | undefined {
    const view = this.#viewOf(actor);
    const registered = view.nodes.get(actor.nodeId)?.incarnation === actor.incarnation;
    return registered || this.#bug === "acts on history" ? partitionsOf(view)[partition] : undefined;
  }

  #advance(actor: Process | undefined, entries: number): void {
    if (actor === undefined) return;
    for (let count = 0; count < entries && actor.applied < this.#history.length - 1; count++) {
      actor.applied++;
      this.#noteRegistration(actor);
      for (const partition of ASSIGNMENTS.keys()) this.#updateLeadership(actor, partition);
    }
  }

  /** What the registration has told of need not be told again. */
  #noteRegistration(actor: Process): void {
    const before = this.#history[actor.applied - 1]!.nodes.get(actor.nodeId);
    if (before?.incarnation === actor.incarnation) return;
    for (const partition of actor.disk.broken) {
      const view = this.#actingView(actor, partition);
      if (view?.failed?.includes(actor.nodeId)) actor.reports.set(partition, { proposal: null });
    }
  }

  #updateLeadership(actor: Process, partition: number): void {
    const view = this.#actingView(actor, partition);
    const current = actor.leaderships.get(partition);
    if (view?.leader !== actor.nodeId || actor.disk.broken.has(partition)) {
      actor.leaderships.delete(partition);
      return;
    }
    if (current?.epoch === view.leaderEpoch) {
      const settledAt = current.pending?.proposal.settledAt;
      if (settledAt !== undefined && actor.applied >= settledAt) current.pending = null;
      return;
    }
    const startLength = actor.disk.logs[partition]!.length;
    const fresh = { epoch: view.leaderEpoch, startLength, progress: new Map(), highWatermark: 0, pending: null };
    actor.leaderships.set(partition, fresh);
    this.#check(partition);
  }

  /** The point of it all: the newest leader there is, once it knows, has everything that anybody was ever told is safe. */
  #check(partition: number): void {
    const { leader, leaderEpoch } = partitionsOf(this.#head)[partition]!;
    const actor = this.#processes.get(leader);
    if (actor?.leaderships.get(partition)?.epoch !== leaderEpoch) return;
    const held = new Set(actor.disk.logs[partition]);
    for (const record of this.#acknowledged[partition]!) {
      if (held.has(record)) continue;
      const who = `node ${leader} leads partition ${partition} in epoch ${leaderEpoch}`;
      throw new Error(`${who} without acknowledged record ${record}`);
    }
  }

  #anyLeadership(): { actor: Process; partition: number; leadership: Leadership } | undefined {
    const led = [...this.#processes.values()].flatMap((actor) =>
      Array.from(actor.leaderships, ([partition, leadership]) => ({ actor, partition, leadership })),
    );
    return led.length === 0 ? undefined : this.#random.pick(led);
  }

  #produce(): void {
    const led = this.#anyLeadership();
    if (led === undefined) return;
    led.actor.disk.logs[led.partition]!.push(++this.#serial);
    this.#raiseHighWatermark(led.actor, led.partition, led.leadership);
  }

  /** A follower drops what its leader does not have, takes some of what it lacks, and says so; the answer takes its time. */
  #replicate(): void {
    const led = this.#anyLeadership();
    const follower = this.#anyProcess();
    if (led === undefined || follower === undefined || follower === led.actor) return;
    const { actor: leader, partition, leadership } = led;
    const view = this.#actingView(follower, partition);
    if (view?.leader !== leader.nodeId || view.leaderEpoch !== leadership.epoch) return;
    if (follower.disk.broken.has(partition)) return;
    if (!view.replicas.includes(follower.nodeId)) return;
    const log = leader.disk.logs[partition]!;
    const parts = follower.disk.logs[partition]!.findIndex((record, offset) => record !== log[offset]);
    const agreed = parts === -1 ? follower.disk.logs[partition]!.length : parts;
    const length = agreed + this.#random.below(log.length - agreed + 1);
    follower.disk.logs[partition] = log.slice(0, length);
    this.#acks.push({ leader, epoch: leadership.epoch, follower, partition, length });
  }

  #deliverAck(): void {
    if (this.#acks.length === 0) return;
    const [ack] = this.#acks.splice(this.#random.below(this.#acks.length), 1);
    const { leader, follower, partition, epoch, length } = ack!;
    const leadership = leader.leaderships.get(partition);
    if (this.#processes.get(leader.nodeId) !== leader || leadership?.epoch !== epoch) return;
    const known = leadership.progress.get(follower.nodeId);
    if (known?.incarnation === follower.incarnation && known.length > length) return;
    leadership.progress.set(follower.nodeId, { incarnation: follower.incarnation, length });
    this.#raiseHighWatermark(leader, partition, leadership);
  }

  #raiseHighWatermark(leader: Process, partition: number, leadership: Leadership): void {
    const view = this.#viewOf(leader);
    const log = leader.disk.logs[partition]!;
    const pending = this.#bug === "high watermark over the committed ISR" ? [] : (leadership.pending?.isr ?? []);
    let least = log.length;
    for (const nodeId of new Set([...partitionsOf(view)[partition]!.isr, ...pending])) {
      if (nodeId === leader.nodeId) continue;
      const progress = leadership.progress.get(nodeId);
      least = Math.min(least, isCurrent(progress, view.nodes.get(nodeId)) ? progress.length : 0);
    }
    if (least <= leadership.highWatermark) return;
    for (const record of log.slice(leadership.highWatermark, least)) this.#acknowledged[partition]!.add(record);
    leadership.highWatermark = least;
    this.#check(partition);
  }

  #proposeIsr(): void {
    const led = this.#anyLeadership();
    if (led === undefined || led.leadership.pending !== null) return;
    const { actor, partition, leadership } = led;
    const view = this.#viewOf(actor);
    const { isr, leaderEpoch, partitionEpoch } = partitionsOf(view)[partition]!;
    const joining = ASSIGNMENTS[partition]!.find(
      (nodeId) => !isr.includes(nodeId) && this.#mayJoin(leadership, nodeId, view),
    );
    const leaving = this.#random.chance(10) ? isr.find((nodeId) => nodeId !== actor.nodeId) : undefined;
    if (joining === undefined && leaving === undefined) return;
    const wanted = joining === undefined ? isr.filter((nodeId) => nodeId !== leaving) : [...isr, joining];
    const proposal = this.#propose({
      kind: "changeIsr",
      topicId: TOPIC_ID,
      partition,
      leader: actor.nodeId,
      leaderEpoch,
      partitionEpoch,
      isr: wanted.map((member) => ({ nodeId: member, nodeEpoch: view.nodes.get(member)!.nodeEpoch })),
    });
    leadership.pending = { isr: wanted, proposal };
  }

  #mayJoin(leadership: Leadership, nodeId: NodeId, view: MetadataImage): boolean {
    const progress = leadership.progress.get(nodeId);
    const start = this.#bug === "joins below the epoch's start" ? 0 : leadership.startLength;
    if (!isCurrent(progress, view.nodes.get(nodeId))) return false;
    return progress.length >= Math.max(leadership.highWatermark, start);
  }
}
