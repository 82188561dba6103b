export type {
  AnyApi,
  ApiDeclaration,
  ApiDefinition,
  RequestInputOf,
  RequestOf,
  ResponseInputOf,
  ResponseOf,
} from "./api.ts";
export { defineApi } from "./api.ts";
export {
  type ApiVersionRange,
  advertisedVersions,
  isClientSoftwareText,
  unsupportedApiVersions,
} from "./api-versions.ts";
export { apis } from "./apis.ts";
export { consumerProtocolAssignment, consumerProtocolSubscription } from "./consumer-protocol.ts";
export { ProtocolError, type ProtocolErrorCode } from "./error.ts";
export { type ErrorCode, type ErrorInfo, type ErrorName, errorCodes, errorInfo } from "./errors.ts";
export {
  decodeCorrelationId,
  decodeRequest,
  decodeRequestBody,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  type RequestHeader,
  type RequestMessage,
  type ResponseFrame,
  type ResponseMessage,
} from "./frame.ts";
export * from "./messages/index.ts";
export {
  BATCH_HEADER_BYTES,
  BATCH_MAGIC,
  type BatchAttributes,
  type BatchHeader,
  type BatchHeaderProblem,
  type BatchHeaderResult,
  batchAttributes,
  batchCompression,
  hasDeleteHorizon,
  isControlBatch,
  isLogAppendTime,
  isTransactionalBatch,
  NO_PRODUCER_EPOCH,
  NO_PRODUCER_ID,
  NO_SEQUENCE,
  NO_TIMESTAMP,
  readBatchHeader,
  stampBaseOffset,
  stampCrc,
  stampLogAppendTime,
  stampPartitionLeaderEpoch,
  verifyBatchCrc,
} from "./records/batch-header.ts";
export { type LocatedBatch, readBatches } from "./records/batches.ts";
export {
  type Compression,
  type CompressionCodec,
  compressionCodecs,
  type Decompression,
} from "./records/compression.ts";
export {
  decodeEndTxnMarker,
  type EndTxnMarker,
  type EndTxnMarkerBatch,
  encodeEndTxnMarker,
  type TransactionResult,
} from "./records/control-record.ts";
export { type BatchInput, encodeBatch, type RecordInput } from "./records/encode-batch.ts";
export { type DecodedRecord, type DecodeRecordsOptions, decodeRecords, type RecordHeader } from "./records/record.ts";
export { Codec, type CodecOptions } from "./schema/codec.ts";
export {
  array,
  bool,
  bytes,
  type Field,
  type FieldOptions,
  type Fields,
  float64,
  INT64_MAX,
  type Infer,
  type InferInput,
  int8,
  int16,
  int32,
  int64,
  records,
  string,
  struct,
  uint16,
  uint32,
  uuid,
} from "./schema/field.ts";
export { KeyCodec } from "./schema/keyed.ts";
export { type Versioned, VersionedCodec } from "./schema/versioned.ts";
export type { VersionRange, Versions } from "./schema/versions.ts";
export { groupMetadataKey, groupMetadataValue, offsetCommitKey, offsetCommitValue } from "./storage/offsets-topic.ts";
export {
  decodeProducerSnapshot,
  encodeProducerSnapshot,
  type ProducerSnapshotEntry,
  type ProducerSnapshotEntryInput,
} from "./storage/producer-snapshot.ts";
export { transactionLogKey, transactionLogValue } from "./storage/transactions-topic.ts";
export { Reader } from "./wire/reader.ts";
export { isUuid, uuidFromBase64, uuidToBase64, ZERO_UUID } from "./wire/uuid.ts";
export { Writer } from "./wire/writer.ts";
