import type { PlantedBug } from "../planted-bug.ts";

/** Who may lead. */
export const ELECTION_BUGS: readonly PlantedBug[] = [
  {
    name: "two votes in one term",
    edits: [
      {
        file: "election.ts",
        find: "const free = core.vote === message.from || (core.vote === NO_NODE && core.leader === NO_NODE);",
        replace: "const free = true;\n  core.vote = NO_NODE;",
      },
    ],
  },
  {
    name: "re-elected in the same epoch: a restarted candidate stands in its old term again (KAFKA-10527)",
    edits: [
      {
        file: "core.ts",
        find: "this.#enterTerm(this.term + 1);",
        replace: "this.#enterTerm(this.vote === this.id ? this.term : this.term + 1);",
      },
    ],
  },
  {
    name: "anybody is up to date (section 5.4.1)",
    edits: [
      {
        file: "election.ts",
        find: "if (candidate.lastLogTerm !== lastTerm) return candidate.lastLogTerm > lastTerm;",
        replace: "if (lastTerm >= 0) return true;",
      },
    ],
  },
  {
    name: "the longer log wins, whatever its last term (section 5.4.1)",
    edits: [
      {
        file: "election.ts",
        find: "if (candidate.lastLogTerm !== lastTerm) return candidate.lastLogTerm > lastTerm;",
        replace: "",
      },
    ],
  },
  {
    name: "PreVote deadlock: a candidate that is behind in term is not told (etcd #8501, #8243)",
    edits: [
      {
        file: "step.ts",
        find: 'core.send({ ...envelope, kind: "preVoteResponse", granted: false });',
        replace: "",
      },
    ],
  },
  {
    name: "PreVote + CheckQuorum: a leader that is behind in term is not told (etcd #9586)",
    edits: [
      {
        file: "step.ts",
        find: "const envelope = { from: core.id, to: message.from, term: core.term };",
        replace:
          "if (isFromLeader(message)) return;\n  const envelope = { from: core.id, to: message.from, term: core.term };",
      },
    ],
  },
  {
    name: "terms run away in a restart loop: no pre-vote (thesis, section 9.6)",
    edits: [
      {
        file: "election.ts",
        find: "core.electionElapsedTicks >= core.electionTimeoutTicks) preCampaign(core);",
        replace: "core.electionElapsedTicks >= core.electionTimeoutTicks) campaign(core, false);",
      },
    ],
  },
  {
    name: "a pre-vote from an earlier try counts",
    edits: [
      {
        file: "election.ts",
        find: "if (message.granted && message.term !== core.term + 1) return;",
        replace: "",
      },
    ],
  },
  {
    name: "learners do not vote when asked (etcd #10998)",
    edits: [
      {
        file: "election.ts",
        find: "const granted = free && isUpToDate(core, message);",
        replace: "const granted = free && isUpToDate(core, message) && isVoter(core.configuration, core.id);",
      },
    ],
  },
  {
    name: "a leader without a quorum goes on (openraft #2080)",
    edits: [
      {
        file: "replication.ts",
        find: "  if (!quorumHeard(core, leading)) {",
        replace: "  if (!quorumHeard(core, leading) && core.id === 0) {",
      },
    ],
  },
];
