/** A change to the source that undoes one protection. */
export interface PlantedBug {
  /** What goes wrong, and where in the field it did. */
  readonly name: string;
  /** Below `src/`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * One row per way to get Raft wrong. The simulation must find each of them from some seed, or it proves nothing about the
 * code without it; what random runs practically never reach has its own test instead. They exist only as text that is put
 * into a copy of the source: the package itself has no switches.
 */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: "term and vote are told before they are durable",
    file: "core.ts",
    find: "this.#sendAfter(this.log.pipeline.hardStateSeq, message);",
    replace: "this.outbox.send(message);",
  },
  {
    name: "a voter acknowledges what it has not flushed (KAFKA-10533, KAFKA-17332)",
    file: "core.ts",
    find: "index <= pipeline.durableIndex ? pipeline.hardStateSeq : dueSeq",
    replace: "dueSeq > 0 ? pipeline.hardStateSeq : dueSeq",
  },
  {
    name: "two votes in one term",
    file: "election.ts",
    find: "const free = core.vote === message.from || (core.vote === NO_NODE && core.leader === NO_NODE);",
    replace: "const free = true;\n  core.vote = NO_NODE;",
  },
  {
    name: "the vote is forgotten by a restart",
    file: "core.ts",
    find: "this.vote = hardState.vote;",
    replace: "this.vote = NO_NODE;",
  },
  {
    name: "anybody is up to date (section 5.4.1)",
    file: "election.ts",
    find: "if (candidate.lastLogTerm !== lastTerm) return candidate.lastLogTerm > lastTerm;",
    replace: "if (lastTerm >= 0) return true;",
  },
  {
    name: "entries of earlier terms are committed by counting (figure 8)",
    file: "replication.ts",
    find: "if (index <= core.commit || core.log.term(index) !== core.term) return;",
    replace: "if (index <= core.commit) return;",
  },
  {
    name: "a leader counts its own log before it is durable (etcd #14370)",
    file: "replication.ts",
    find: "id === core.id ? core.log.pipeline.durableIndex :",
    replace: "id === core.id ? core.log.lastIndex :",
  },
  {
    name: "append ABA: an overwritten write still counts (raft #8)",
    file: "write-pipeline.ts",
    find: "for (const write of this.#outstanding) write.lastIndex = Math.min(write.lastIndex, index - 1);",
    replace: "",
  },
  {
    name: "committed entries are read from what a write is about to replace",
    file: "raw-node.ts",
    find: "    this.#takeCommitted(ready);\n    this.#takeWrite(ready);",
    replace: "    this.#takeWrite(ready);\n    this.#takeCommitted(ready);",
  },
  {
    name: "PreVote deadlock: a candidate that is behind in term is not told (etcd #8501, #8243)",
    file: "step.ts",
    find: 'core.send({ ...envelope, kind: "preVoteResponse", granted: false });',
    replace: "",
  },
  {
    name: "PreVote + CheckQuorum: a leader that is behind in term is not told (etcd #9586)",
    file: "step.ts",
    find: "const envelope = { from: core.id, to: message.from, term: core.term };",
    replace:
      "if (isFromLeader(message)) return;\n  const envelope = { from: core.id, to: message.from, term: core.term };",
  },
  {
    name: "learners do not vote when asked (etcd #10998)",
    file: "election.ts",
    find: "const granted = free && isUpToDate(core, message);",
    replace: "const granted = free && isUpToDate(core, message) && isVoter(core.configuration, core.id);",
  },
  {
    name: "a removed leader leads for ever (etcd #11038)",
    file: "membership.ts",
    find: "  if (isVoter(configuration, core.id)) return;",
    replace: "  if (isVoter(configuration, core.id) || core.id > 0) return;",
  },
  {
    name: "a server that is being removed does not campaign, though it alone can win (thesis, section 4.2.2)",
    file: "core.ts",
    find: " || isVoter(this.history.at(this.commit), this.id);",
    replace: ";",
  },
  {
    name: "in a joint configuration one majority is enough (thesis, section 4.3)",
    file: "quorum.ts",
    find: "    majorityIndex(configuration.votersOutgoing, acknowledged),\n",
    replace: "",
  },
  {
    name: "several voters change at once (thesis, section 4.1)",
    file: "configuration-change.ts",
    find: 'transition !== "auto" || differences(configuration.voters, simple.voters) > 1',
    replace: 'transition !== "auto"',
  },
  {
    name: "a joint configuration is never left",
    file: "membership.ts",
    find: "if (configuration.autoLeave && core.committedInTerm && leading.transferee === NO_NODE) {",
    replace: "if (configuration.voters.length > 99) {",
  },
  {
    name: "a truncated configuration stays in force",
    file: "configuration-history.ts",
    find: "this.#items.at(-1)!.index >= index",
    replace: "this.#items.at(-1)!.index > index + 9",
  },
  {
    name: "the inflight window leaks: nothing lifts the pause (etcd #14633, raft #54)",
    file: "replication.ts",
    find: "  progress.resume();\n",
    replace: "",
  },
  {
    name: "a delayed reject sets next to match or below (raft #148)",
    file: "progress.ts",
    find: "    if (rejected <= this.match && !this.#lostItsLog()) return false;\n    this.next = Math.max(Math.min(rejected, hint + 1), this.match + 1);",
    replace: "    this.next = Math.max(1, Math.min(rejected, hint + 1));",
  },
  {
    name: "stuck in the snapshot state: a lost piece is not sent again (raft #84)",
    file: "replication.ts",
    find: "  if (progress.transfer !== undefined) progress.transfer.waiting = false;\n",
    replace: "",
  },
  {
    name: "a snapshot holds an uncommitted membership (openraft #1808)",
    file: "raw-node.ts",
    find: "core.history.encodedAt(index)",
    replace: "core.history.encodedAt(Number.MAX_SAFE_INTEGER)",
  },
  {
    name: "a leader without a quorum goes on (openraft #2080)",
    file: "replication.ts",
    find: "  if (!quorumHeard(core, leading)) {",
    replace: "  if (!quorumHeard(core, leading) && core.id === 0) {",
  },
  {
    name: "a heartbeat tells the commit to who has not got so far",
    file: "replication.ts",
    find: "const leaderCommit = Math.min(core.commit, progress.match);",
    replace: "const leaderCommit = core.commit;",
  },
  {
    name: "an append that comes late truncates what came after it",
    file: "following.ts",
    find: "return at === -1 ? undefined : at;",
    replace: "return entries.length === 0 ? undefined : Math.max(0, Math.min(at, 0));",
  },
  {
    name: "ReadIndex before a commit in the current term (etcd #7331)",
    file: "core.ts",
    find: "return this.leading !== undefined && this.commit >= this.leading.noopIndex;",
    replace: "return this.leading !== undefined;",
  },
  {
    name: "a delayed heartbeat response confirms a newer read (raft #397)",
    file: "replication.ts",
    find: "Math.max(progress.ackedRound, Math.min(message.round, leading.heartbeatRound))",
    replace: "leading.heartbeatRound",
  },
  {
    name: "reads are not confirmed at all",
    file: "read-queue.ts",
    find: "const round = quorumIndex(configuration, ackedRound);",
    replace: "const round = quorumIndex(configuration, ackedRound) + 1_000_000;",
  },
  {
    name: "a witness campaigns, and can hand nothing on",
    file: "core.ts",
    find: "if (this.options.witness || isWitness(this.configuration, this.id)) return false;",
    replace: "if (isWitness(this.configuration, NO_NODE)) return false;",
  },
  {
    name: "a full member accepts omitted entries",
    file: "following.ts",
    find: "({ kind }) => !mayHold(core.options.witness, kind)",
    replace: '({ kind }) => kind !== "omitted" && !mayHold(core.options.witness, kind)',
  },
  {
    name: "a full member accepts a snapshot without data",
    file: "snapshot-transfer.ts",
    find: "if ((message.dataOmitted === true) !== core.options.witness) {",
    replace: "if (core.options.witness && message.dataOmitted !== true) {",
  },
  {
    name: "a witness accepts commands",
    file: "witness.ts",
    find: '(witness ? "command" : "omitted")',
    replace: '(witness ? "nothing" : "omitted")',
  },
  {
    name: "a member turns from a witness into a full one, or back, in one change",
    file: "configuration-change.ts",
    find: "isWitness(configuration, id) !== isWitness(after, id)",
    replace: "isWitness(configuration, id) !== isWitness(configuration, id)",
  },
  {
    name: "a quorum may consist of witnesses",
    file: "configuration.ts",
    find: "witnesses.includes(id)).length * 2 > half.length",
    replace: "witnesses.includes(id)).length * 2 > half.length + 1",
  },
  {
    name: "a witness is sent what the leader's own disk does not have yet",
    file: "replication.ts",
    find: "(witness ? log.pipeline.durableIndex : log.lastIndex)",
    replace: "(witness ? log.lastIndex : log.lastIndex)",
  },
  {
    name: "a witness counts in no quorum",
    file: "replication.ts",
    find: "(leading.progress.get(id)?.match ?? 0);",
    replace: "isWitness(core.configuration, id) ? 0 : (leading.progress.get(id)?.match ?? 0);",
  },
  {
    name: "a witness's vote does not count",
    file: "election.ts",
    find: "if (core.votes.has(from) || !isVoter(core.configuration, from)) return;",
    replace:
      "if (core.votes.has(from) || !isVoter(core.configuration, from) || core.configuration.witnesses.includes(from)) return;",
  },
  {
    name: "a witness is sent the commands",
    file: "replication.ts",
    find: "witness ? withoutPayloads(stored) : stored;",
    replace: "stored;",
  },
  {
    name: "a witness is sent the snapshot's data",
    file: "snapshot-transfer.ts",
    find: "isWitness(core.configuration, to) ? withoutData(snapshot) : snapshot",
    replace: "isWitness(core.configuration, core.id) ? withoutData(snapshot) : snapshot",
  },
  {
    name: "a recovery goes on in a term that the dead may have been in",
    file: "recovery.ts",
    find: "core.term + RECOVERY_TERM_GAP",
    replace: "core.term + 1",
  },
  {
    name: "a recovered group still counts the dead",
    file: "recovery.ts",
    find: "configurationOf({ voters: [id] })",
    replace: "configurationOf({ voters: [id, ...excludedVoters] })",
  },
];
