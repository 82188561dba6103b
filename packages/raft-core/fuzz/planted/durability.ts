import type { PlantedBug } from "../planted-bug.ts";

/** What is promised, and what is on stable storage. */
export const DURABILITY_BUGS: readonly PlantedBug[] = [
  {
    name: "term and vote are told before they are durable",
    edits: [
      {
        file: "core.ts",
        find: "this.#sendAfter(this.log.pipeline.hardStateSeq, message);",
        replace: "this.outbox.send(message);",
      },
    ],
  },
  {
    name: "a voter acknowledges what it has not flushed (KAFKA-10533, KAFKA-17332)",
    edits: [
      {
        file: "core.ts",
        find: "index <= pipeline.durableIndex ? pipeline.hardStateSeq : dueSeq",
        replace: "dueSeq > 0 ? pipeline.hardStateSeq : dueSeq",
      },
    ],
  },
  {
    name: "the vote is forgotten by a restart",
    edits: [{ file: "core.ts", find: "this.vote = hardState.vote;", replace: "this.vote = NO_NODE;" }],
  },
  {
    name: "the term is forgotten by a restart",
    edits: [
      {
        file: "core.ts",
        find: "this.term = hardState.term;",
        replace: "this.term = this.log.lastTerm;",
      },
    ],
  },
  {
    name: "a leader counts its own log before it is durable (etcd #14370)",
    edits: [
      {
        file: "replication.ts",
        find: "id === core.id ? core.log.pipeline.durableIndex :",
        replace: "id === core.id ? core.log.lastIndex :",
      },
    ],
  },
  {
    name: "append ABA: an overwritten write still counts (raft #8)",
    edits: [
      {
        file: "write-pipeline.ts",
        find: "for (const write of this.#outstanding) write.lastIndex = Math.min(write.lastIndex, index - 1);",
        replace: "",
      },
    ],
  },
  {
    name: "an acknowledgement outlives what it acknowledges",
    edits: [
      {
        file: "core.ts",
        find: "if (entries[0]!.index <= this.log.lastIndex) this.outbox.retract(entries[0]!.index);",
        replace: "",
      },
    ],
  },
  {
    name: "committed entries are read from what a write is about to replace",
    edits: [
      {
        file: "raw-node.ts",
        find: "    this.#takeCommitted(ready);\n    this.#takeWrite(ready);",
        replace: "    this.#takeWrite(ready);\n    this.#takeCommitted(ready);",
      },
    ],
  },
  {
    name: "a term that rises in mid-append is told with the answer (hashicorp #695)",
    edits: [
      {
        file: "raw-node.ts",
        find: "ready.messages = core.outbox.take();",
        replace:
          'ready.messages = core.outbox.take().map((m) => (m.kind === "appendResponse" && m.accepted ? { ...m, term: core.term } : m));',
      },
    ],
  },
];
