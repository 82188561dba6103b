import { describe, expect, it } from "vitest";
import { collidingTopicName, TOPIC_NAME_LENGTH_MAX, whyInvalidTopicName } from "./topic-name.ts";

describe("whyInvalidTopicName", () => {
  it.each(["a", "A-Z_0.9", "...", "__consumer_offsets", "x".repeat(TOPIC_NAME_LENGTH_MAX)])("takes %j", (name) => {
    expect(whyInvalidTopicName(name)).toBeNull();
  });

  it.each(["", ".", "..", "a b", "a/b", "ä", "a\n", "x".repeat(TOPIC_NAME_LENGTH_MAX + 1)])("refuses %j", (name) => {
    expect(whyInvalidTopicName(name)).not.toBeNull();
  });
});

describe("collidingTopicName", () => {
  it("finds a name that differs in '.' and '_' alone", () => {
    expect(collidingTopicName("a.b_c", ["x", "a_b_c"])).toBe("a_b_c");
    expect(collidingTopicName("a_b", ["a.b"])).toBe("a.b");
  });

  it("lets others pass", () => {
    expect(collidingTopicName("a.b", ["a-b", "ab", "a.b.c"])).toBeNull();
    expect(collidingTopicName("plain", ["other"])).toBeNull();
  });
});
