import { errorCodes } from "@chronik/kafka-protocol";
import type { Entry } from "@chronik/raft-core";
import { describe, expect, it } from "vitest";
import type { CommandResult, MetadataCommand } from "./command.ts";
import { EMPTY_IMAGE, type MetadataImage } from "./image.ts";
import { MetadataLog } from "./metadata-log.ts";
import { decodeProposal, encodeProposal } from "./proposal-codec.ts";
import { WINDOW_ENTRIES } from "./request-window.ts";
import { createTopic, registerNode, TEST_RULES, TOPIC_ID } from "./testing/cluster.ts";
import { VirtualTime } from "./testing/virtual-time.ts";

const TIMEOUT = { timeoutMs: 1000 };

/** A metadata log whose proposals are kept, to be committed by hand. */
function setup(options: { proposalsMax?: number } = {}) {
  const time = new VirtualTime();
  const sent: Uint8Array[] = [];
  const state = { refusal: null as string | null, index: 0 };
  const log = new MetadataLog({
    nodeId: 1,
    incarnation: "life",
    timers: time,
    rules: TEST_RULES,
    sink: {
      propose: (bytes) => {
        if (state.refusal !== null) return { ok: false, reason: state.refusal };
        sent.push(bytes);
        return { ok: true };
      },
    },
    limits: options,
  });
  const commit = (data: Uint8Array, index = ++state.index): void => {
    state.index = index;
    const entry: Entry = { index, term: 1, kind: "command", data };
    log.apply(entry);
  };
  /** What another node has proposed. */
  const foreign = (command: MetadataCommand, sequence = 1, basisIndex = 0): Uint8Array =>
    encodeProposal({ requestId: { proposer: 2, incarnation: "other", sequence }, basisIndex, command });
  return { time, sent, state, log, commit, foreign };
}

describe("publishing", () => {
  it("tells listeners once about all that was applied on a turn", () => {
    const { log, time, commit, foreign } = setup();
    const told: [number, number][] = [];
    log.onChange((before, after) => told.push([before.appliedIndex, after.appliedIndex]));
    commit(foreign(registerNode(1), 1));
    commit(foreign(registerNode(2), 2));
    expect([log.image.appliedIndex, log.appliedIndex]).toEqual([0, 2]);
    time.endTurn();
    expect(told).toEqual([[0, 2]]);
    commit(foreign(registerNode(3), 3));
    log.flush();
    expect(told).toEqual([
      [0, 2],
      [2, 3],
    ]);
    time.endTurn();
    expect(told).toHaveLength(2);
  });

  it("tells a listener no more when it has had enough", () => {
    const { log, commit, foreign } = setup();
    let calls = 0;
    const unsubscribe = log.onChange(() => calls++);
    commit(foreign(registerNode(1)));
    log.flush();
    unsubscribe();
    commit(foreign(registerNode(2), 2));
    log.flush();
    expect(calls).toBe(1);
  });

  it("calls a proposal's callback when every listener has acted on its effect, and on nothing later", () => {
    const { log, commit, sent, foreign } = setup();
    const events: string[] = [];
    const nodesOf = (image: MetadataImage) => [...image.nodes.keys()].join();
    for (const name of ["first", "second"]) {
      log.onChange((_, after) => events.push(`${name} listener: ${nodesOf(after)}`));
    }
    log.propose(registerNode(1), TIMEOUT, () => {
      // The message loop may be reached, and apply, from inside a callback.
      commit(foreign(registerNode(3)));
      events.push(`first callback: ${nodesOf(log.image)}`);
    });
    log.propose(registerNode(2), TIMEOUT, () => events.push(`second callback: ${nodesOf(log.image)}`));
    for (const bytes of sent.slice()) commit(bytes);
    log.flush();
    expect(events).toEqual([
      "first listener: 1,2",
      "second listener: 1,2",
      "first callback: 1,2",
      "second callback: 1,2",
      "first listener: 1,2,3",
      "second listener: 1,2,3",
    ]);
  });
});

