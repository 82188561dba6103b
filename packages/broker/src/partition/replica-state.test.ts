import { encodeBatch, stampBaseOffset, stampPartitionLeaderEpoch } from "@chronik/kafka-protocol";
import { WalError } from "@chronik/wal";
import { describe, expect, it } from "vitest";
import { MemoryPartitionLog } from "../testing/memory-partition-log.ts";
import { type LeaderBatch, ReplicaState } from "./replica-state.ts";

const PRODUCER = { producerId: 7, producerEpoch: 0 };

/** One record of producer 7, as it comes from a leader. */
function replicated(baseSequence: number): Uint8Array {
  const records = [{ timestamp: 1, key: null, value: new Uint8Array(8) }];
  const bytes = encodeBatch({ records, ...PRODUCER, baseSequence });
  stampBaseOffset(bytes, 0, baseSequence);
  stampPartitionLeaderEpoch(bytes, 0, 1);
  return bytes;
}

/** The same record, as its producer sends it again. */
function retried(baseSequence: number): LeaderBatch {
  return { bytes: replicated(baseSequence), recordCount: 1, maxTimestamp: 1, ...PRODUCER, baseSequence };
}

function loaded(log: MemoryPartitionLog): ReplicaState {
  const replica = new ReplicaState(log);
  replica.load();
  return replica;
}

describe("a replica's producers", () => {
  it("are those of the batches that a follower's log holds", () => {
    const replica = loaded(new MemoryPartitionLog());
    replica.appendAsFollower(replicated(0), () => {});
    expect(replica.checkSequence(retried(0))).toEqual({ kind: "duplicate", baseOffset: 0 });
    expect(replica.checkSequence(retried(1))).toEqual({ kind: "append" });
  });

  it("are not those of a batch that the log has refused: its retry to the new leader is no duplicate", () => {
    const log = new MemoryPartitionLog();
    const replica = loaded(log);
    replica.appendAsFollower(replicated(0), () => {});
    log.refusal = new WalError("diskFull", "no room");
    const errors: (Error | null)[] = [];
    replica.appendAsFollower(replicated(1), (error) => errors.push(error));
    log.refusal = null;
    log.sync();
    expect(errors).toEqual([expect.objectContaining({ code: "diskFull" })]);
    expect(replica.logEndOffset).toBe(1);
    expect(replica.checkSequence(retried(1))).toEqual({ kind: "append" });
  });
});
