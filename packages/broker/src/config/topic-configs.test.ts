import { describe, expect, it } from "vitest";
import { ConfigError } from "./config-error.ts";
import { effectiveTopicConfig } from "./effective-topic-config.ts";
import type { TopicConfig } from "./topic-configs.ts";
import { validateTopicConfigs } from "./validate-topic-configs.ts";

const defaults: TopicConfig = {
  minInsyncReplicas: 2,
  segmentBytes: 1_073_741_824,
  segmentMs: 604_800_000,
  messageBytesMax: 1_048_588,
  messageTimestampType: "CreateTime",
};

describe("validateTopicConfigs", () => {
  const validate = (...configs: [string, string | null][]) =>
    validateTopicConfigs(configs.map(([name, value]) => ({ name, value })));

  it("takes what has an effect", () => {
    expect(validate()).toBeNull();
    expect(validate(["min.insync.replicas", "2"], ["segment.bytes", "1048576"])).toBeNull();
    expect(validate(["message.timestamp.type", "LogAppendTime"], ["max.message.bytes", "0"])).toBeNull();
  });

  it("takes the one value of what it cannot do otherwise", () => {
    expect(validate(["cleanup.policy", "delete"], ["compression.type", "producer"])).toBeNull();
    expect(validate(["retention.ms", "-1"], ["retention.bytes", "-1"])).toBeNull();
  });

  it.each([
    [
      "retention.ms",
      "604800000",
      "retention.ms=604800000 is not supported yet: only -1 is (records are kept until their topic is deleted)",
    ],
    ["cleanup.policy", "compact", "cleanup.policy=compact is not supported yet: only delete is (no log is compacted)"],
    ["segment.jitter.ms", "1000", "segment.jitter.ms is not supported yet"],
    ["segment.ms", "0", "segment.ms=0 must be a whole number from 1 to 9007199254740991"],
    ["min.insync.replicas", "0", "min.insync.replicas=0 must be a whole number from 1 to 2147483647"],
    ["min.insync.replica", "1", "unknown topic configuration min.insync.replica; did you mean min.insync.replicas?"],
    ["toString", "1", "unknown topic configuration toString"],
    ["segment.bytes", null, "segment.bytes has no value"],
  ])("refuses %s=%s", (name, value, message) => expect(validate([name, value])).toBe(message));

  it("refuses a name that comes twice", () => {
    expect(validate(["segment.bytes", "1048576"], ["segment.bytes", "1048576"])).toBe("segment.bytes is given twice");
  });
});

describe("effectiveTopicConfig", () => {
  it("is the node's where the topic sets nothing", () => {
    expect(effectiveTopicConfig(defaults, new Map())).toBe(defaults);
  });

  it("puts the topic's own over the node's", () => {
    const own = new Map([
      ["min.insync.replicas", "1"],
      ["message.timestamp.type", "LogAppendTime"],
      ["max.message.bytes", "0"],
      ["segment.bytes", "2097152"],
      ["segment.ms", "60000"],
    ]);
    expect(effectiveTopicConfig(defaults, own)).toEqual({
      minInsyncReplicas: 1,
      segmentBytes: 2_097_152,
      segmentMs: 60_000,
      messageBytesMax: 0,
      messageTimestampType: "LogAppendTime",
    });
  });

  it("leaves alone what a newer version may have set", () => {
    expect(effectiveTopicConfig(defaults, new Map([["from.the.future", "1"]]))).toEqual(defaults);
  });

  it("does not guess where the metadata holds what was never valid", () => {
    expect(() => effectiveTopicConfig(defaults, new Map([["min.insync.replicas", "lots"]]))).toThrow(ConfigError);
  });
});
