import { errorCodes } from "@chronik/kafka-protocol";
import type { Logger } from "../../ports.ts";
import { ManualTurns } from "../../testing/turns.ts";
import { GroupCoordinator } from "../group-coordinator.ts";
import { groupPartition } from "../group-partition.ts";
import { ShardImage } from "../shard-image.ts";
import { decodeRecord } from "../stored-record.ts";
import { check, GroupHistory, TOPIC_PARTITIONS } from "./group-history.ts";
import { GROUP_OPTIONS } from "./group-transcript.ts";
import { LogModel } from "./log-model.ts";
import { type Destination, SimMember } from "./sim-member.ts";
import { SimRandom } from "./sim-random.ts";

const NODE_COUNT = 3;
const PARTITION_COUNT = 2;
const GROUP_IDS = ["a", "b", "c"];
const MEMBERS_PER_GROUP = 3;

interface SimNode {
  coordinator: GroupCoordinator;
  /** Grows with each restart of the process. */
  life: number;
}

const SILENT: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Three nodes that coordinate groups, their replicated log, and consumers; everything that can go wrong does, as the seed has it. */
export class GroupSimulation {
  readonly history = new GroupHistory();
  readonly #random: SimRandom;
  readonly #turns = new ManualTurns();
  readonly #log = new LogModel(this.#turns);
  readonly #nodes: SimNode[];
  readonly #members: SimMember[] = [];
  /** Ends of leaderships that the node concerned has not heard of. */
  #unheard: { node: number; partition: number; leaderEpoch: number }[] = [];
  readonly #led = new Map<string, number>();
  readonly #replayed = Array.from({ length: PARTITION_COUNT }, () => ({ image: new ShardImage(), batchCount: 0 }));

  constructor(seed: number) {
    this.#random = new SimRandom(seed);
    this.#log.autoCommit = false;
    this.#nodes = Array.from({ length: NODE_COUNT }, (_, node) => ({ coordinator: this.#coordinator(node), life: 0 }));
    for (const groupId of GROUP_IDS) {
      for (let i = 0; i < MEMBERS_PER_GROUP; i++) {
        const groupInstanceId = i === 0 ? `static-${groupId}` : null;
        const { history } = this;
        this.#members.push(new SimMember({ groupId, groupInstanceId, history, random: this.#random }));
      }
    }
    // Someone starts a second process for each static member.
    const doubles = this.#members.filter(({ groupInstanceId }) => groupInstanceId !== null);
    for (const { groupId, groupInstanceId } of doubles) {
      this.#members.push(new SimMember({ groupId, groupInstanceId, history: this.history, random: this.#random }));
    }
    for (let partition = 0; partition < PARTITION_COUNT; partition++) this.#failover(partition, 0);
  }

  run(stepCount: number): void {
    for (let step = 0; step < stepCount; step++) {
      this.#step(this.#random.below(1000));
      this.#turns.endTurn();
      if (step % 10 === 0) this.#checkMemoryAgainstLog();
    }
  }

