import {
  foreignNodeConfig,
  isNodeConfigName,
  NODE_CONFIG_SYNONYMS,
  NODE_CONFIGS,
  type NodeConfigName,
  nearestName,
} from "@chronik/broker";
import type { Setting } from "./setting.ts";

/** What counts of everything that was written down. */
export interface MergedSettings {
  readonly settings: ReadonlyMap<NodeConfigName, Setting>;
  /** One sentence each. */
  readonly problems: readonly string[];
  /** What was written down but has no effect, one sentence each. */
  readonly warnings: readonly string[];
}

/** Puts layers of settings over each other, the last on top. Within a layer, too, the last of a name counts. */
export function mergeSettings(layers: readonly (readonly Setting[])[]): MergedSettings {
  const settings = new Map<NodeConfigName, Setting>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const setting of layers.flat()) {
    const name = NODE_CONFIG_SYNONYMS.get(setting.name) ?? setting.name;
    if (isNodeConfigName(name)) {
      settings.set(name, setting);
      continue;
    }
    const foreign = foreignNodeConfig(name);
    if (foreign === undefined) problems.push(unknownName(setting));
    else if (foreign.kind === "ignored") warnings.push(`${setting.origin}: ${name} has no effect: ${foreign.reason}`);
    else problems.push(`${setting.origin}: ${name} is not supported: ${foreign.reason}; remove it`);
  }
  return { settings, problems, warnings };
}

function unknownName({ name, origin }: Setting): string {
  const nearest = nearestName(name, [...Object.keys(NODE_CONFIGS), ...NODE_CONFIG_SYNONYMS.keys()]);
  const advice = nearest === undefined ? "remove it" : `did you mean ${nearest}?`;
  return `${origin}: unknown configuration ${name}; ${advice}`;
}
