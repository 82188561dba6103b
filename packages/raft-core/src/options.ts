import type { Configuration } from "./configuration.ts";
import { configurationOf } from "./configuration.ts";
import type { NodeId } from "./entry.ts";
import { RaftError } from "./error.ts";
import type { LogReader, MonotonicClock, RaftTrace, Random } from "./ports.ts";

/** How a node takes part. Times are in ticks: the owner decides how long one is, and calls `tick`. */
export interface RaftOptions {
  readonly id: NodeId;
  /** The voters of a new group. Once the log holds a configuration, that one counts. A node that joins a running group names the group's voters, not itself. */
  readonly voters: readonly NodeId[];
  /** The learners of a new group. Default: none. */
  readonly learners?: readonly NodeId[];
  /** Which of `voters` are witnesses. Default: none. */
  readonly witnesses?: readonly NodeId[];
  /**
   * This node is a witness: it votes and acknowledges, its log holds no payloads, it has no state machine and never leads.
   * For the life of its storage. Default false.
   */
  readonly witness?: boolean;
  readonly log: LogReader;
  readonly random: Random;
  /** A follower that hears no leader for between one and two of these campaigns; a leader without a quorum steps down after one. Default 10. */
  readonly electionTimeoutTicks?: number;
  /** How often a leader is heard. Default 1. */
  readonly heartbeatTicks?: number;
  /** Election priority: this many ticks are added to every election timeout, so that nodes with fewer go first. Default 0. */
  readonly electionDelayTicks?: number;
  /** Payload of one append message; one entry always fits. Default 1 MiB. */
  readonly appendBytesMax?: number;
  /** One command. Default 8 MiB. */
  readonly entryBytesMax?: number;
  /** Commands proposed and not committed; past it proposals are refused. Default 64 MiB. */
  readonly uncommittedBytesMax?: number;
  /** Committed entries handed out at a time. Default 4 MiB. */
  readonly committedBytesMax?: number;
  /** Appends to one follower that are not acknowledged. Default 256. */
  readonly inflightCountMax?: number;
  /** The same in bytes of payload. Default 16 MiB. */
  readonly inflightBytesMax?: number;
  /** One piece of a snapshot. Default 1 MiB. */
  readonly snapshotChunkBytes?: number;
  /** The largest snapshot that is accepted from a leader. Default 1 GiB. */
  readonly snapshotBytesMax?: number;
  /** Writes on their way to stable storage; past it entries gather for the next one. Default 64. */
  readonly outstandingWritesMax?: number;
  /** Messages that wait for stable storage; past it the oldest are dropped, as a network may. Default 4096. */
  readonly withheldMessagesMax?: number;
  /** Reads that wait for their confirmation; past it they are refused. Default 4096. */
  readonly pendingReadsMax?: number;
  /** Serve reads under a lease where there is one, without a round of heartbeats. Default: off. */
  readonly lease?: LeaseOptions;
  /** For trace validation against the TLA+ specification. Default: none. */
  readonly trace?: RaftTrace;
}

/** Lease reads trust clocks to run at about the same speed (thesis, section 6.4.1). */
export interface LeaseOptions {
  readonly clock: MonotonicClock;
  /**
   * How long a quorum's answer to a heartbeat counts, from when the heartbeat was sent. Must be less than the time of
   * `electionTimeoutTicks` ticks on the fastest clock of the group.
   */
  readonly durationMs: number;
}

export type ResolvedOptions = Required<Omit<RaftOptions, "voters" | "learners" | "witnesses" | "lease" | "trace">> & {
  readonly initial: Configuration;
  readonly lease: LeaseOptions | undefined;
  readonly trace: RaftTrace | undefined;
};

const KIB = 1024;
const MIB = 1024 * KIB;

const DEFAULTS = {
  electionTimeoutTicks: 10,
  heartbeatTicks: 1,
  electionDelayTicks: 0,
  appendBytesMax: MIB,
  entryBytesMax: 8 * MIB,
  uncommittedBytesMax: 64 * MIB,
  committedBytesMax: 4 * MIB,
  inflightCountMax: 256,
  inflightBytesMax: 16 * MIB,
  snapshotChunkBytes: MIB,
  snapshotBytesMax: KIB * MIB,
  outstandingWritesMax: 64,
  withheldMessagesMax: 4096,
  pendingReadsMax: 4096,
};

const NUMBERS = Object.keys(DEFAULTS) as readonly (keyof typeof DEFAULTS)[];

/** @throws {RaftError} `RAFT_OPTIONS_INVALID` */
export function resolveOptions(options: RaftOptions): ResolvedOptions {
  const { voters, learners, witnesses, lease, trace, id, log, random, witness = false } = options;
  if (!Number.isSafeInteger(id) || id <= 0) throw invalid(`id ${id} is not a positive integer`);
  if (configurationOf({ voters, learners: learners ?? [] }) === undefined) {
    throw invalid(`voters [${voters}] and learners [${learners ?? []}] are not two sets of positive integers apart`);
  }
  const initial = configurationOf({ voters, learners: learners ?? [], witnesses: witnesses ?? [] });
  if (initial === undefined) throw invalid(`witnesses [${witnesses}] are not at most half of the voters [${voters}]`);
  // The defaults last: V8 makes a literal slowly that goes on behind a spread.
  const resolved = { id, log, random, witness, initial, lease, trace, ...DEFAULTS };
  for (const name of NUMBERS) {
    const value = options[name];
    if (value === undefined) continue;
    const atLeast = name === "electionDelayTicks" ? 0 : 1;
    if (!Number.isSafeInteger(value) || value < atLeast)
      throw invalid(`${name} is ${value}: not an integer of at least ${atLeast}`);
    resolved[name] = value;
  }
  if (resolved.heartbeatTicks >= resolved.electionTimeoutTicks)
    throw invalid("heartbeatTicks must be less than electionTimeoutTicks");
  if (lease !== undefined && !(lease.durationMs > 0)) throw invalid("lease.durationMs must be positive");
  return resolved;
}

function invalid(what: string): RaftError {
  return new RaftError("RAFT_OPTIONS_INVALID", what);
}
