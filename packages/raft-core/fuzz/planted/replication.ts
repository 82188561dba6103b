import type { PlantedBug } from "../planted-bug.ts";

/** How logs become equal. */
export const REPLICATION_BUGS: readonly PlantedBug[] = [
  {
    name: "entries of earlier terms are committed by counting (figure 8)",
    edits: [
      {
        file: "replication.ts",
        find: "if (index <= core.commit || core.log.term(index) !== core.term) return;",
        replace: "if (index <= core.commit) return;",
      },
    ],
  },
  {
    name: "the inflight window leaks: nothing lifts the pause (etcd #14633, raft #54)",
    edits: [{ file: "replication.ts", find: "  progress.resume();\n", replace: "" }],
  },
  {
    name: "a delayed reject sets next to match or below (raft #148)",
    edits: [
      {
        file: "progress.ts",
        find: "    if (rejected <= this.match && !this.#lostItsLog()) return false;\n    this.next = Math.max(Math.min(rejected, hint + 1), this.match + 1);",
        replace: "    this.next = Math.max(1, Math.min(rejected, hint + 1));",
      },
    ],
  },
  {
    name: "a follower that lost its disk is chased for ever",
    edits: [
      {
        file: "progress.ts",
        find: "if (rejected <= this.match && !this.#lostItsLog()) return false;",
        replace: "if (rejected <= this.match) return false;",
      },
    ],
  },
  {
    name: "stuck in the snapshot state: a lost piece is not sent again (raft #84)",
    edits: [
      {
        file: "replication.ts",
        find: "  if (progress.transfer !== undefined) progress.transfer.waiting = false;\n",
        replace: "",
      },
    ],
  },
  {
    name: "a heartbeat tells the commit to who has not got so far",
    edits: [
      {
        file: "replication.ts",
        find: "const leaderCommit = Math.min(core.commit, progress.match);",
        replace: "const leaderCommit = core.commit;",
      },
    ],
  },
  {
    name: "the entry before is not compared (figure 2, AppendEntries 2)",
    edits: [
      {
        file: "following.ts",
        find: "if (log.term(message.prevLogIndex) !== message.prevLogTerm) {",
        replace: "if (log.term(message.prevLogIndex) === undefined) {",
      },
    ],
  },
  {
    name: "an append that comes late truncates what came after it",
    edits: [
      {
        file: "following.ts",
        find: "return at === -1 ? undefined : at;",
        replace: "return entries.length === 0 ? undefined : Math.max(0, Math.min(at, 0));",
      },
    ],
  },
  {
    name: "truncation below the commit: a late append cuts what is committed (KAFKA-12460)",
    edits: [
      { file: "following.ts", find: "if (message.prevLogIndex < core.commit) {", replace: "if (core.commit < 0) {" },
      { file: "following.ts", find: "if (entries[0]!.index <= core.commit) {", replace: "if (core.commit < 0) {" },
      {
        file: "following.ts",
        find: "return at === -1 ? undefined : at;",
        replace: "return entries.length === 0 ? undefined : Math.max(0, Math.min(at, 0));",
      },
      {
        file: "core.ts",
        find: 'invariant(entries[0]!.index > this.commit, "what is committed stays");\n',
        replace: "",
      },
    ],
  },
  {
    name: "a prev that is compacted is treated as a conflict (openraft #511)",
    edits: [
      { file: "following.ts", find: "if (message.prevLogIndex < core.commit) {", replace: "if (core.commit < 0) {" },
    ],
  },
  {
    name: "an answer from who is no member panics (etcd #17081)",
    edits: [
      {
        file: "replication.ts",
        find: "  if (progress === undefined) return;\n  progress.ticksSinceContact = 0;\n  if (!message.accepted) {",
        replace: "  if (progress === undefined) throw new Error('no progress');\n  if (!message.accepted) {",
      },
    ],
  },
  {
    name: "a message for somebody else is taken (etcd #17081)",
    edits: [
      {
        file: "message-check.ts",
        find: "return message.to === id && message.from !== id &&",
        replace: "return message.from !== id &&",
      },
    ],
  },
  {
    name: "entries with a gap are taken",
    edits: [
      {
        file: "message-check.ts",
        find: "if (entry.index !== index + 1 || !(entry.term >= term)",
        replace: "if (!(entry.term >= term)",
      },
    ],
  },
  {
    name: "entries of a later term than their leader's are taken",
    edits: [{ file: "message-check.ts", find: "return term <= after.term;", replace: "return true;" }],
  },
];
