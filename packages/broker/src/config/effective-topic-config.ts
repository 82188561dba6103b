import type { ConfigDefinition } from "./config-definition.ts";
import { ConfigError } from "./config-error.ts";
import { TOPIC_CONFIGS, type TopicConfig } from "./topic-configs.ts";

/**
 * What the broker acts on for a topic: the node's defaults, with what the topic sets for itself.
 *
 * `overrides` are a topic's configurations in the metadata image, so `validateTopicConfigs` has passed them. Names that
 * this version does not know (a newer node may have let them in) change nothing.
 *
 * @throws ConfigError where a value that was validated does not parse: the image is damaged.
 */
export function effectiveTopicConfig(nodeDefaults: TopicConfig, overrides: ReadonlyMap<string, string>): TopicConfig {
  if (overrides.size === 0) return nodeDefaults;
  return {
    minInsyncReplicas: override("min.insync.replicas", overrides) ?? nodeDefaults.minInsyncReplicas,
    segmentBytes: override("segment.bytes", overrides) ?? nodeDefaults.segmentBytes,
    segmentMs: override("segment.ms", overrides) ?? nodeDefaults.segmentMs,
    messageBytesMax: override("max.message.bytes", overrides) ?? nodeDefaults.messageBytesMax,
    messageTimestampType: override("message.timestamp.type", overrides) ?? nodeDefaults.messageTimestampType,
  };
}

type Table = typeof TOPIC_CONFIGS;
type ValueOf<Name extends keyof Table> = Table[Name] extends ConfigDefinition<infer Value> ? Value : never;

function override<Name extends keyof Table>(
  name: Name,
  overrides: ReadonlyMap<string, string>,
): ValueOf<Name> | undefined {
  const text = overrides.get(name);
  if (text === undefined) return undefined;
  const parsed = TOPIC_CONFIGS[name].parse(text);
  if (!parsed.ok) throw new ConfigError(`the metadata holds ${name}=${text}, which ${parsed.problem}`);
  return parsed.value as ValueOf<Name>;
}
