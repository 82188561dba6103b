/** What `__transaction_state` holds: one record per transactional id. A record without a value removes its id. */
import { array, int8, int16, int32, int64, string } from "../schema/field.ts";
import { KeyCodec } from "../schema/keyed.ts";
import { VersionedCodec } from "../schema/versioned.ts";

export const transactionLogKey = new KeyCodec({
  name: "TransactionLogKey",
  kinds: [0],
  fields: { transactionalId: string() },
});

/** The tagged fields of version 1 belong to transactions that bump their epoch (KIP-890). */
export const transactionLogValue = new VersionedCodec({
  name: "TransactionLogValue",
  versions: "0-1",
  flexible: "1+",
  fields: {
    producerId: int64(),
    previousProducerId: int64({ versions: "1+", tag: 0, default: -1 }),
    nextProducerId: int64({ versions: "1+", tag: 1, default: -1 }),
    producerEpoch: int16(),
    nextProducerEpoch: int16({ versions: "1+", tag: 3, default: -1 }),
    transactionTimeoutMs: int32(),
    transactionStatus: int8(),
    transactionPartitions: array({
      nullable: true,
      of: { topic: string(), partitionIds: array({ of: int32() }) },
    }),
    transactionLastUpdateTimestampMs: int64(),
    transactionStartTimestampMs: int64(),
    clientTransactionVersion: int16({ versions: "1+", tag: 2 }),
  },
});
