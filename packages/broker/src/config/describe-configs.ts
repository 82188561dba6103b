import type { ConfigType } from "./config-definition.ts";
import { NODE_CONFIGS, type NodeConfigName } from "./node-configs.ts";
import { NODE_SYNONYMS, TOPIC_CONFIGS, type TopicConfigName } from "./topic-configs.ts";

/** One configuration as DescribeConfigs shows it (KIP-133, KIP-226, KIP-569). */
export interface DescribedConfig {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
  readonly type: number;
  readonly documentation: string;
  /** Cannot be changed while the node runs. */
  readonly readOnly: boolean;
  /** Must not be shown. No configuration of Chronik is. */
  readonly sensitive: boolean;
  /** Everything that was set for it, what counts first, its default last. */
  readonly synonyms: readonly ConfigSynonym[];
}

export interface ConfigSynonym {
  readonly name: string;
  readonly value: string | null;
  readonly source: ConfigSource;
}

/** Kafka's numbers for where a value comes from, as far as Chronik has such places. */
export const CONFIG_SOURCE = { dynamicTopic: 1, staticBroker: 4, default: 5 } as const;
export type ConfigSource = (typeof CONFIG_SOURCE)[keyof typeof CONFIG_SOURCE];

/** What a node was started with; see `BrokerOptions.nodeConfigs`. */
export type NodeConfigMap = ReadonlyMap<string, NodeConfigSetting>;

export interface NodeConfigSetting {
  readonly value: string;
  /** `static`: from a file, the environment or the command line. */
  readonly source: "default" | "static";
}

/** Kafka's numbers of configuration types. */
const CONFIG_TYPE: Readonly<Record<ConfigType, number>> = { boolean: 1, string: 2, int: 3, long: 5, list: 7 };

/** Every configuration of a topic, in the order of their names. */
export function describeTopicConfigs(
  overrides: ReadonlyMap<string, string>,
  nodeConfigs: NodeConfigMap,
): DescribedConfig[] {
  return (Object.keys(TOPIC_CONFIGS) as TopicConfigName[]).sort().map((name) => {
    const own = overrides.get(name);
    const synonyms = nodeSynonyms(NODE_SYNONYMS[name], nodeConfigs);
    if (own !== undefined) synonyms.unshift({ name, value: own, source: CONFIG_SOURCE.dynamicTopic });
    return described(name, TOPIC_CONFIGS[name], { synonyms, readOnly: false });
  });
}

/** Every configuration of a node, in the order of their names. */
export function describeNodeConfigs(nodeConfigs: NodeConfigMap): DescribedConfig[] {
  return (Object.keys(NODE_CONFIGS) as NodeConfigName[]).sort().map((name) => {
    return described(name, NODE_CONFIGS[name], { synonyms: nodeSynonyms(name, nodeConfigs), readOnly: true });
  });
}

function described(
  name: string,
  definition: { readonly type: ConfigType; readonly doc: string },
  of: { synonyms: readonly ConfigSynonym[]; readOnly: boolean },
): DescribedConfig {
  const effective = of.synonyms[0];
  return {
    name,
    value: effective?.value ?? null,
    source: effective?.source ?? CONFIG_SOURCE.default,
    type: CONFIG_TYPE[definition.type],
    documentation: definition.doc,
    readOnly: of.readOnly,
    sensitive: false,
    synonyms: of.synonyms,
  };
}

/** What was set on the node, then its default; a default that follows from other configurations comes from the node. */
function nodeSynonyms(name: NodeConfigName, nodeConfigs: NodeConfigMap): ConfigSynonym[] {
  const setting = nodeConfigs.get(name);
  const synonyms: ConfigSynonym[] = [];
  if (setting?.source === "static") {
    synonyms.push({ name, value: setting.value, source: CONFIG_SOURCE.staticBroker });
  }
  const standard = setting?.source === "default" ? setting.value : NODE_CONFIGS[name].default;
  if (standard !== null) synonyms.push({ name, value: standard, source: CONFIG_SOURCE.default });
  return synonyms;
}
