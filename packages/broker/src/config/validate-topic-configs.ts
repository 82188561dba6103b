import { nearestName } from "./nearest-name.ts";
import { isTopicConfigName, TOPIC_CONFIGS, UNSUPPORTED_TOPIC_CONFIGS } from "./topic-configs.ts";

/** A topic configuration as a client sends it. */
export interface GivenTopicConfig {
  readonly name: string;
  readonly value: string | null;
}

/**
 * Why these configurations cannot be those of a topic, in one sentence (the message beside Kafka's INVALID_CONFIG, 40);
 * null where they can. Deterministic: the nodes of a cluster agree on it. Never throws.
 */
export function validateTopicConfigs(configs: readonly GivenTopicConfig[]): string | null {
  const seen = new Set<string>();
  for (const config of configs) {
    if (seen.has(config.name)) return `${config.name} is given twice`;
    seen.add(config.name);
    const problem = problemOf(config);
    if (problem !== null) return problem;
  }
  return null;
}

function problemOf({ name, value }: GivenTopicConfig): string | null {
  if (!isTopicConfigName(name)) return unknownName(name);
  if (value === null) return `${name} has no value`;
  const parsed = TOPIC_CONFIGS[name].parse(value);
  return parsed.ok ? null : `${name}=${value} ${parsed.problem}`;
}

function unknownName(name: string): string {
  if (UNSUPPORTED_TOPIC_CONFIGS.has(name)) return `${name} is not supported yet`;
  const nearest = nearestName(name, Object.keys(TOPIC_CONFIGS));
  return `unknown topic configuration ${name}${nearest === undefined ? "" : `; did you mean ${nearest}?`}`;
}
