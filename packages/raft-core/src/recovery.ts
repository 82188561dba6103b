import { type Configuration, configurationOf, encodeConfiguration, membersOf, sorted } from "./configuration.ts";
import { RaftCore } from "./core.ts";
import { NO_NODE, type NodeId } from "./entry.ts";
import { invariant } from "./error.ts";
import { type RaftOptions, resolveOptions } from "./options.ts";
import type { LogWrite } from "./ports.ts";

/*
 * A group whose majority is lost for good can decide nothing any more, not even who its members are. Raft has no safe way
 * out of that: somebody outside of it has to decide that the dead are dead. Here is what follows from that decision.
 */

/** The options that the surviving node is started with, as far as its log alone does not tell who the members are. */
export type RecoveryOptions = Pick<RaftOptions, "id" | "voters" | "learners" | "witnesses" | "witness" | "log">;

/** The write that recovers the group and what it decides, or why there is none. */
export type RecoveryResult =
  | { readonly ok: true; readonly write: LogWrite; readonly report: RecoveryReport }
  | { readonly ok: false; readonly reason: RecoveryRefusal };

/** Why a group is not recovered from this node. */
export type RecoveryRefusal =
  /** A witness has nothing to go on with. */
  | "witness"
  /** The log's newest configuration does not know this node: it is not of this group, or was removed. */
  | "notMember"
  /** This node is the only voter already: nothing is lost that could be recovered from. */
  | "soleVoter";

/** What a recovery decides. */
export interface RecoveryReport {
  readonly id: NodeId;
  readonly previousTerm: number;
  /** Of the new configuration's entry; see {@link RECOVERY_TERM_GAP}. */
  readonly term: number;
  /** The last configuration in the log, committed or not, and its index; 0 where it came from the options. */
  readonly previousConfiguration: Configuration;
  readonly previousConfigurationIndex: number;
  /** Voters whose votes count no more, by ascending id. None of them may ever be started on its old disk again. */
  readonly excludedVoters: readonly NodeId[];
  /** Where the new configuration is, in which this node is the only member. The log ends here; whatever was beyond is lost. */
  readonly configurationIndex: number;
  /**
   * Entries `[from, to]` that this node did not know to be committed, and that count as committed now. Among them may be some that
   * never were, and that their proposers gave up. Absent where there are none.
   */
  readonly assumedCommitted?: { readonly from: number; readonly to: number };
}

/**
 * So many terms are left out: the dead may have been in later terms than the survivors know, and an entry of the same index
 * and term must never exist twice with another content. A group that elects once a second takes a quarter of an hour for
 * so many, all the while unheard by every survivor.
 */
export const RECOVERY_TERM_GAP = 1000;

/**
 * Forces a group that has lost a majority of its voters for good back to life, from one survivor. For use offline: no node of
 * the group may run. Computes the write that makes the survivor the only member, in a new term, with all of its log
 * committed; once `write` is durable in its log the node is started as always, leads alone, and takes the others in by ordinary
 * changes: surviving ones as they are, new ones under new ids.
 *
 * **This breaks Raft's promises.** What was committed on the dead voters alone is lost, although clients were told that it
 * is done; what was in this log and never committed takes effect. Choose the survivor with `rankSurvivors`. The dead must never be
 * started again on their old disks: a majority of them would go on as the group that they were, and there would be two
 * histories under one name.
 *
 * @throws {RaftError} `RAFT_LOG_INVALID` where the log contradicts itself or is a witness's; `RAFT_OPTIONS_INVALID`
 */
export function unsafelyRecoverQuorum(options: RecoveryOptions): RecoveryResult {
  if (options.witness === true) return { ok: false, reason: "witness" };
  // As the node itself would find its log: checked, with its members.
  const core = new RaftCore(resolveOptions({ ...options, random: { below: () => 0 } }));
  const { id, configuration, commit } = core;
  const { voters, votersOutgoing, witnesses } = configuration;
  if (witnesses.includes(id)) return { ok: false, reason: "witness" };
  if (!membersOf(configuration).includes(id)) return { ok: false, reason: "notMember" };
  const excludedVoters = sorted(new Set([...voters, ...votersOutgoing])).filter((voter) => voter !== id);
  if (excludedVoters.length === 0 && voters.includes(id)) return { ok: false, reason: "soleVoter" };

  const alone = configurationOf({ voters: [id] });
  invariant(alone !== undefined, "one voter is a configuration");
  const { lastIndex } = core.log;
  const term = core.term + RECOVERY_TERM_GAP;
  const index = lastIndex + 1;
  const report = {
    id,
    previousTerm: core.term,
    term,
    previousConfiguration: configuration,
    previousConfigurationIndex: core.history.latestIndex,
    excludedVoters,
    configurationIndex: index,
    ...(commit < lastIndex ? { assumedCommitted: { from: commit + 1, to: lastIndex } } : {}),
  };
  const entries = [{ index, term, kind: "configuration" as const, data: encodeConfiguration(alone) }];
  return { ok: true, write: { hardState: { term, vote: NO_NODE, commit: index }, entries }, report };
}
