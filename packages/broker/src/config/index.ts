export type { BrokerOptions } from "./broker-options.ts";
export type { ConfigDefinition, ConfigProblem, ConfigType, ConfigValue, ParsedConfig } from "./config-definition.ts";
export { ConfigError } from "./config-error.ts";
export {
  CONFIG_SOURCE,
  type ConfigSource,
  type ConfigSynonym,
  type DescribedConfig,
  describeNodeConfigs,
  describeTopicConfigs,
  type NodeConfigMap,
  type NodeConfigSetting,
} from "./describe-configs.ts";
export { effectiveTopicConfig } from "./effective-topic-config.ts";
export { type ForeignConfig, foreignNodeConfig } from "./foreign-node-configs.ts";
export { nearestName } from "./nearest-name.ts";
export {
  isNodeConfigName,
  NODE_CONFIG_SYNONYMS,
  NODE_CONFIGS,
  type NodeConfigName,
  type NodeConfigValues,
} from "./node-configs.ts";
export {
  isTopicConfigName,
  NODE_SYNONYMS,
  TOPIC_CONFIGS,
  type TopicConfig,
  type TopicConfigName,
} from "./topic-configs.ts";
export { type GivenTopicConfig, validateTopicConfigs } from "./validate-topic-configs.ts";
