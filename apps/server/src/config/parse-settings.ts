import { type ConfigDefinition, NODE_CONFIGS, type NodeConfigName, type NodeConfigValues } from "@chronik/broker";
import type { z } from "zod";
import type { Setting } from "./setting.ts";

/** Parses values, and keeps the sentences about those that are wrong. */
export class SettingsParser {
  readonly problems: string[] = [];
  readonly #settings: ReadonlyMap<NodeConfigName, Setting>;

  constructor(settings: ReadonlyMap<NodeConfigName, Setting>) {
    this.#settings = settings;
  }

  /** Every node configuration's value, the default where nothing (or nothing valid) was written down. */
  values(): NodeConfigValues {
    const values: Record<string, unknown> = {};
    for (const name of Object.keys(NODE_CONFIGS) as NodeConfigName[]) values[name] = this.#value(name);
    return values as NodeConfigValues;
  }

  /** Parses each item of a list further; undefined where one of them is wrong. */
  items<Item>(name: NodeConfigName, items: readonly string[], schema: z.ZodType<Item, string>): Item[] | undefined {
    const parsed: Item[] = [];
    let failed = false;
    for (const item of items) {
      const result = schema.safeParse(item);
      if (result.success) parsed.push(result.data);
      else for (const issue of result.error.issues) this.problem(name, issue.message);
      failed ||= !result.success;
    }
    return failed ? undefined : parsed;
  }

  /** Notes what is wrong with a configuration, in words that go after its name. */
  problem(name: NodeConfigName, words: string): void {
    const origin = this.#settings.get(name)?.origin;
    this.problems.push(`${origin === undefined ? "" : `${origin}: `}${name}: ${words}`);
  }

  #value(name: NodeConfigName): unknown {
    const definition: ConfigDefinition<unknown> = NODE_CONFIGS[name];
    const setting = this.#settings.get(name);
    if (setting !== undefined) {
      const parsed = definition.parse(setting.value);
      if (parsed.ok) return parsed.value;
      this.problems.push(`${setting.origin}: ${name}=${setting.value} ${parsed.problem}`);
    }
    if (definition.default === null) return null;
    const standard = definition.parse(definition.default);
    if (!standard.ok) throw new Error(`the default of ${name} is not valid: it ${standard.problem}`);
    return standard.value;
  }
}
