import {
  encodeBatch,
  errorCodes,
  fetch,
  findCoordinator,
  heartbeat,
  joinGroup,
  leaveGroup,
  offsetCommit,
  offsetFetch,
  type RequestOf,
  syncGroup,
} from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { GroupMember, type GroupMemberOptions } from "./group-member.ts";
import { decodeAssignment, encodeSubscription } from "./range-assignor.ts";
import { type Incoming, ScriptedBrokers } from "./testing/scripted-brokers.ts";

/** A coordinator on node 2 with two members, of whom the tested one leads. */
function joining(options: Partial<GroupMemberOptions> = {}) {
  const brokers = new ScriptedBrokers();
  brokers.leaders = [0, 1, 2].map(() => ({ leaderId: 1, leaderEpoch: 0 }));
  const errors = { join: 0, sync: 0, heartbeat: 0, commit: 0, offsets: 0 };
  const committed = new Map<number, number>();
  let generation = 0;
  brokers.on(fetch, () => {});
  brokers.on(findCoordinator, ({ respond }) => {
    respond({ coordinators: [{ key: "g", nodeId: 2, host: "node2", port: 9092, errorCode: 0 }] });
  });
  brokers.on(joinGroup, ({ body, respond }) => {
    const memberId = body.memberId === "" ? "m-1" : body.memberId;
    const needsId = body.memberId === "" && body.groupInstanceId === null;
    const errorCode = errors.join || (needsId ? errorCodes.MEMBER_ID_REQUIRED : 0);
    if (errorCode !== 0) return respond({ errorCode, memberId, protocolName: "", leader: "" });
    const metadata = encodeSubscription("t");
    const members = [memberId, "z-other"].map((id) => ({ memberId: id, metadata }));
    respond({ errorCode, generationId: ++generation, protocolName: "range", leader: memberId, memberId, members });
  });
  brokers.on(syncGroup, ({ body, respond }) => {
    const assignment = body.assignments.find(({ memberId }) => memberId === body.memberId)?.assignment;
    respond({ errorCode: errors.sync, assignment: assignment?.slice() ?? new Uint8Array(0) });
  });
  brokers.on(heartbeat, ({ respond }) => respond({ errorCode: errors.heartbeat }));
  brokers.on(leaveGroup, ({ respond }) => respond({ errorCode: 0, members: [] }));
  brokers.on(offsetFetch, ({ body, respond }) => {
    const partitions = body.groups[0]!.topics![0]!.partitionIndexes.map((partitionIndex) => ({
      ...{
        partitionIndex,
        committedOffset: committed.get(partitionIndex) ?? -1,
        metadata: "",
        errorCode: errors.offsets,
      },
    }));
    respond({ groups: [{ groupId: "g", errorCode: 0, topics: [{ name: "t", partitions }] }] });
  });
  brokers.on(offsetCommit, ({ body, respond }) => {
    const partitions = body.topics[0]!.partitions.map(({ partitionIndex, committedOffset }) => {
      if (errors.commit === 0) committed.set(partitionIndex, committedOffset);
      return { partitionIndex, errorCode: errors.commit };
    });
    respond({ topics: [{ name: "t", topicId: brokers.topicId, partitions }] });
  });
  const member = new GroupMember({
    ...brokers.options("m"),
    group: "g",
    topic: "t",
    sessionTimeoutMs: 300,
    commitIntervalMs: 100,
    retryBackoffMs: 10,
    ...options,
  });
  committed.set(0, 7).set(1, 5);
  member.start();
  brokers.queue.runFor(80);
  return { brokers, queue: brokers.queue, history: brokers.history, member, errors, committed };
}