describe("propose", () => {
  it("answers with the result of the command, never from inside the call", () => {
    const { log, commit, sent, time } = setup();
    const results: CommandResult[] = [];
    log.propose({ kind: "allocateProducerIds", count: 10 }, TIMEOUT, (result) => results.push(result));
    log.propose(createTopic({ name: "" }), TIMEOUT, (result) => results.push(result));
    expect(results).toEqual([]);
    for (const bytes of sent.slice()) commit(bytes);
    expect(results).toEqual([]);
    time.endTurn();
    expect(results[0]).toEqual({ error: 0, message: null, firstProducerId: 0 });
    expect(results[1]?.error).toBe(errorCodes.INVALID_TOPIC_EXCEPTION);
    expect(log.pendingProposalCount).toBe(0);
    expect(time.timerCount).toBe(0);
  });

  it("sends again, with the same request id, until it is applied; and it has one effect", () => {
    const { log, commit, sent, time } = setup();
    const results: CommandResult[] = [];
    log.propose({ kind: "allocateProducerIds", count: 10 }, TIMEOUT, (result) => results.push(result));
    time.advance(600);
    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((bytes) => JSON.stringify(decodeProposal(bytes).requestId))).size).toBe(1);
    for (const bytes of sent.slice()) commit(bytes);
    time.advance(5000);
    expect(sent).toHaveLength(3);
    expect(results).toHaveLength(1);
    expect(log.image).toMatchObject({ nextProducerId: 10, appliedIndex: 3 });
  });

  it("tries more often while it cannot even be sent, and at once when there is a leader", () => {
    const { log, sent, state, time } = setup();
    state.refusal = "noLeader";
    log.propose(registerNode(1), TIMEOUT, () => undefined);
    time.advance(500);
    state.refusal = null;
    log.leaderChanged();
    expect(sent).toHaveLength(1);
    log.leaderChanged();
    expect(sent).toHaveLength(2);
    time.advance(249);
    expect(sent).toHaveLength(2);
    time.advance(1);
    expect(sent).toHaveLength(3);
  });

  it("gives up after its time, though the command may have its effect later", () => {
    const { log, commit, sent, time } = setup();
    const results: CommandResult[] = [];
    log.propose(registerNode(1), TIMEOUT, (result) => results.push(result));
    time.advance(999);
    expect(results).toEqual([]);
    time.advance(1);
    expect(results.map(({ error }) => error)).toEqual([errorCodes.REQUEST_TIMED_OUT]);
    commit(sent[0]!);
    time.advance(5000);
    expect(results).toHaveLength(1);
    expect(log.image.nodes.has(1)).toBe(true);
    expect(time.timerCount).toBe(0);
  });

  it("waits for ever where it is to", () => {
    const { log, commit, sent, time } = setup();
    const errors: number[] = [];
    log.propose(registerNode(1), { timeoutMs: Number.POSITIVE_INFINITY }, ({ error }) => errors.push(error));
    time.advance(100_000);
    expect(errors).toEqual([]);
    commit(sent.at(-1)!);
    time.advance(1000);
    expect(errors).toEqual([0]);
    expect(time.timerCount).toBe(0);
  });

  it("ignores results of other processes", () => {
    const { log, commit, foreign, time } = setup();
    let answered = false;
    log.propose(registerNode(1), TIMEOUT, () => {
      answered = true;
    });
    commit(foreign(registerNode(2), 1));
    const requestId = { proposer: 1, incarnation: "earlier life", sequence: 1 };
    commit(encodeProposal({ requestId, basisIndex: 0, command: registerNode(3) }));
    commit(encodeProposal({ requestId: { ...requestId, sequence: 2 }, basisIndex: 0, command: registerNode(3) }));
    time.endTurn();
    expect(answered).toBe(false);
  });

  it("refuses more than its limit, and what cannot be encoded, later", () => {
    const { log, time } = setup({ proposalsMax: 1 });
    const errors: number[] = [];
    log.propose(createTopic({ topicId: "nonsense" }), TIMEOUT, ({ error }) => errors.push(error));
    log.propose(registerNode(1), TIMEOUT, ({ error }) => errors.push(error));
    log.propose(registerNode(2), TIMEOUT, ({ error }) => errors.push(error));
    expect(errors).toEqual([]);
    time.endTurn();
    expect(errors).toEqual([errorCodes.INVALID_REQUEST, errorCodes.THROTTLING_QUOTA_EXCEEDED]);
  });

  it("answers everything when the node stops", () => {
    const { log, time, commit, foreign } = setup();
    const errors: number[] = [];
    let told = false;
    log.onChange(() => {
      told = true;
    });
    log.propose(registerNode(1), TIMEOUT, ({ error }) => errors.push(error));
    commit(foreign(registerNode(2)));
    log.stop();
    expect(errors).toEqual([errorCodes.REQUEST_TIMED_OUT]);
    log.propose(registerNode(1), TIMEOUT, ({ error }) => errors.push(error));
    time.advance(5000);
    expect(errors).toEqual([errorCodes.REQUEST_TIMED_OUT, errorCodes.REQUEST_TIMED_OUT]);
    expect(told).toBe(false);
    expect(time.timerCount).toBe(0);
  });
});

