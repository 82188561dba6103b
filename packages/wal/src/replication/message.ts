/** One partition of one topic, by the id that survives a rename or a re-creation under the same name. */
export interface PartitionKey {
  /** 16 bytes as 32 lower-case hexadecimal digits. */
  readonly topicId: string;
  readonly partition: number;
}

/**
 * What leader and follower say to each other about one partition.
 *
 * `leaderEpoch` is the sender's current leader epoch of the partition, and fences (KIP-320). `session` is drawn by the
 * follower, grows with every subscription it makes to a partition, and is repeated in every answer: what belongs to an
 * earlier session is dropped, so that a reconnect can neither duplicate nor skip a batch.
 */
export type ReplicationMessage = ToLeader | ToFollower;

/** What `ReplicationSource` receives. */
export type ToLeader = Subscribe | Unsubscribe | Acknowledge;

/** What `ReplicationSink` receives. */
export type ToFollower = Diverged | Refused | Batches;

interface Envelope extends PartitionKey {
  readonly leaderEpoch: number;
  readonly session: number;
}

/** Follower → leader: send me what comes after my log. */
export interface Subscribe extends Envelope {
  readonly kind: "subscribe";
  readonly logEndOffset: number;
  /** The epoch of the follower's last batch; −1 in an empty log. */
  readonly lastEpoch: number;
  /** How far the follower's log is durable; ≤ logEndOffset. Counts like an {@link Acknowledge} once the logs agree. */
  readonly durableEndOffset: number;
}

/** Follower → leader: I no longer follow. */
export interface Unsubscribe extends Envelope {
  readonly kind: "unsubscribe";
}

/**
 * Leader → follower: our logs part. The leader's largest epoch ≤ the follower's `lastEpoch`, and where that epoch ends
 * in the leader's log (KIP-101, KIP-279). The follower truncates by its own epochs and subscribes again.
 */
export interface Diverged extends Envelope {
  readonly kind: "diverged";
  readonly epoch: number;
  readonly endOffset: number;
  /** Where the leader's first batch starts; a follower whose log ends before it starts over from here. */
  readonly logStartOffset: number;
}

/**
 * Leader → follower: not served, or not any longer, and why. `sessionEnded`: the leader has let go of a session it
 * served (a connection broke); the follower subscribes again at once. After the others it tries again when its metadata
 * has changed, or later.
 */
export interface Refused extends Envelope {
  readonly kind: "refused";
  readonly reason: "notLeader" | "fencedEpoch" | "unknownEpoch" | "unknownPartition" | "logError" | "sessionEnded";
}

/**
 * Leader → follower: whole batches, and the high watermark as of now. Empty `payload`: only the high watermark or the log
 * start moved, or a subscription is taken up that has nothing to catch up on.
 */
export interface Batches extends Envelope {
  readonly kind: "batches";
  /** Where `payload` goes on from; equals the follower's log end offset, or the follower subscribes again. */
  readonly baseOffset: number;
  readonly highWatermark: number;
  readonly logStartOffset: number;
  /** Owned by the receiver after delivery; on the sending side it must not change until it is written out. */
  readonly payload: Uint8Array;
}

/** Follower → leader: everything below `durableEndOffset` is durable here. Cumulative. */
export interface Acknowledge extends Envelope {
  readonly kind: "acknowledge";
  readonly durableEndOffset: number;
}
