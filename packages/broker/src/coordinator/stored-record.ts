import {
  groupMetadataKey,
  groupMetadataValue,
  offsetCommitKey,
  offsetCommitValue,
  ProtocolError,
  ZERO_UUID,
} from "@chronik/kafka-protocol";
import { CoordinatorError } from "./coordinator-error.ts";
import type { CommittedOffset, GroupMetadata } from "./group-metadata.ts";
import type { CoordinatorRecord } from "./ports.ts";

/** What a record of `__consumer_offsets` says, in Kafka's own formats. A null value is a tombstone. */
export type StoredRecord =
  | { readonly kind: "group"; readonly groupId: string; readonly value: GroupMetadata | null }
  | {
      readonly kind: "offset";
      readonly groupId: string;
      readonly topic: string;
      readonly partition: number;
      readonly value: CommittedOffset | null;
    };

/** Static membership came with this version; all that reads it understands it. */
const GROUP_VALUE_VERSION = 3;
/** The only one with a time of expiry. */
const EXPIRING_OFFSET_VALUE_VERSION = 1;
/** Has the leader epoch (KIP-320) and the topic's id. */
const OFFSET_VALUE_VERSION = 4;

/** @throws ProtocolError where a text is longer than its field can be. */
export function encodeRecord(record: StoredRecord): CoordinatorRecord {
  if (record.kind === "group") {
    return {
      key: groupMetadataKey.encode({ group: record.groupId }),
      value: record.value === null ? null : encodeGroup(record.value),
    };
  }
  const { groupId, topic, partition, value } = record;
  return {
    key: offsetCommitKey.encode({ group: groupId, topic, partition }),
    value: value === null ? null : encodeOffset(value),
  };
}

/**
 * Null for a record of a kind that this version does not know (a group of another protocol, say).
 *
 * @throws CoordinatorError INVALID_RECORD for a damaged one. Keeps no reference to the record's bytes.
 */
export function decodeRecord(record: CoordinatorRecord): StoredRecord | null {
  try {
    if (offsetCommitKey.accepts(record.key)) {
      const { group, topic, partition } = offsetCommitKey.decode(record.key);
      const value = record.value === null ? null : decodeOffset(record.value);
      return { kind: "offset", groupId: group, topic, partition, value };
    }
    if (!groupMetadataKey.accepts(record.key)) return null;
    const { group } = groupMetadataKey.decode(record.key);
    return { kind: "group", groupId: group, value: record.value === null ? null : decodeGroup(record.value) };
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    throw new CoordinatorError("INVALID_RECORD", `a record of __consumer_offsets is damaged: ${error.message}`, {
      cause: error,
    });
  }
}

function encodeGroup(group: GroupMetadata): Uint8Array {
  const fields = {
    protocolType: group.protocolType ?? "",
    generation: group.generationId,
    protocol: group.protocolName,
    leader: group.leaderId,
    currentStateTimestamp: group.stateSinceMs,
    members: group.members.map((member) => ({
      ...member,
      rebalanceTimeout: member.rebalanceTimeoutMs,
      sessionTimeout: member.sessionTimeoutMs,
    })),
  };
  return groupMetadataValue.encode(fields, GROUP_VALUE_VERSION);
}

function decodeGroup(bytes: Uint8Array): GroupMetadata {
  const { value } = groupMetadataValue.decode(bytes);
  if (value.members.length > 0 && value.protocol === null) {
    throw new CoordinatorError("INVALID_RECORD", "a stored group has members but no protocol");
  }
  return {
    generationId: value.generation,
    protocolType: value.protocolType === "" ? null : value.protocolType,
    protocolName: value.protocol,
    leaderId: value.members.some(({ memberId }) => memberId === value.leader) ? value.leader : null,
    stateSinceMs: value.currentStateTimestamp,
    members: value.members.map((member) => ({
      memberId: member.memberId,
      groupInstanceId: member.groupInstanceId,
      clientId: member.clientId,
      clientHost: member.clientHost,
      // Version 0 did not tell the two apart.
      rebalanceTimeoutMs: member.rebalanceTimeout === -1 ? member.sessionTimeout : member.rebalanceTimeout,
      sessionTimeoutMs: member.sessionTimeout,
      subscription: member.subscription.slice(),
      assignment: member.assignment.slice(),
    })),
  };
}

function encodeOffset(committed: CommittedOffset): Uint8Array {
  const expires = committed.expireTimestampMs !== -1;
  const fields = {
    offset: committed.offset,
    leaderEpoch: committed.leaderEpoch,
    metadata: committed.metadata,
    commitTimestamp: committed.commitTimestampMs,
    expireTimestamp: committed.expireTimestampMs,
    topicId: committed.topicId,
  };
  return offsetCommitValue.encode(fields, expires ? EXPIRING_OFFSET_VALUE_VERSION : OFFSET_VALUE_VERSION);
}

function decodeOffset(bytes: Uint8Array): CommittedOffset {
  const { value } = offsetCommitValue.decode(bytes);
  return {
    offset: value.offset,
    topicId: value.topicId ?? ZERO_UUID,
    leaderEpoch: value.leaderEpoch,
    metadata: value.metadata,
    commitTimestampMs: value.commitTimestamp,
    expireTimestampMs: value.expireTimestamp,
  };
}
