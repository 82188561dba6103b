/** What clients did, in the words of Jepsen's Kafka workload as far as it has words for it. */

/** As in the Produce protocol: −1 is all. */
export type Acks = 0 | 1 | -1;

/** One record handed to a producer. */
export interface SendValue {
  readonly f: "send";
  readonly topic: string;
  readonly partition: number;
  readonly key: string | null;
  /** Unique in the run. */
  readonly value: string;
  readonly acks: Acks;
  readonly idempotent: boolean;
  /** How many batches of a partition the producer may have under way: without idempotence, more than 1 may change places. */
  readonly inFlightMax: number;
  /** Once it is ok: where the broker says it is; null where it does not say (acks=0). */
  offset?: number | null;
  /** How often it was handed to a connection. */
  attempts?: number;
}

export interface PolledRecord {
  readonly offset: number;
  readonly key: string | null;
  readonly value: string;
}

/** Records of one partition that a consumer got; recorded only where there are any. */
export interface PollValue {
  readonly f: "poll";
  readonly topic: string;
  readonly partition: number;
  /** Where the consumer was before. */
  readonly position: number;
  readonly records: readonly PolledRecord[];
  /** The group it is a member of. */
  readonly group: string | null;
  readonly node: number;
}

/**
 * Why a consumer goes to another place than after what it read last: it was `assigned` to begin there, it goes on where its group
 * has `committed`, it goes by its `reset` policy since there is nothing better, or what it had read is gone from the log
 * (`truncated`).
 */
export type SeekReason = "assigned" | "committed" | "reset" | "truncated";

export interface SeekValue {
  readonly f: "seek";
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  readonly reason: SeekReason;
  readonly group: string | null;
}

/** A group member got partitions for a generation. */
export interface AssignedValue {
  readonly f: "assigned";
  readonly group: string;
  readonly generation: number;
  readonly member: string;
  readonly topic: string;
  readonly partitions: readonly number[];
}

/** OffsetCommit of one partition. */
export interface CommitValue {
  readonly f: "commit";
  readonly group: string;
  readonly generation: number;
  readonly member: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

/** OffsetFetch of one partition. */
export interface CommittedValue {
  readonly f: "committed";
  readonly group: string;
  readonly topic: string;
  readonly partition: number;
  /** Of the member that asks; null for one who asks while nothing is wrong with the cluster. */
  readonly generation: number | null;
  /** Once it is ok; −1 where the group has committed nothing. */
  offset?: number;
}

export interface CreateTopicValue {
  readonly f: "create-topic";
  readonly topic: string;
  /** How often it was sent. */
  attempts?: number;
}

export interface DeleteTopicValue {
  readonly f: "delete-topic";
  readonly topic: string;
  attempts?: number;
}

export interface GrowTopicValue {
  readonly f: "grow-topic";
  readonly topic: string;
  /** How many partitions it is to have. */
  readonly partitions: number;
  attempts?: number;
}

/** A client saw by itself that the broker broke the protocol. */
export interface ReportValue {
  readonly f: "report";
  readonly name: string;
  readonly detail: string;
}

export type OperationValue =
  | SendValue
  | PollValue
  | SeekValue
  | AssignedValue
  | CommitValue
  | CommittedValue
  | CreateTopicValue
  | DeleteTopicValue
  | GrowTopicValue
  | ReportValue;

/** `fail` is definite: it has not happened and never will. `info` may have happened, or may still; `open` has not come to an end. */
export type OutcomeType = "open" | "ok" | "fail" | "info";

export interface OperationFrame {
  /** The client. */
  readonly process: string;
  readonly invokedAtMs: number;
  /** Its place among all beginnings and ends of operations: which of two came first where times are equal. */
  readonly invoked: number;
  type: OutcomeType;
  completedAtMs: number;
  /** Like {@link invoked}; infinite while open, and for `info`, since that may take effect at any later time. */
  completed: number;
  /** Why it is not ok. */
  error: string | null;
}

export type OperationOf<Value extends OperationValue> = OperationFrame & Value;
export type Operation = OperationFrame & OperationValue;
export type SendOperation = OperationOf<SendValue>;
export type PollOperation = OperationOf<PollValue>;
export type SeekOperation = OperationOf<SeekValue>;
export type CommitOperation = OperationOf<CommitValue>;
export type CommittedOperation = OperationOf<CommittedValue>;
export type AssignedOperation = OperationOf<AssignedValue>;

/** One line about an operation. */
export function describe(operation: Operation): string {
  const { process, invokedAtMs, type, completedAtMs, error } = operation;
  const end = type === "open" ? "" : `–${completedAtMs.toFixed(1)}`;
  const why = error === null ? "" : ` (${error})`;
  return `${invokedAtMs.toFixed(1)}${end} ms ${process} ${type} ${what(operation)}${why}`;
}

function what(operation: Operation): string {
  switch (operation.f) {
    case "send": {
      const { topic, partition, value, acks, offset } = operation;
      return `send ${value} to ${topic}-${partition} acks=${acks}${offset === undefined ? "" : ` at ${offset}`}`;
    }
    case "poll": {
      const { topic, partition, position, records, node } = operation;
      const [first, last] = [records[0], records.at(-1)];
      const range = first === undefined || last === undefined ? "nothing" : `${first.offset}–${last.offset}`;
      return `poll ${topic}-${partition} from ${position} at node ${node}: ${range}`;
    }
    case "seek":
      return `seek ${operation.topic}-${operation.partition} to ${operation.offset}, ${operation.reason}`;
    case "assigned": {
      const { group, generation, member, topic, partitions } = operation;
      return `${group} generation ${generation}: ${member} has ${topic} ${partitions.join() || "nothing"}`;
    }
    case "commit": {
      const { group, topic, partition, offset, generation } = operation;
      return `commit ${group} ${topic}-${partition} at ${offset} in generation ${generation}`;
    }
    case "committed":
      return `committed of ${operation.group} ${operation.topic}-${operation.partition}: ${operation.offset ?? "?"}`;
    case "report":
      return `${operation.name}: ${operation.detail}`;
    default:
      return `${operation.f} ${operation.topic}`;
  }
}
