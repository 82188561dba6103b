import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, int64, string } from "../schema/field.ts";

const addPartitionsToTxnTopic = {
  name: string(),
  partitions: array({ of: int32() }),
} as const;

const addPartitionsToTxnPartitionResult = {
  partitionIndex: int32(),
  partitionErrorCode: int16(),
} as const;

const addPartitionsToTxnTopicResult = {
  name: string(),
  resultsByPartition: array({ of: addPartitionsToTxnPartitionResult }),
} as const;

/**
 * Enters partitions into a producer's transaction. From version 4 on brokers ask it of each other, for several
 * transactions at once and to verify only (KIP-890); clients stop at 3.
 */
export const addPartitionsToTxn = defineApi({
  key: 24,
  name: "AddPartitionsToTxn",
  versions: "0-5",
  flexible: "3+",
  request: {
    transactions: array({
      versions: "4+",
      of: {
        transactionalId: string(),
        producerId: int64(),
        producerEpoch: int16(),
        verifyOnly: bool(),
        topics: array({ of: addPartitionsToTxnTopic }),
      },
    }),
    v3AndBelowTransactionalId: string({ versions: "0-3" }),
    v3AndBelowProducerId: int64({ versions: "0-3" }),
    v3AndBelowProducerEpoch: int16({ versions: "0-3" }),
    v3AndBelowTopics: array({ versions: "0-3", of: addPartitionsToTxnTopic }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16({ versions: "4+", ignorable: true }),
    resultsByTransaction: array({
      versions: "4+",
      of: {
        transactionalId: string(),
        topicResults: array({ of: addPartitionsToTxnTopicResult }),
      },
    }),
    resultsByTopicV3AndBelow: array({ versions: "0-3", of: addPartitionsToTxnTopicResult }),
  },
});

export type AddPartitionsToTxnRequest = RequestOf<typeof addPartitionsToTxn>;
export type AddPartitionsToTxnRequestInput = RequestInputOf<typeof addPartitionsToTxn>;
export type AddPartitionsToTxnResponse = ResponseOf<typeof addPartitionsToTxn>;
export type AddPartitionsToTxnResponseInput = ResponseInputOf<typeof addPartitionsToTxn>;
