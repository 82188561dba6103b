/** How groups are run. */
export interface GroupOptions {
  /** `group.initial.rebalance.delay.ms`: how long an empty group waits for more members before its first rebalance. Kafka: 3000. */
  readonly initialRebalanceDelayMs: number;
  /** `group.min.session.timeout.ms`. Kafka: 6000. */
  readonly sessionTimeoutMsMin: number;
  /** `group.max.session.timeout.ms`. Kafka: 1,800,000. */
  readonly sessionTimeoutMsMax: number;
  /** `group.max.size`: members of one group. Kafka: 2147483647. */
  readonly groupSizeMax: number;
  /** `offset.metadata.max.bytes`: the longest text along with a committed offset, in UTF-16 code units as in Kafka. Kafka: 4096. */
  readonly offsetMetadataLengthMax: number;
  /** `offsets.retention.minutes`, in milliseconds. Kafka: 7 days. */
  readonly offsetsRetentionMs: number;
  /** `offsets.retention.check.interval.ms`. Kafka: 600,000. */
  readonly offsetsRetentionCheckIntervalMs: number;
}

/**
 * How long a new member may wait for its first JoinGroup to be answered. It does not know its id yet, so it cannot send
 * heartbeats; where it has given up, nothing else would ever remove it.
 */
export const NEW_MEMBER_JOIN_TIMEOUT_MS = 5 * 60 * 1000;

/** Member ids that a group has given out (KIP-394) and that nobody has joined with yet. */
export const PENDING_MEMBERS_MAX = 10_000;

/** Appends to one partition of `__consumer_offsets` that wait for their commit. Past that, writers are turned away. */
export const APPENDS_IN_FLIGHT_MAX = 10_000;

/**
 * How long a writer waits for its append to be committed: Kafka's `offsets.commit.timeout.ms`. A client's heartbeats may be
 * queued up behind its commit, so it has to hear something.
 */
export const APPEND_TIMEOUT_MS = 5000;

/** How long a loader waits before it looks again for records that cannot be read yet. */
export const LOAD_RETRY_MS = 20;

/** How much of a client or instance id goes into a member id. */
export const MEMBER_ID_PREFIX_LENGTH_MAX = 255;

/** Rough size of a batch of tombstones: far below any `max.message.bytes` that a cluster can work with. */
export const TOMBSTONE_BATCH_BYTES_MAX = 256 * 1024;

/**
 * A timer that fires later than this was held up by a pause of this process (SIGSTOP, a suspended machine), in which no
 * heartbeat could come in either. All waits start anew then, as after a failover.
 */
export const TIMER_LATENESS_MS_MAX = 1000;
