import { describe, expect, it } from "vitest";
import type { ConfigDefinition } from "./config-definition.ts";
import { foreignNodeConfig } from "./foreign-node-configs.ts";
import { isNodeConfigName, NODE_CONFIG_SYNONYMS, NODE_CONFIGS } from "./node-configs.ts";
import { NODE_SYNONYMS, TOPIC_CONFIGS, type TopicConfigName, UNSUPPORTED_TOPIC_CONFIGS } from "./topic-configs.ts";

const tables: [string, Record<string, ConfigDefinition<unknown>>][] = [
  ["TOPIC_CONFIGS", TOPIC_CONFIGS],
  ["NODE_CONFIGS", NODE_CONFIGS],
];

describe.each(tables)("%s", (_, table) => {
  it.each(Object.entries(table))("%s: its default is a value it takes", (_name, definition) => {
    if (definition.default === null) return expect(definition.doc).not.toBe("");
    expect(definition.parse(definition.default).ok).toBe(true);
  });

  it.each(Object.entries(table))("%s: says what it is, in sentences", (_name, definition) => {
    expect(definition.doc).toMatch(/^[A-Z].*\.$/);
  });
});

it("a topic configuration and its node synonym have the same default and take the same values", () => {
  for (const [name, synonym] of Object.entries(NODE_SYNONYMS)) {
    const topic = TOPIC_CONFIGS[name as TopicConfigName];
    expect(NODE_CONFIGS[synonym].default).toBe(topic.default);
    expect(NODE_CONFIGS[synonym].parse).toBe(topic.parse);
  }
});

it("what is supported is not also called unsupported", () => {
  for (const name of Object.keys(NODE_CONFIGS)) expect(foreignNodeConfig(name)).toBeUndefined();
  for (const name of NODE_CONFIG_SYNONYMS.keys()) expect(foreignNodeConfig(name)).toBeUndefined();
  for (const name of Object.keys(TOPIC_CONFIGS)) expect(UNSUPPORTED_TOPIC_CONFIGS.has(name)).toBe(false);
});

it("other spellings lead to configurations that exist", () => {
  for (const name of NODE_CONFIG_SYNONYMS.values()) expect(isNodeConfigName(name)).toBe(true);
});

describe("foreignNodeConfig", () => {
  it("ignores what only tunes Kafka's own machinery", () => {
    expect(foreignNodeConfig("num.io.threads")).toMatchObject({ kind: "ignored" });
  });

  it("refuses what would change what Chronik promises, by name and by family", () => {
    expect(foreignNodeConfig("log.retention.hours")).toMatchObject({ kind: "unsupported" });
    expect(foreignNodeConfig("ssl.keystore.location")).toMatchObject({ kind: "unsupported" });
    expect(foreignNodeConfig("log.roll.jitter.ms")).toMatchObject({ kind: "unsupported" });
  });

  it("does not know what is not Kafka's", () => expect(foreignNodeConfig("lisseners")).toBeUndefined());
});
