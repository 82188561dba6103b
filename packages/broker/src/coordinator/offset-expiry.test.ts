import { ZERO_UUID } from "@chronik/kafka-protocol";
import { expect, test } from "vitest";
import type { CommittedOffset } from "./group-metadata.ts";
import { expiredOffsets } from "./offset-expiry.ts";
import { ShardImage } from "./shard-image.ts";

const RETENTION_MS = 1000;

function stored(offsets: Record<number, { at: number; expiresAt?: number }>, withMetadata = true) {
  const image = new ShardImage();
  if (withMetadata) {
    const value = {
      generationId: 3,
      protocolType: "consumer",
      protocolName: null,
      leaderId: null,
      stateSinceMs: 0,
      members: [],
    };
    image.apply({ kind: "group", groupId: "group", value });
  }
  for (const [partition, { at, expiresAt }] of Object.entries(offsets)) {
    const value: CommittedOffset = {
      offset: 1,
      topicId: ZERO_UUID,
      leaderEpoch: -1,
      metadata: "",
      commitTimestampMs: at,
      expireTimestampMs: expiresAt ?? -1,
    };
    image.apply({ kind: "offset", groupId: "group", topic: "orders", partition: Number(partition), value });
  }
  return image.groups.get("group")!;
}

function expired(options: { stored: ReturnType<typeof stored>; emptySinceMs: number | null; nowMs: number }) {
  const { tombstones, wholeGroup } = expiredOffsets({ groupId: "group", retentionMs: RETENTION_MS, ...options });
  const names = tombstones.map((record) => (record.kind === "group" ? "group" : `orders-${record.partition}`));
  expect(tombstones.every(({ value }) => value === null)).toBe(true);
  return { names, wholeGroup };
}

test("the offsets of a group outlive its last member by the retention time, however old they are", () => {
  const group = stored({ 0: { at: 10 }, 1: { at: 4000 } });
  expect(expired({ stored: group, emptySinceMs: 5000, nowMs: 5999 })).toEqual({ names: [], wholeGroup: false });
  const all = { names: ["orders-0", "orders-1", "group"], wholeGroup: true };
  expect(expired({ stored: group, emptySinceMs: 5000, nowMs: 6000 })).toEqual(all);
});

test("an offset that is committed after the members left is younger than that", () => {
  const group = stored({ 0: { at: 10 }, 1: { at: 5500 } });
  const one = { names: ["orders-0"], wholeGroup: false };
  expect(expired({ stored: group, emptySinceMs: 5000, nowMs: 6000 })).toEqual(one);
});

test("in a group that never had members each offset has its own age", () => {
  const group = stored({ 0: { at: 100 }, 1: { at: 200 } }, false);
  expect(expired({ stored: group, emptySinceMs: null, nowMs: 1100 }).names).toEqual(["orders-0"]);
  const all = { names: ["orders-0", "orders-1"], wholeGroup: true };
  expect(expired({ stored: group, emptySinceMs: null, nowMs: 1200 })).toEqual(all);
});

test("a client's own time of expiry counts instead", () => {
  const group = stored({ 0: { at: 0, expiresAt: 9000 }, 1: { at: 0, expiresAt: 50 } }, false);
  expect(expired({ stored: group, emptySinceMs: null, nowMs: 8999 }).names).toEqual(["orders-1"]);
  expect(expired({ stored: group, emptySinceMs: null, nowMs: 9000 }).wholeGroup).toBe(true);
});

test("an empty group without offsets has nothing to be kept for", () => {
  expect(expired({ stored: stored({}), emptySinceMs: 0, nowMs: 1 })).toEqual({ names: ["group"], wholeGroup: true });
});

test("a group of an old record, which does not say since when it is empty, goes by the commits", () => {
  const group = stored({ 0: { at: 100 } });
  expect(expired({ stored: group, emptySinceMs: -1, nowMs: 1099 }).names).toEqual([]);
  expect(expired({ stored: group, emptySinceMs: -1, nowMs: 1100 }).wholeGroup).toBe(true);
});
