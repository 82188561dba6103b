import type { PlantedBug } from "../planted-bug.ts";

/** Linearizable reads (thesis, section 6.4). Each of them must be seen by what clients hear alone, too. */
export const READ_BUGS: readonly PlantedBug[] = [
  {
    name: "ReadIndex before a commit in the current term (etcd #7331)",
    edits: [
      {
        file: "core.ts",
        find: "return this.leading !== undefined && this.commit >= this.leading.noopIndex;",
        replace: "return this.leading !== undefined;",
      },
    ],
  },
  {
    name: "a delayed heartbeat response confirms a newer read (raft #397)",
    edits: [
      {
        file: "replication.ts",
        find: "Math.max(progress.ackedRound, Math.min(message.round, leading.heartbeatRound))",
        replace: "leading.heartbeatRound",
      },
    ],
  },
  {
    name: "an answer to an earlier life of a follower is taken for one to its reads",
    edits: [
      {
        file: "forwarded-reads.ts",
        find: "this.#lastId = random.below(LIVES) * READS_PER_LIFE;",
        replace: "this.#lastId = random.below(1);",
      },
    ],
  },
  {
    name: "reads are not confirmed at all",
    edits: [
      {
        file: "read-queue.ts",
        find: "const round = quorumIndex(configuration, ackedRound);",
        replace: "const round = quorumIndex(configuration, ackedRound) + 1_000_000;",
      },
    ],
  },
  {
    name: "a read is served before its index is applied",
    edits: [
      {
        file: "waiting-reads.ts",
        find: "if (readIndex <= applied) callback({ ok: true, readIndex });",
        replace: "if (applied >= 0) callback({ ok: true, readIndex });",
      },
    ],
  },
  {
    name: "a lease outlives the promise it rests on (thesis, section 6.4.1)",
    edits: [
      {
        file: "read-queue.ts",
        find: "this.#leaseStartMs < this.#lease.durationMs;",
        replace: "this.#leaseStartMs < this.#lease.durationMs * 3;",
      },
    ],
  },
  {
    name: "a lease begins when the answer comes, not when it was asked for (thesis, section 6.4.1)",
    edits: [
      {
        file: "read-queue.ts",
        find: "this.#leaseStartMs = this.#rounds.shift()!.sentAtMs;",
        replace: "this.#rounds.shift();\n      this.#leaseStartMs = this.#lease!.clock.nowMs();",
      },
    ],
  },
  {
    name: "a lease is kept after a transfer (thesis, section 6.4.1)",
    edits: [{ file: "read-queue.ts", find: "    this.#leaseEnded = true;\n", replace: "" }],
  },
  {
    name: "who promised not to vote campaigns on request (thesis, section 6.4.1)",
    edits: [
      {
        file: "raw-node.ts",
        find: "if (core.options.lease === undefined || !hearsLeader(core)) preCampaign(core);",
        replace: "preCampaign(core);",
      },
    ],
  },
  {
    name: "a promise not to vote is forgotten by a restart (thesis, section 6.4.1)",
    edits: [
      {
        file: "core.ts",
        find: "options.lease !== undefined && hardState.term > 0 ? options.electionTimeoutTicks : 0;",
        replace: "0;",
      },
    ],
  },
  {
    name: "who promised not to vote forgets its leader all the same (thesis, section 6.4.1)",
    edits: [
      {
        file: "raw-node.ts",
        find: 'core.role === "follower" && core.options.lease === undefined',
        replace: 'core.role === "follower"',
      },
    ],
  },
];
