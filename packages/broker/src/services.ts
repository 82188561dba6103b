import type { NodeId } from "@chronik/raft-core";
import type { BrokerStats } from "./broker-stats.ts";
import type { BrokerOptions } from "./config/broker-options.ts";
import type { MetadataRules } from "./metadata/apply/rules.ts";
import type { CommandResult, MetadataCommand } from "./metadata/command.ts";
import type { MetadataImage } from "./metadata/image.ts";
import type { ReplicaManager } from "./partition/replica-manager.ts";
import type { BrokerPorts } from "./ports.ts";
import type { ProducerIds } from "./producer-ids.ts";
import type { TopicCreator } from "./topic-creator.ts";

/** What handlers work with. */
export interface Services {
  readonly options: BrokerOptions;
  readonly ports: BrokerPorts;
  readonly replicas: ReplicaManager;
  readonly producerIds: ProducerIds;
  readonly stats: BrokerStats;
  readonly topics: TopicCreator;
  /** By which commands are applied: to try one without proposing it. */
  readonly metadataRules: MetadataRules;
  /** The latest metadata that this node has applied. */
  image(): MetadataImage;
  /** The node that leads the metadata log, as far as this one knows; −1 where nobody does. */
  controllerId(): NodeId | -1;
  /** Puts a command into the metadata log; `done` once it is applied here, or with REQUEST_TIMED_OUT. */
  propose(command: MetadataCommand, options: { timeoutMs: number }, done: (result: CommandResult) => void): void;
}