describe("replicated state", () => {
  it("does not bring a deleted topic back for a proposal that comes twice", () => {
    const { log, commit, foreign } = setup();
    commit(foreign(registerNode(1), 1));
    const create = foreign(createTopic(), 2);
    commit(create);
    commit(foreign({ kind: "deleteTopic", topicId: TOPIC_ID }, 3));
    commit(create);
    log.flush();
    expect(log.image.topics.size).toBe(0);
    expect(log.image.appliedIndex).toBe(4);
  });

  /**
   * The leader counts a node that it wants in the ISR until the change is settled, and no longer. Were a refused change to
   * come true afterwards, the node would be in the ISR without what was acknowledged in between.
   */
  it("does not let a refused ISR change come true when it arrives again", () => {
    const { log, commit, foreign } = setup();
    commit(foreign(registerNode(1), 1));
    commit(foreign(registerNode(2), 2));
    commit(foreign(createTopic({ assignments: [[1, 2]] }), 3));
    commit(foreign({ kind: "fenceNode", nodeId: 2, nodeEpoch: 2 }, 4));
    const isr = [
      { nodeId: 1, nodeEpoch: 1 },
      { nodeId: 2, nodeEpoch: 2 },
    ];
    const epochs = { leader: 1, leaderEpoch: 0, partitionEpoch: 1 };
    const join = foreign({ kind: "changeIsr", topicId: TOPIC_ID, partition: 0, ...epochs, isr }, 5);
    commit(join);
    commit(foreign({ kind: "unfenceNode", nodeId: 2, nodeEpoch: 2 }, 6));
    commit(join);
    log.flush();
    expect(log.image.topics.get(TOPIC_ID)?.partitions[0]).toMatchObject({ isr: [1], partitionEpoch: 1 });
    commit(foreign({ kind: "changeIsr", topicId: TOPIC_ID, partition: 0, ...epochs, isr }, 7));
    log.flush();
    expect(log.image.topics.get(TOPIC_ID)?.partitions[0]).toMatchObject({ isr: [1, 2], partitionEpoch: 2 });
  });

  it("takes no proposal that has been under way for too long; its proposer starts again", () => {
    const { log, commit, sent, time } = setup();
    const results: CommandResult[] = [];
    log.propose(registerNode(1), TIMEOUT, (result) => results.push(result));
    const late = sent[0]!;
    commit(late, WINDOW_ENTRIES + 1);
    time.advance(1);
    expect(results).toEqual([]);
    expect(log.image).toMatchObject({ nodes: new Map(), appliedIndex: WINDOW_ENTRIES + 1 });
    expect(sent).toHaveLength(2);
    expect(decodeProposal(sent[1]!)).toMatchObject({ requestId: { sequence: 2 }, basisIndex: WINDOW_ENTRIES + 1 });
    commit(late);
    commit(sent[1]!);
    time.advance(5000);
    expect(results).toEqual([{ error: 0, message: null }]);
    expect(log.image.nodes.get(1)?.nodeEpoch).toBe(WINDOW_ENTRIES + 3);
    expect(time.timerCount).toBe(0);
  });

  it("stops at an entry that it cannot read, with its index, and never goes past it", () => {
    const { log, commit } = setup();
    expect(() => commit(new Uint8Array([1, 2, 3]), 7)).toThrow("entry 7 of the metadata log");
    expect(log.appliedIndex).toBe(0);
  });

  it("goes on from a snapshot, request ids included", () => {
    const source = setup();
    const create = source.foreign(createTopic(), 2);
    source.commit(source.foreign(registerNode(1), 1));
    source.commit(create);
    source.commit(source.foreign({ kind: "deleteTopic", topicId: TOPIC_ID }, 3));
    const target = setup();
    const told: MetadataImage[] = [];
    target.log.onChange((before, after) => told.push(before, after));
    target.log.restore(source.log.snapshot());
    target.time.endTurn();
    source.log.flush();
    expect(told).toEqual([EMPTY_IMAGE, source.log.image]);
    target.commit(create, 4);
    target.log.flush();
    expect(target.log.image.topics.size).toBe(0);
    expect(target.log.image.appliedIndex).toBe(4);
  });

  it("does not know the outcome of its own proposal that a snapshot has swallowed", () => {
    const { log, sent, commit, time } = setup();
    let result: CommandResult | null = null;
    log.propose(registerNode(1), TIMEOUT, (outcome) => {
      result = outcome;
    });
    const other = setup();
    other.commit(sent[0]!);
    log.restore(other.log.snapshot());
    commit(sent[0]!, 2);
    time.endTurn();
    expect(result).toMatchObject({ error: errorCodes.REQUEST_TIMED_OUT });
    expect(log.image.nodes.has(1)).toBe(true);
  });
});
