import { expect, it } from "vitest";
import { CONFIG_SOURCE, describeNodeConfigs, describeTopicConfigs, type NodeConfigMap } from "./describe-configs.ts";
import { NODE_CONFIGS } from "./node-configs.ts";
import { TOPIC_CONFIGS } from "./topic-configs.ts";

const nodeConfigs: NodeConfigMap = new Map([
  ["min.insync.replicas", { value: "2", source: "static" }],
  ["default.replication.factor", { value: "3", source: "default" }],
  ["node.id", { value: "7", source: "static" }],
]);

it("shows every topic configuration once, in the order of names", () => {
  const names = describeTopicConfigs(new Map(), nodeConfigs).map((config) => config.name);
  expect(names).toEqual(Object.keys(TOPIC_CONFIGS).sort());
});

it("shows a topic's own value before the node's before the default", () => {
  const described = describeTopicConfigs(new Map([["min.insync.replicas", "1"]]), nodeConfigs);
  expect(described.find((config) => config.name === "min.insync.replicas")).toMatchObject({
    value: "1",
    source: CONFIG_SOURCE.dynamicTopic,
    type: 3,
    readOnly: false,
    synonyms: [
      { name: "min.insync.replicas", value: "1", source: CONFIG_SOURCE.dynamicTopic },
      { name: "min.insync.replicas", value: "2", source: CONFIG_SOURCE.staticBroker },
      { name: "min.insync.replicas", value: "1", source: CONFIG_SOURCE.default },
    ],
  });
});

it("names the node's synonym where the name differs", () => {
  const described = describeTopicConfigs(new Map(), nodeConfigs).find((config) => config.name === "segment.bytes");
  expect(described).toMatchObject({
    value: "1073741824",
    source: CONFIG_SOURCE.default,
    synonyms: [{ name: "log.segment.bytes", value: "1073741824", source: CONFIG_SOURCE.default }],
  });
});

it("shows every node configuration, read-only, with where its value comes from", () => {
  const described = describeNodeConfigs(nodeConfigs);
  expect(described.map((config) => config.name)).toEqual(Object.keys(NODE_CONFIGS).sort());
  expect(described.every((config) => config.readOnly && !config.sensitive)).toBe(true);
  const source = (name: string) => described.find((config) => config.name === name);
  expect(source("node.id")).toMatchObject({ value: "7", source: CONFIG_SOURCE.staticBroker });
  expect(source("default.replication.factor")).toMatchObject({ value: "3", source: CONFIG_SOURCE.default });
  expect(source("broker.rack")).toMatchObject({ value: null, source: CONFIG_SOURCE.default, synonyms: [] });
});
