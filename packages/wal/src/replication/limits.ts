/** Limits of the leader's side. */
export interface SourceLimits {
  /** Bytes on their way to one follower node, over all partitions, not yet acknowledged as durable. Default 8 MiB. */
  readonly windowBytesMax: number;
  /** Payload of one message; a single bigger batch goes alone. Default 1 MiB. */
  readonly messageBytesMax: number;
  /** Refusals and divergences that wait for room in the network, per follower node. Default 65,536. */
  readonly repliesMax: number;
}

export const defaultSourceLimits: SourceLimits = {
  windowBytesMax: 8 * 1024 * 1024,
  messageBytesMax: 1024 * 1024,
  repliesMax: 65_536,
};

/** Delays of the follower's side. All in milliseconds. */
export interface SinkDelays {
  /** Before the first new subscription after a refusal; doubles with every further one. Default 50. */
  readonly retryDelayMsMin: number;
  /** Where the doubling ends. Default 2,000. */
  readonly retryDelayMsMax: number;
  /** How long a subscription may go unanswered before it is made again; doubles likewise. Default 2,000. */
  readonly answerTimeoutMsMin: number;
  /** Where that doubling ends. Default 16,000. */
  readonly answerTimeoutMsMax: number;
}

export const defaultSinkDelays: SinkDelays = {
  retryDelayMsMin: 50,
  retryDelayMsMax: 2_000,
  answerTimeoutMsMin: 2_000,
  answerTimeoutMsMax: 16_000,
};
