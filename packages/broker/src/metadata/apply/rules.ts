import type { CreateTopic } from "../command.ts";

/** What applying depends on beside image and command. The same on every node of a cluster, or their images differ. */
export interface MetadataRules {
  /** Why a topic cannot be created with these configurations; null where it can. Pure. */
  readonly validateTopicConfigs: (configs: CreateTopic["configs"]) => string | null;
}
