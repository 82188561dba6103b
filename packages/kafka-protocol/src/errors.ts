/**
 * Kafka's error codes, up to Kafka 4.2. They are data in responses, not exceptions: what this package throws is
 * ProtocolError.
 */

/** Code, name, whether Kafka's clients try again after it, and a message for where there is nothing more precise. */
const table = [
  [-1, "UNKNOWN_SERVER_ERROR", false, "The broker failed in a way it did not foresee."],
  [0, "NONE", false, null],
  [1, "OFFSET_OUT_OF_RANGE", false, "The offset lies outside what the partition's log holds."],
  [2, "CORRUPT_MESSAGE", true, "The batch fails its checksum or is otherwise damaged."],
  [3, "UNKNOWN_TOPIC_OR_PARTITION", true, "There is no such topic or partition here."],
  [4, "INVALID_FETCH_SIZE", false, "The number of bytes to fetch makes no sense."],
  [5, "LEADER_NOT_AVAILABLE", true, "The partition has no leader at the moment."],
  [6, "NOT_LEADER_OR_FOLLOWER", true, "This broker is not the partition's leader, or not one of its replicas."],
  [7, "REQUEST_TIMED_OUT", true, "The request was not completed within its time."],
  [8, "BROKER_NOT_AVAILABLE", false, "The broker is not available."],
  [9, "REPLICA_NOT_AVAILABLE", true, "The replica is not available."],
  [10, "MESSAGE_TOO_LARGE", false, "The batch is larger than the topic allows."],
  [11, "STALE_CONTROLLER_EPOCH", false, "The controller has been superseded."],
  [12, "OFFSET_METADATA_TOO_LARGE", false, "The text that goes with the committed offset is too long."],
  [13, "NETWORK_EXCEPTION", true, "The connection broke before an answer came."],
  [14, "COORDINATOR_LOAD_IN_PROGRESS", true, "The coordinator is still loading its state."],
  [15, "COORDINATOR_NOT_AVAILABLE", true, "There is no coordinator at the moment."],
  [16, "NOT_COORDINATOR", true, "This broker is not the coordinator."],
  [
    17,
    "INVALID_TOPIC_EXCEPTION",
    false,
    "The topic's name is not allowed, or the operation is not allowed on this topic.",
  ],
  [18, "RECORD_LIST_TOO_LARGE", false, "The batch is larger than a log segment may be."],
  [19, "NOT_ENOUGH_REPLICAS", true, "Too few replicas are in sync; nothing was written."],
  [20, "NOT_ENOUGH_REPLICAS_AFTER_APPEND", true, "The batch was written, but too few replicas are in sync."],
  [21, "INVALID_REQUIRED_ACKS", false, "Required acks must be 0, 1 or -1."],
  [22, "ILLEGAL_GENERATION", false, "The group is in another generation."],
  [
    23,
    "INCONSISTENT_GROUP_PROTOCOL",
    false,
    "The member and its group have no protocol in common, or the member names none.",
  ],
  [24, "INVALID_GROUP_ID", false, "The group id is not allowed."],
  [25, "UNKNOWN_MEMBER_ID", false, "The group has no such member."],
  [26, "INVALID_SESSION_TIMEOUT", false, "The session timeout lies outside what the broker allows."],
  [27, "REBALANCE_IN_PROGRESS", false, "The group is rebalancing; join it again."],
  [28, "INVALID_COMMIT_OFFSET_SIZE", false, "The offsets to commit take too much room."],
  [29, "TOPIC_AUTHORIZATION_FAILED", false, "Not authorized for the topic."],
  [30, "GROUP_AUTHORIZATION_FAILED", false, "Not authorized for the group."],
  [31, "CLUSTER_AUTHORIZATION_FAILED", false, "Not authorized for the cluster."],
  [32, "INVALID_TIMESTAMP", false, "The timestamp lies outside what the topic allows."],
  [33, "UNSUPPORTED_SASL_MECHANISM", false, "The broker does not offer this SASL mechanism."],
  [34, "ILLEGAL_SASL_STATE", false, "The request does not fit the state of the SASL exchange."],
  [35, "UNSUPPORTED_VERSION", false, "The version is not supported."],
  [36, "TOPIC_ALREADY_EXISTS", false, "The topic exists already."],
  [37, "INVALID_PARTITIONS", false, "The number of partitions is not allowed."],
  [38, "INVALID_REPLICATION_FACTOR", false, "The replication factor is below 1 or above the number of brokers."],
  [39, "INVALID_REPLICA_ASSIGNMENT", false, "The replica assignment is not allowed."],
  [40, "INVALID_CONFIG", false, "The configuration is not valid."],
  [41, "NOT_CONTROLLER", true, "This node is not the controller."],
  [42, "INVALID_REQUEST", false, "The request contradicts itself or the protocol."],
  [43, "UNSUPPORTED_FOR_MESSAGE_FORMAT", false, "The record format does not allow this."],
  [44, "POLICY_VIOLATION", false, "A policy of the cluster forbids this."],
  [45, "OUT_OF_ORDER_SEQUENCE_NUMBER", false, "The sequence number does not follow the last one."],
  [46, "DUPLICATE_SEQUENCE_NUMBER", false, "The sequence number has been used before."],
  [47, "INVALID_PRODUCER_EPOCH", false, "The producer's epoch is out of date."],
  [48, "INVALID_TXN_STATE", false, "The transaction's state does not allow this."],
  [49, "INVALID_PRODUCER_ID_MAPPING", false, "The producer id does not belong to this transactional id."],
  [50, "INVALID_TRANSACTION_TIMEOUT", false, "The transaction timeout exceeds what the broker allows."],
  [51, "CONCURRENT_TRANSACTIONS", true, "Another operation on this transaction is under way."],
  [52, "TRANSACTION_COORDINATOR_FENCED", false, "The transaction coordinator has been superseded."],
  [53, "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", false, "Not authorized for the transactional id."],
  [54, "SECURITY_DISABLED", false, "No authorizer is configured."],
  [55, "OPERATION_NOT_ATTEMPTED", false, "Left undone because another part of the request failed."],
  [56, "KAFKA_STORAGE_ERROR", true, "The disk failed."],
  [57, "LOG_DIR_NOT_FOUND", false, "There is no such log folder."],
  [58, "SASL_AUTHENTICATION_FAILED", false, "Authentication failed."],
  [59, "UNKNOWN_PRODUCER_ID", false, "The partition does not remember this producer."],
  [60, "REASSIGNMENT_IN_PROGRESS", false, "The partition is being reassigned."],
  [61, "DELEGATION_TOKEN_AUTH_DISABLED", false, "Delegation tokens are not enabled."],
  [62, "DELEGATION_TOKEN_NOT_FOUND", false, "There is no such delegation token."],
  [63, "DELEGATION_TOKEN_OWNER_MISMATCH", false, "The delegation token belongs to someone else."],
  [64, "DELEGATION_TOKEN_REQUEST_NOT_ALLOWED", false, "Delegation tokens cannot be requested over this connection."],
  [65, "DELEGATION_TOKEN_AUTHORIZATION_FAILED", false, "Not authorized for the delegation token."],
  [66, "DELEGATION_TOKEN_EXPIRED", false, "The delegation token has expired."],
  [67, "INVALID_PRINCIPAL_TYPE", false, "The type of principal is not supported."],
  [68, "NON_EMPTY_GROUP", false, "The group still has members."],
  [69, "GROUP_ID_NOT_FOUND", false, "There is no such group."],
  [70, "FETCH_SESSION_ID_NOT_FOUND", true, "There is no such fetch session."],
  [71, "INVALID_FETCH_SESSION_EPOCH", true, "The fetch session is at another epoch."],
  [72, "LISTENER_NOT_FOUND", true, "The leader has no listener of the name that was asked on."],
  [73, "TOPIC_DELETION_DISABLED", false, "Topics cannot be deleted here."],
  [74, "FENCED_LEADER_EPOCH", true, "The leader epoch is older than the broker's."],
  [75, "UNKNOWN_LEADER_EPOCH", true, "The leader epoch is newer than the broker's."],
  [76, "UNSUPPORTED_COMPRESSION_TYPE", false, "The client's version cannot take this compression."],
  [77, "STALE_BROKER_EPOCH", false, "The broker has registered again since."],
  [78, "OFFSET_NOT_AVAILABLE", true, "The new leader does not know its high watermark yet."],
  [79, "MEMBER_ID_REQUIRED", false, "Join again with the member id in the answer."],
  [80, "PREFERRED_LEADER_NOT_AVAILABLE", true, "The preferred leader is not available."],
  [81, "GROUP_MAX_SIZE_REACHED", false, "The group is full."],
  [82, "FENCED_INSTANCE_ID", false, "Another member has taken over this instance id."],
  [83, "ELIGIBLE_LEADERS_NOT_AVAILABLE", true, "No replica may become leader."],
  [84, "ELECTION_NOT_NEEDED", true, "The partition's leader is the one it should be."],
  [85, "NO_REASSIGNMENT_IN_PROGRESS", false, "The partition is not being reassigned."],
  [86, "GROUP_SUBSCRIBED_TO_TOPIC", false, "The group is subscribed to the topic."],
  [87, "INVALID_RECORD", false, "A record is not acceptable."],
  [88, "UNSTABLE_OFFSET_COMMIT", true, "A transaction that commits offsets is still open."],
  [89, "THROTTLING_QUOTA_EXCEEDED", true, "The quota is used up."],
  [90, "PRODUCER_FENCED", false, "A newer producer has taken over the transactional id."],
  [91, "RESOURCE_NOT_FOUND", false, "There is no such resource."],
  [92, "DUPLICATE_RESOURCE", false, "The request names a resource twice."],
  [93, "UNACCEPTABLE_CREDENTIAL", false, "The credential is not acceptable."],
  [94, "INCONSISTENT_VOTER_SET", false, "Sender and receiver disagree on who votes."],
  [95, "INVALID_UPDATE_VERSION", false, "The version to update to is not allowed."],
  [96, "FEATURE_UPDATE_FAILED", false, "The features could not be updated."],
  [97, "PRINCIPAL_DESERIALIZATION_FAILURE", false, "The forwarded principal cannot be read."],
  [98, "SNAPSHOT_NOT_FOUND", false, "There is no such snapshot."],
  [99, "POSITION_OUT_OF_RANGE", false, "The position lies outside the snapshot."],
  [100, "UNKNOWN_TOPIC_ID", true, "There is no topic of this id here."],
  [101, "DUPLICATE_BROKER_REGISTRATION", false, "The broker id is in use."],
  [102, "BROKER_ID_NOT_REGISTERED", false, "The broker id is not registered."],
  [103, "INCONSISTENT_TOPIC_ID", true, "The topic has another id."],
  [104, "INCONSISTENT_CLUSTER_ID", false, "The cluster has another id."],
  [105, "TRANSACTIONAL_ID_NOT_FOUND", false, "There is no such transactional id."],
  [106, "FETCH_SESSION_TOPIC_ID_ERROR", true, "The fetch session mixes topic ids and names."],
  [107, "INELIGIBLE_REPLICA", false, "A replica may not be in the in-sync set."],
  [108, "NEW_LEADER_ELECTED", false, "The partition was changed, and has another leader now."],
  [109, "OFFSET_MOVED_TO_TIERED_STORAGE", false, "The offset has moved to tiered storage."],
  [110, "FENCED_MEMBER_EPOCH", false, "The member's epoch is out of date; give up all partitions and join again."],
  [111, "UNRELEASED_INSTANCE_ID", false, "Another member still has this instance id."],
  [112, "UNSUPPORTED_ASSIGNOR", false, "The group does not support the assignor."],
  [113, "STALE_MEMBER_EPOCH", false, "The member's epoch is out of date; try again after the next heartbeat."],
  [114, "MISMATCHED_ENDPOINT_TYPE", false, "This endpoint is of the other type."],
  [115, "UNSUPPORTED_ENDPOINT_TYPE", false, "This type of endpoint is not supported."],
  [116, "UNKNOWN_CONTROLLER_ID", false, "There is no controller of this id."],
  [117, "UNKNOWN_SUBSCRIPTION_ID", false, "The telemetry subscription is unknown or out of date."],
  [118, "TELEMETRY_TOO_LARGE", false, "The telemetry takes more room than the broker allows."],
  [119, "INVALID_REGISTRATION", false, "The broker's registration was refused."],
  [120, "TRANSACTION_ABORTABLE", false, "The transaction failed; abort it and go on."],
  [121, "INVALID_RECORD_STATE", false, "The record's delivery state does not allow this."],
  [122, "SHARE_SESSION_NOT_FOUND", true, "There is no such share session."],
  [123, "INVALID_SHARE_SESSION_EPOCH", true, "The share session is at another epoch."],
  [124, "FENCED_STATE_EPOCH", false, "The share group's state is at another epoch."],
  [125, "INVALID_VOTER_KEY", false, "The voter is not the replica that received the request."],
  [126, "DUPLICATE_VOTER", false, "The voter is in the voter set already."],
  [127, "VOTER_NOT_FOUND", false, "The voter is not in the voter set."],
  [128, "INVALID_REGULAR_EXPRESSION", false, "The regular expression is not valid."],
  [129, "REBOOTSTRAP_REQUIRED", false, "The client's metadata is out of date; bootstrap again."],
  [130, "STREAMS_INVALID_TOPOLOGY", false, "The topology is not valid."],
  [131, "STREAMS_INVALID_TOPOLOGY_EPOCH", false, "The topology's epoch is not valid."],
  [132, "STREAMS_TOPOLOGY_FENCED", false, "The topology's epoch is out of date."],
  [133, "SHARE_SESSION_LIMIT_REACHED", true, "There are as many share sessions as there may be."],
] as const;

type Row = (typeof table)[number];

export type ErrorName = Row[1];

/** One of Kafka's error codes. */
export type ErrorCode = Row[0];

/** What is known of an error code. */
export interface ErrorInfo {
  readonly code: ErrorCode;
  readonly name: ErrorName;
  /** Whether a client may expect the same request to succeed later. */
  readonly retriable: boolean;
  /** For an error message field; null for NONE. */
  readonly message: string | null;
}

/** The codes by name: `errorCodes.NOT_LEADER_OR_FOLLOWER` is 6, in its type as well. */
export const errorCodes = Object.fromEntries(table.map(([code, name]) => [name, code])) as {
  readonly [R in Row as R[1]]: R[0];
};

const infos: ReadonlyMap<number, ErrorInfo> = new Map(
  table.map(([code, name, retriable, message]) => [code, { code, name, retriable, message }]),
);

/** What is known of `code`; null where Kafka does not define it. */
export function errorInfo(code: number): ErrorInfo | null {
  return infos.get(code) ?? null;
}
