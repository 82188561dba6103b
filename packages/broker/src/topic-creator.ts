import { errorCodes } from "@chronik/kafka-protocol";
import type { NodeId } from "@chronik/raft-core";
import type { CommandResult, MetadataCommand } from "./metadata/command.ts";
import type { Random } from "./ports.ts";

/** The topic that holds committed offsets and group metadata. */
export const OFFSETS_TOPIC = "__consumer_offsets";

/** Topics that clients may read, but neither create nor delete. */
export function isInternalTopic(name: string): boolean {
  return name === OFFSETS_TOPIC;
}

export interface TopicRequest {
  readonly name: string;
  /** −1 for the broker's default. */
  readonly partitionCount: number;
  /** −1 for the broker's default. */
  readonly replicationFactor: number;
  readonly assignments: readonly (readonly NodeId[])[] | null;
  readonly configs: readonly { readonly name: string; readonly value: string }[];
}

export interface TopicDefaults {
  readonly partitionCountDefault: number;
  readonly replicationFactorDefault: number;
  readonly offsetsTopicPartitionCount: number;
  readonly offsetsTopicReplicationFactor: number;
}

type Propose = (
  command: MetadataCommand,
  options: { timeoutMs: number },
  done: (result: CommandResult) => void,
) => void;

/** Turns wishes for topics into commands of the metadata log, one at a time per name for those that nobody asked for by name. */
export class TopicCreator {
  readonly #random: Random;
  readonly #propose: Propose;
  readonly #defaults: TopicDefaults;
  readonly #autoCreating = new Map<string, ((result: CommandResult) => void)[]>();

  constructor(options: { random: Random; propose: Propose; defaults: TopicDefaults }) {
    this.#random = options.random;
    this.#propose = options.propose;
    this.#defaults = options.defaults;
  }

  /** The command for a request, with the node's defaults filled in. */
  command(request: TopicRequest): MetadataCommand & { kind: "createTopic" } {
    return {
      kind: "createTopic",
      name: request.name,
      topicId: this.#random.uuid(),
      partitionCount: request.partitionCount === -1 ? this.#defaults.partitionCountDefault : request.partitionCount,
      replicationFactor:
        request.replicationFactor === -1 ? this.#defaults.replicationFactorDefault : request.replicationFactor,
      placementSeed: this.#random.below(2 ** 31),
      assignments: request.assignments,
      configs: request.configs,
    };
  }

  /** The command for more partitions of a topic. */
  growth(wanted: {
    readonly topicId: string;
    readonly partitionCount: number;
    readonly assignments: readonly (readonly NodeId[])[] | null;
  }): MetadataCommand & { kind: "createPartitions" } {
    return { kind: "createPartitions", placementSeed: this.#random.below(2 ** 31), ...wanted };
  }

  /** Creates a topic with the defaults. Those who ask for the same one meanwhile share the answer. */
  autoCreate(name: string, timeoutMs: number, done: (result: CommandResult) => void): void {
    const waiting = this.#autoCreating.get(name);
    if (waiting !== undefined) {
      waiting.push(done);
      return;
    }
    this.#autoCreating.set(name, [done]);
    this.#propose(this.command(this.#automatic(name)), { timeoutMs }, (result) => {
      const callers = this.#autoCreating.get(name) ?? [];
      this.#autoCreating.delete(name);
      // Another node was faster: that is what was wanted.
      const existed = result.error === errorCodes.TOPIC_ALREADY_EXISTS;
      for (const caller of callers) caller(existed ? { error: errorCodes.NONE, message: null } : result);
    });
  }

  #automatic(name: string): TopicRequest {
    const internal = name === OFFSETS_TOPIC;
    return {
      name,
      partitionCount: internal ? this.#defaults.offsetsTopicPartitionCount : -1,
      replicationFactor: internal ? this.#defaults.offsetsTopicReplicationFactor : -1,
      assignments: null,
      configs: [],
    };
  }
}
