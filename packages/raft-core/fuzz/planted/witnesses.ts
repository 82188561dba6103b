import type { PlantedBug } from "../planted-bug.ts";

/** Voters without payloads. */
export const WITNESS_BUGS: readonly PlantedBug[] = [
  {
    name: "a witness campaigns, and can hand nothing on",
    edits: [
      {
        file: "core.ts",
        find: "if (this.options.witness || isWitness(this.configuration, this.id)) return false;",
        replace: "if (isWitness(this.configuration, NO_NODE)) return false;",
      },
    ],
  },
  {
    name: "a full member accepts omitted entries",
    edits: [
      {
        file: "following.ts",
        find: "({ kind }) => !mayHold(core.options.witness, kind)",
        replace: '({ kind }) => kind !== "omitted" && !mayHold(core.options.witness, kind)',
      },
    ],
  },
  {
    name: "a full member accepts a snapshot without data",
    edits: [
      {
        file: "snapshot-transfer.ts",
        find: "if ((message.dataOmitted === true) !== core.options.witness) {",
        replace: "if (core.options.witness && message.dataOmitted !== true) {",
      },
    ],
  },
  {
    name: "a witness accepts commands",
    edits: [
      { file: "witness.ts", find: '(witness ? "command" : "omitted")', replace: '(witness ? "nothing" : "omitted")' },
    ],
  },
  {
    name: "a member turns from a witness into a full one, or back, in one change",
    edits: [
      {
        file: "configuration-change.ts",
        find: "isWitness(configuration, id) !== isWitness(after, id)",
        replace: "isWitness(configuration, id) !== isWitness(configuration, id)",
      },
    ],
  },
  {
    name: "a quorum may consist of witnesses",
    edits: [
      {
        file: "configuration.ts",
        find: "witnesses.includes(id)).length * 2 > half.length",
        replace: "witnesses.includes(id)).length * 2 > half.length + 1",
      },
    ],
  },
  {
    name: "a witness is sent what the leader's own disk does not have yet",
    edits: [
      {
        file: "replication.ts",
        find: "(witness ? witnessLastIndex(core) : log.lastIndex)",
        replace: "log.lastIndex",
      },
    ],
  },
  {
    name: "a witness gets ahead of who stays while its leader is being removed",
    edits: [
      {
        file: "replication.ts",
        find: "if (configuration.voters.includes(self)) return durableIndex;",
        replace: "if (self > 0) return durableIndex;",
      },
    ],
  },
  {
    name: "a witness counts in no quorum",
    edits: [
      {
        file: "replication.ts",
        find: "(leading.progress.get(id)?.match ?? 0);",
        replace: "isWitness(core.configuration, id) ? 0 : (leading.progress.get(id)?.match ?? 0);",
      },
    ],
  },
  {
    name: "a witness's vote does not count",
    edits: [
      {
        file: "election.ts",
        find: "if (core.votes.has(from) || !isVoter(core.configuration, from)) return;",
        replace:
          "if (core.votes.has(from) || !isVoter(core.configuration, from) || core.configuration.witnesses.includes(from)) return;",
      },
    ],
  },
  {
    name: "a witness is sent the commands",
    edits: [{ file: "replication.ts", find: "witness ? withoutPayloads(stored) : stored;", replace: "stored;" }],
  },
  {
    name: "a witness is sent the snapshot's data",
    edits: [
      {
        file: "snapshot-transfer.ts",
        find: "isWitness(core.configuration, to) ? withoutData(snapshot) : snapshot",
        replace: "isWitness(core.configuration, core.id) ? withoutData(snapshot) : snapshot",
      },
    ],
  },
];
