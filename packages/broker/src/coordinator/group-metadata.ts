import type { TopicId } from "../metadata/image.ts";

/** A group as its record in `__consumer_offsets` has it: what survives a failover. */
export interface GroupMetadata {
  readonly generationId: number;
  /** Null for a group that never had members. */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leaderId: string | null;
  /** When the group came into its state, by the wall clock; −1 where an old record does not say. */
  readonly stateSinceMs: number;
  /** None for an empty group. */
  readonly members: readonly StoredMember[];
}

export interface StoredMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly rebalanceTimeoutMs: number;
  readonly sessionTimeoutMs: number;
  /** The member's metadata under the group's protocol. */
  readonly subscription: Uint8Array;
  readonly assignment: Uint8Array;
}

/** A committed offset as its record has it. */
export interface CommittedOffset {
  readonly offset: number;
  /** The topic that it was committed for: one deleted and created again is another. The zero UUID where it is not known. */
  readonly topicId: TopicId;
  /** −1 where the client did not say. */
  readonly leaderEpoch: number;
  readonly metadata: string;
  /** By the wall clock. */
  readonly commitTimestampMs: number;
  /** When it ends, by the wall clock, where the client asked for that (OffsetCommit up to v4); −1 for the broker's retention. */
  readonly expireTimestampMs: number;
}
