import type { Setting } from "./setting.ts";

/**
 * Reads `KAFKA_*` variables the way Apache Kafka's container image does: `KAFKA_` is dropped, then `___` stands for `-`,
 * `__` for `_`, `_` for `.`, and letters become small. `CLUSTER_ID` is that image's name for `cluster.id`.
 */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>>): readonly Setting[] {
  const settings: Setting[] = [];
  for (const [variable, value] of Object.entries(environment).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (value === undefined) continue;
    if (variable === "CLUSTER_ID") settings.push({ name: "cluster.id", value, origin: variable });
    if (!variable.startsWith("KAFKA_") || isUnrelated(variable, value)) continue;
    settings.push({ name: configName(variable.slice("KAFKA_".length)), value, origin: variable });
  }
  return settings;
}

const REPLACEMENTS: Readonly<Record<string, string>> = { ___: "-", __: "_", _: "." };

function configName(variable: string): string {
  return variable.toLowerCase().replace(/___|__|_/g, (underscores) => REPLACEMENTS[underscores]!);
}

/** Variables that Kafka's scripts and images read for the Java machine, or that Kubernetes sets for a service named kafka. */
const UNRELATED: readonly RegExp[] = [
  /^KAFKA_(HEAP_OPTS|OPTS|JVM_PERFORMANCE_OPTS|GC_LOG_OPTS|GC_LOG_ENABLED|CLASSPATH|DEBUG)$/,
  /^KAFKA_(JMX_\w+|LOG4J\w*|TOOLS_LOG4J\w*|HOME|VERSION|SCALA_VERSION)$/,
  /^KAFKA_SERVICE_(HOST|PORT(_\w+)?)$/,
  /^KAFKA_PORT_\d+_(TCP|UDP)(_\w+)?$/,
];

function isUnrelated(variable: string, value: string): boolean {
  if (variable === "KAFKA_PORT") return value.includes("://");
  return UNRELATED.some((pattern) => pattern.test(variable));
}
