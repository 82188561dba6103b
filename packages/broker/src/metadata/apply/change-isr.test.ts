import { errorCodes } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import type { ChangeIsr } from "../command.ts";
import { TestCluster, TOPIC_ID } from "../testing/cluster.ts";

/** Node 1 leads, nodes 1 and 2 are in sync, node 3 is registered anew and could be again, node 4 is no replica. */
function cluster(): TestCluster {
  const cluster = new TestCluster().register(1, 2, 3, 4).topicOn(1, 2, 3);
  cluster.restart(3, "new-disk");
  expect(cluster.state).toBe("1@0 [1,2]");
  return cluster;
}

function changeIsr(cluster: TestCluster, isr: number[], overrides: Partial<ChangeIsr> = {}): ChangeIsr {
  const { leader, leaderEpoch, partitionEpoch } = cluster.partition();
  const members = isr.map((nodeId) => ({ nodeId, nodeEpoch: cluster.image.nodes.get(nodeId)?.nodeEpoch ?? 0 }));
  const base = { kind: "changeIsr" as const, topicId: TOPIC_ID, partition: 0, isr: members };
  return { ...base, leader, leaderEpoch, partitionEpoch, ...overrides };
}

describe("changeIsr", () => {
  it("sets the ISR in replica order, and raises the partition epoch alone", () => {
    const image = cluster();
    image.do(changeIsr(image, [3, 2, 1]));
    expect(image.partition()).toMatchObject({ isr: [1, 2, 3], leader: 1, leaderEpoch: 0, partitionEpoch: 2 });
    image.do(changeIsr(image, [1]));
    expect(image.partition()).toMatchObject({ isr: [1], leader: 1, leaderEpoch: 0, partitionEpoch: 3 });
  });

  it("counts once: the same command again finds another partition epoch", () => {
    const image = cluster();
    const command = changeIsr(image, [1, 2, 3]);
    image.do(command);
    expect(image.apply(command).error).toBe(errorCodes.INVALID_UPDATE_VERSION);
  });

  it("refuses a member that has restarted since it was in sync (KIP-903)", () => {
    const image = cluster();
    const command = changeIsr(image, [1, 2, 3]);
    image.restart(3, "newer-disk");
    expect(image.apply(command).error).toBe(errorCodes.INELIGIBLE_REPLICA);
    expect(image.state).toBe("1@0 [1,2]");
  });

  it("refuses a fenced member (KIP-841)", () => {
    const image = cluster();
    const command = changeIsr(image, [1, 2, 3]);
    image.fence(3);
    expect(image.apply(command).error).toBe(errorCodes.INELIGIBLE_REPLICA);
  });

  it.each<[string, number, number[], Partial<ChangeIsr>]>([
    ["an unknown topic", errorCodes.UNKNOWN_TOPIC_ID, [1], { topicId: "f".repeat(32) }],
    ["an unknown partition", errorCodes.UNKNOWN_TOPIC_OR_PARTITION, [1], { partition: 1 }],
    ["a partition between two", errorCodes.UNKNOWN_TOPIC_OR_PARTITION, [1], { partition: 0.5 }],
    ["another leader", errorCodes.FENCED_LEADER_EPOCH, [1, 2], { leader: 2 }],
    ["an earlier leader epoch", errorCodes.FENCED_LEADER_EPOCH, [1], { leaderEpoch: -1 }],
    ["a later leader epoch", errorCodes.FENCED_LEADER_EPOCH, [1], { leaderEpoch: 1 }],
    ["another partition epoch", errorCodes.INVALID_UPDATE_VERSION, [1], { partitionEpoch: 0 }],
    ["an ISR without the leader", errorCodes.INVALID_REQUEST, [2], {}],
    ["an empty ISR", errorCodes.INVALID_REQUEST, [], {}],
    ["a member twice", errorCodes.INVALID_REQUEST, [1, 1], {}],
    ["a member that is no replica", errorCodes.INELIGIBLE_REPLICA, [1, 4], {}],
    ["a member that is not registered", errorCodes.INELIGIBLE_REPLICA, [1, 9], {}],
  ])("refuses %s", (_, error, isr, overrides) => {
    const image = cluster();
    const { topics } = image.image;
    expect(image.apply(changeIsr(image, isr, overrides)).error).toBe(error);
    expect(image.image.topics).toBe(topics);
  });

  it("is refused while nobody leads", () => {
    const image = new TestCluster().register(1).topicOn(1);
    image.fence(1);
    const leaderless = changeIsr(image, [1]);
    expect(image.apply({ ...leaderless, leader: 1 }).error).toBe(errorCodes.FENCED_LEADER_EPOCH);
    expect(image.apply(leaderless).error).not.toBe(errorCodes.NONE);
  });
});