describe("a group member", () => {
  it("joins with the id that it is given, leads, assigns, and reads on from what is committed", () => {
    const { brokers, member, history } = joining();
    expect(member.stable).toBe(true);
    expect(brokers.named("JoinGroup").map(({ body }) => body.memberId)).toEqual(["", "m-1"]);
    const { assignments } = brokers.named("SyncGroup")[0]!.body as RequestOf<typeof syncGroup>;
    const shares = assignments.map((one) => decodeAssignment(one.assignment, "t"));
    expect(shares).toEqual([[0, 1], [2]]);
    expect(history.of("assigned")).toMatchObject([{ generation: 1, member: "m-1", partitions: [0, 1] }]);
    expect(history.of("seek").map(({ offset, reason }) => [offset, reason])).toEqual([
      [7, "committed"],
      [5, "committed"],
    ]);
    expect(member.position(1)).toBe(5);
    expect(brokers.named("JoinGroup").every(({ node }) => node === 2)).toBe(true);
  });

  it("commits its positions once, and under its generation", () => {
    const { brokers, history, queue } = joining();
    queue.runFor(400);
    expect(brokers.named("OffsetCommit")).toHaveLength(1);
    const commits = history
      .of("commit")
      .map(({ partition, offset, generation, type }) => [partition, offset, generation, type]);
    expect(commits).toEqual([
      [0, 7, 1, "ok"],
      [1, 5, 1, "ok"],
    ]);
  });

  it("commits and joins again when the group rebalances", () => {
    const { brokers, history, queue, errors } = joining();
    errors.heartbeat = errorCodes.REBALANCE_IN_PROGRESS;
    queue.runFor(60);
    errors.heartbeat = 0;
    queue.runFor(200);
    const names = brokers.requests
      .map(({ name }) => name)
      .filter((name) => name === "OffsetCommit" || name === "JoinGroup");
    expect(names.slice(2, 4)).toEqual(["OffsetCommit", "JoinGroup"]);
    expect(history.of("assigned").map(({ generation }) => generation)).toEqual([1, 2]);
  });

  it("forgets its id when the group does not know it", () => {
    const { brokers, queue, errors } = joining();
    errors.heartbeat = errorCodes.UNKNOWN_MEMBER_ID;
    queue.runFor(60);
    expect(brokers.named("JoinGroup")[2]!.body.memberId).toBe("");
  });

  it.each([
    ["join", errorCodes.COORDINATOR_LOAD_IN_PROGRESS],
    ["join", errorCodes.NOT_COORDINATOR],
    ["sync", errorCodes.REBALANCE_IN_PROGRESS],
    ["offsets", errorCodes.NOT_COORDINATOR],
  ] as const)("tries again after an error of %s", (step, error) => {
    const { queue, errors, member } = joining();
    errors.heartbeat = errorCodes.ILLEGAL_GENERATION;
    errors[step] = error;
    queue.runFor(150);
    errors.heartbeat = 0;
    expect(member.stable).toBe(false);
    errors[step] = 0;
    queue.runFor(300);
    expect(member.stable).toBe(true);
    expect(member.generation).toBeGreaterThan(1);
  });

  it.each([
    [errorCodes.ILLEGAL_GENERATION, "fail"],
    [errorCodes.NOT_COORDINATOR, "info"],
  ] as const)("knows whether a commit that is answered %i has happened", (error, type) => {
    const { queue, errors, history } = joining();
    errors.commit = error;
    queue.runFor(60);
    expect(history.of("commit")[0]!.type).toBe(type);
  });

  it("commits and leaves when it is stopped", () => {
    const { brokers, queue, member } = joining();
    let idle = 0;
    member.onIdle = () => {
      idle++;
    };
    member.stop();
    queue.runFor(100);
    expect([member.idle, idle]).toEqual([true, 1]);
    expect(brokers.named("LeaveGroup")[0]!.body.members).toMatchObject([{ memberId: "m-1" }]);
    expect(brokers.named("OffsetCommit")).toHaveLength(1);
  });

  it("waits for a commit under way when it is stopped, and then commits the rest", () => {
    const { brokers, queue, member, history } = joining({ commitIntervalMs: 20 });
    const waiting: Incoming<typeof offsetCommit>[] = [];
    brokers.on(offsetCommit, (incoming) => waiting.push(incoming));
    brokers.on(fetch, ({ respond, body }) => {
      const topic = body.topics[0]!;
      const partitions = topic.partitions.map(({ partition, fetchOffset }) => {
        const record = { timestamp: 0, key: null, value: new Uint8Array(1) };
        const records = encodeBatch({ records: [record], baseOffset: fetchOffset, partitionLeaderEpoch: 0 });
        return { partitionIndex: partition, errorCode: 0, highWatermark: 100, records };
      });
      respond({ responses: [{ topicId: topic.topicId, partitions }] });
    });
    const commit = () => {
      const { body, respond } = waiting.at(-1)!;
      const partitions = body.topics[0]!.partitions.map(({ partitionIndex }) => ({ partitionIndex, errorCode: 0 }));
      respond({ topics: [{ name: "t", topicId: brokers.topicId, partitions }] });
      queue.runFor(10);
    };
    queue.runFor(2600);
    const position = member.position(0);
    member.stop();
    queue.runFor(10);
    commit();
    commit();
    expect(member.idle).toBe(true);
    expect(
      history
        .of("commit")
        .filter(({ partition, type }) => partition === 0 && type === "ok")
        .at(-1)!.offset,
    ).toBe(position);
  });

  it("tries to commit for a while when it is stopped and nobody answers", () => {
    const { brokers, queue, member, errors } = joining({ commitIntervalMs: 10_000 });
    errors.commit = errorCodes.NOT_COORDINATOR;
    member.stop();
    queue.runFor(50);
    expect(member.idle).toBe(false);
    errors.commit = 0;
    queue.runFor(50);
    expect(member.idle).toBe(true);
    expect(brokers.named("OffsetCommit").length).toBeGreaterThan(1);
  });

  it("keeps its place when it is static, under its instance's name", () => {
    const { brokers, queue, member, history } = joining({ groupInstanceId: "i" });
    expect(brokers.named("JoinGroup").map(({ body }) => body.groupInstanceId)).toEqual(["i"]);
    expect(history.of("assigned")[0]!.member).toBe("i");
    member.stop();
    queue.runFor(100);
    expect(member.idle).toBe(true);
    expect(brokers.named("LeaveGroup")).toEqual([]);
  });

  it("ends when another process has taken its instance id", () => {
    const { queue, member, errors } = joining({ groupInstanceId: "i" });
    errors.heartbeat = errorCodes.FENCED_INSTANCE_ID;
    queue.runFor(100);
    expect([member.fenced, member.idle]).toEqual([true, true]);
  });

  it("is quiet after it was killed", () => {
    const { brokers, queue, member } = joining();
    member.kill();
    const before = brokers.requests.length;
    queue.runFor(2000);
    expect(brokers.requests).toHaveLength(before);
  });
});
