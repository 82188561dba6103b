/** The types that Kafka's DescribeConfigs tells configurations apart by. */
export type ConfigType = "boolean" | "string" | "int" | "long" | "list";

/**
 * One configuration under Kafka's own name. A name is listed only where it has an effect: a value that Chronik would not
 * act on is refused by {@link parse} rather than stored.
 */
export interface ConfigDefinition<Value, Default extends string | null = string | null> {
  readonly type: ConfigType;
  /** As a properties file would spell it; null where there is none, or where it follows from others (`doc` says how). */
  readonly default: Default;
  /** One sentence for people, units included. */
  readonly doc: string;
  /** Never throws. */
  parse(text: string): ParsedConfig<Value>;
}

/** `problem` completes the sentence "<name>=<value> …". */
export type ParsedConfig<Value> = { readonly ok: true; readonly value: Value } | ConfigProblem;

export interface ConfigProblem {
  readonly ok: false;
  readonly problem: string;
}

/** What {@link ConfigDefinition.parse} yields for a definition. */
export type ConfigValue<Definition> = Definition extends ConfigDefinition<infer Value> ? Value : never;

export const INT_MAX = 2_147_483_647;

interface NumberOptions<Default extends number | null> {
  readonly default: Default;
  readonly min: number;
  readonly max?: number;
  readonly doc: string;
}

type TextOf<Default> = Default extends null ? null : string;

/** A 32-bit integer. */
export function intConfig<Default extends number | null>(
  options: NumberOptions<Default>,
): ConfigDefinition<number, TextOf<Default>> {
  return numberConfig("int", { ...options, max: options.max ?? INT_MAX });
}

/** Kafka's 64-bit integer, up to 2^53 − 1: the largest whole number that is exact in JavaScript. */
export function longConfig<Default extends number | null>(
  options: NumberOptions<Default>,
): ConfigDefinition<number, TextOf<Default>> {
  return numberConfig("long", { ...options, max: options.max ?? Number.MAX_SAFE_INTEGER });
}

export function booleanConfig(options: { default: boolean; doc: string }): ConfigDefinition<boolean, string> {
  return {
    type: "boolean",
    default: String(options.default),
    doc: options.doc,
    parse(text) {
      const lower = text.trim().toLowerCase();
      if (lower === "true" || lower === "false") return { ok: true, value: lower === "true" };
      return { ok: false, problem: "must be true or false" };
    },
  };
}

/** Any text, as it is. */
export function stringConfig<Default extends string | null>(options: {
  default: Default;
  doc: string;
}): ConfigDefinition<string, Default> {
  return { type: "string", default: options.default, doc: options.doc, parse: (text) => ({ ok: true, value: text }) };
}

/** Items separated by commas. */
export function listConfig<Default extends string | null>(options: {
  default: Default;
  doc: string;
}): ConfigDefinition<readonly string[], Default> {
  return {
    type: "list",
    default: options.default,
    doc: options.doc,
    parse: (text) => ({ ok: true, value: splitList(text) }),
  };
}

/** One of a few words, spelled exactly so. */
export function choiceConfig<const Choice extends string>(options: {
  choices: readonly Choice[];
  default: Choice;
  doc: string;
}): ConfigDefinition<Choice, string> {
  return {
    type: "string",
    default: options.default,
    doc: options.doc,
    parse(text) {
      const choice = options.choices.find((candidate) => candidate === text.trim());
      if (choice !== undefined) return { ok: true, value: choice };
      return { ok: false, problem: `must be ${options.choices.join(" or ")}` };
    },
  };
}

/**
 * A Kafka configuration of which Chronik does only one thing: that value is accepted, because it is the truth; every
 * other value is refused, because it would be a promise that nobody keeps.
 */
export function fixedConfig(options: {
  type: ConfigType;
  value: string;
  /** What the one value means, to complete "only <value> (…)". */
  meaning: string;
  doc: string;
}): ConfigDefinition<string, string> {
  return {
    type: options.type,
    default: options.value,
    doc: options.doc,
    parse(text) {
      const given = options.type === "list" ? splitList(text).join(",") : text.trim();
      if (given === options.value) return { ok: true, value: options.value };
      return { ok: false, problem: `is not supported yet: only ${options.value} is (${options.meaning})` };
    },
  };
}

/** The items of a comma-separated list, trimmed, without empty ones. */
export function splitList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}

function numberConfig<Default extends number | null>(
  type: "int" | "long",
  options: Required<NumberOptions<Default>>,
): ConfigDefinition<number, TextOf<Default>> {
  const { min, max } = options;
  return {
    type,
    default: (options.default === null ? null : String(options.default)) as TextOf<Default>,
    doc: options.doc,
    parse(text) {
      const digits = text.trim();
      const value = /^[+-]?\d+$/.test(digits) ? Number(digits) : Number.NaN;
      if (value >= min && value <= max) return { ok: true, value };
      return { ok: false, problem: `must be a whole number from ${min} to ${max}` };
    },
  };
}