  /** Nothing goes wrong any more: each group settles, with an owner for every partition, and nobody is left waiting. */
  heal(): void {
    this.#log.failures.length = 0;
    for (const double of this.#members.splice(GROUP_IDS.length * MEMBERS_PER_GROUP)) double.restart();
    this.#hearOfAll();
    for (let round = 0; round < 400; round++) {
      for (const member of this.#members)
        member.act(this.#destination(member.groupId, { right: true }), { calm: true });
      for (let partition = 0; partition < PARTITION_COUNT; partition++) this.#log.commit(partition);
      this.#turns.endTurn();
      this.#turns.advance(500);
      this.#checkMemoryAgainstLog();
    }
    for (const groupId of GROUP_IDS) {
      const owned = this.#members.filter((member) => member.groupId === groupId).map(({ partitions }) => partitions);
      check(
        owned.every((partitions) => partitions !== null),
        `a member of ${groupId} has no assignment: ${JSON.stringify(owned)}`,
      );
      check(owned.flat().sort().join() === TOPIC_PARTITIONS.join(), `${groupId} does not consume everything`);
    }
    check(this.#turns.timerCount < 50, "timers pile up");
  }

  #step(dice: number): void {
    const partition = this.#random.below(PARTITION_COUNT);
    if (dice < 600) this.#act();
    else if (dice < 850) this.#log.commit(partition, 1 + this.#random.below(4));
    else if (dice < 940) this.#turns.advance(this.#random.below(this.#random.percent(5) ? 15_000 : 2000));
    else if (dice < 950) this.#random.pick(this.#members).restart();
    else if (dice < 955) this.#failoverTwice(partition);
    else if (dice < 965) this.#look(this.#random.pick(GROUP_IDS));
    else if (dice < 970) this.#failover(partition, this.#random.below(NODE_COUNT));
    else if (dice < 975) this.#restartNode(this.#random.below(NODE_COUNT));
    else if (dice < 985) this.#failAppend();
    else this.#hearOfOne();
  }

  #act(): void {
    const member = this.#random.pick(this.#members);
    // The second process of a static member would keep its group from ever settling.
    const isDouble = this.#members.indexOf(member) >= GROUP_IDS.length * MEMBERS_PER_GROUP;
    if (isDouble && this.#random.percent(90)) return;
    member.act(this.#destination(member.groupId, { right: this.#random.percent(80) }), { calm: false });
  }

  /** A tool asks the coordinator what a group has committed. */
  #look(groupId: string): void {
    const { coordinator } = this.#destination(groupId, { right: true });
    const topics = [{ topic: "orders", partitions: TOPIC_PARTITIONS }];
    coordinator.fetchOffsets({ groupId, topics, requireStable: false }, (answer) => {
      for (const { partition, committed } of answer.topics[0]?.partitions ?? []) {
        this.history.seen(groupId, partition, committed?.offset ?? 0);
      }
    });
  }

  /** What the second leader shows may not depend on what only it and the first one have. */
  #failoverTwice(partition: number): void {
    this.history.mark("two failovers in a row");
    this.#failover(partition, this.#random.below(NODE_COUNT));
    for (let i = 0; i < 10; i++) {
      this.#act();
      this.#turns.endTurn();
    }
    for (const groupId of GROUP_IDS) this.#look(groupId);
    this.#failover(partition, this.#random.below(NODE_COUNT));
    this.#turns.endTurn();
    for (const groupId of GROUP_IDS) this.#look(groupId);
  }

  /** The next append is refused, or written without enough replicas. */
  #failAppend(): void {
    const after = this.#random.percent(50);
    if (after) this.history.mark("commit in doubt");
    this.#log.failures.push(after ? errorCodes.NOT_ENOUGH_REPLICAS_AFTER_APPEND : errorCodes.NOT_ENOUGH_REPLICAS);
  }

  #failover(partition: number, node: number): void {
    const before = this.#log.leaderOf(partition);
    if (before !== -1) {
      const leaderEpoch = this.#led.get(`${before} ${partition}`) ?? 0;
      this.#unheard.push({ node: before, partition, leaderEpoch });
      if (this.#random.percent(30)) this.#hearOfAll();
    }
    const keep = this.#random.below(this.#log.uncommittedCount(partition) + 1);
    const leaderEpoch = this.#log.elect(partition, node, keep);
    this.#led.set(`${node} ${partition}`, leaderEpoch);
    this.#nodes[node]!.coordinator.becameLeader(partition, leaderEpoch);
    this.history.mark("loaded");
  }

  #hearOfOne(): void {
    const heard = this.#unheard.shift();
    // It may lead again by now: then it has heard of that, and the old leadership ended with it.
    if (heard === undefined || this.#led.get(`${heard.node} ${heard.partition}`) !== heard.leaderEpoch) return;
    this.#nodes[heard.node]!.coordinator.resigned(heard.partition);
  }

  #hearOfAll(): void {
    while (this.#unheard.length > 0) this.#hearOfOne();
  }

  /** kill -9: whoever waits there waits in vain, and others take over. */
  #restartNode(node: number): void {
    const { coordinator } = this.#nodes[node]!;
    this.#nodes[node] = { coordinator: this.#coordinator(node), life: this.#nodes[node]!.life + 1 };
    coordinator.close();
    for (const member of this.#members) member.notice();
    this.#unheard = this.#unheard.filter((unheard) => unheard.node !== node);
    for (let partition = 0; partition < PARTITION_COUNT; partition++) {
      if (this.#log.leaderOf(partition) !== node) continue;
      this.#led.delete(`${node} ${partition}`);
      this.#failover(partition, (node + 1 + this.#random.below(NODE_COUNT - 1)) % NODE_COUNT);
    }
  }

  #destination(groupId: string, { right }: { right: boolean }): Destination {
    const partition = groupPartition(groupId, PARTITION_COUNT);
    const node = right ? this.#log.leaderOf(partition) : this.#random.below(NODE_COUNT);
    const { coordinator, life } = this.#nodes[node]!;
    return {
      coordinator,
      isLeader: () => this.#log.leaderOf(partition) === node,
      isDead: () => this.#nodes[node]!.life !== life,
    };
  }

  /** A coordinator says what its log says: nothing that is not committed, and everything that is. */
  #checkMemoryAgainstLog(): void {
    for (const groupId of GROUP_IDS) {
      const partition = groupPartition(groupId, PARTITION_COUNT);
      const { coordinator } = this.#nodes[this.#log.leaderOf(partition)]!;
      const description = coordinator.describe(groupId);
      const isActive = typeof description !== "number" || description === errorCodes.GROUP_ID_NOT_FOUND;
      if (!isActive || this.#log.uncommittedCount(partition) > 0) continue;
      const stored = this.#replay(partition).groups.get(groupId);
      coordinator.fetchOffsets({ groupId, topics: null, requireStable: false }, ({ topics }) => {
        const shown = topics.flatMap(({ topic, partitions }) =>
          partitions.map(({ partition, committed }) => `${topic} ${partition} ${committed?.offset}`),
        );
        const inLog = [...(stored?.offsets ?? [])].flatMap(([topic, partitions]) =>
          [...partitions].map(([partition, { offset }]) => `${topic} ${partition} ${offset}`),
        );
        check(shown.sort().join() === inLog.sort().join(), `${groupId}: memory has ${shown}, the log ${inLog}`);
      });
      if (typeof description === "number") continue;
      const { state, generationId, members } = description;
      const storedGeneration = stored?.metadata?.generationId ?? 0;
      check(
        storedGeneration <= generationId,
        `${groupId} is in generation ${generationId}, the log in ${storedGeneration}`,
      );
      if (state !== "Stable") continue;
      check(
        storedGeneration === generationId,
        `${groupId} is stable in ${generationId}, the log in ${storedGeneration}`,
      );
      const inMemory = members.map(({ memberId, assignment }) => [memberId, [...assignment]]);
      const inLog = stored?.metadata?.members.map(({ memberId, assignment }) => [memberId, [...assignment]]);
      check(JSON.stringify(inMemory) === JSON.stringify(inLog), `${groupId}: memory and log disagree on members`);
    }
  }

  /** What a coordinator would load now. */
  #replay(partition: number): ShardImage {
    const replayed = this.#replayed[partition]!;
    for (const record of this.#log.committed(partition, replayed.batchCount)) {
      replayed.image.apply(decodeRecord(record)!);
    }
    replayed.batchCount = this.#log.committedCount(partition);
    return replayed.image;
  }

  #coordinator(node: number): GroupCoordinator {
    const skewMs = (this.#random.below(3) - 1) * 400 * 24 * 3600 * 1000;
    const clock = { monotonicMs: () => this.#turns.nowMs, nowMs: () => 1_767_225_600_000 + skewMs + this.#turns.nowMs };
    const ports = { clock, timers: this.#turns, random: this.#random, logger: SILENT, log: this.#log.seenBy(node) };
    const directory = {
      coordinator: () => errorCodes.COORDINATOR_NOT_AVAILABLE,
      ensureInternalTopic: () => undefined,
      partitionCount: () => PARTITION_COUNT,
    };
    const topics = { partitionCount: () => undefined, nameOf: () => undefined, idOf: () => undefined };
    // Groups are not removed here: their generations would begin anew.
    const options = { ...GROUP_OPTIONS, initialRebalanceDelayMs: 500, offsetsRetentionCheckIntervalMs: 2 ** 31 - 1 };
    return new GroupCoordinator({ ports, directory, topics, options });
  }
}
