import type { PlantedBug } from "../planted-bug.ts";

/** Whose majority counts. */
export const MEMBERSHIP_BUGS: readonly PlantedBug[] = [
  {
    name: "pending config change and campaign: a configuration counts only when it is committed (etcd #12133)",
    edits: [
      {
        file: "core.ts",
        find: "return this.history.latest;",
        replace: "return this.history.at(this.commit);",
      },
    ],
  },
  {
    name: "a removed leader leads for ever (etcd #11038)",
    edits: [
      {
        file: "membership.ts",
        find: "  if (isVoter(configuration, core.id)) return;",
        replace: "  if (isVoter(configuration, core.id) || core.id > 0) return;",
      },
    ],
  },
  {
    name: "removing the leader of two: it goes before its removal is committed (etcd #10563)",
    edits: [
      {
        file: "membership.ts",
        find: "  if (core.history.latestIndex > core.commit) return;\n",
        replace: "  if (core.history.latestIndex > core.commit && isVoter(core.configuration, core.id)) return;\n",
      },
    ],
  },
  {
    name: "a server that is being removed does not campaign, though it alone can win (thesis, section 4.2.2)",
    edits: [{ file: "core.ts", find: " || isVoter(this.history.at(this.commit), this.id);", replace: ";" }],
  },
  {
    name: "in a joint configuration one majority is enough (thesis, section 4.3)",
    edits: [
      {
        file: "quorum.ts",
        find: "    majorityIndex(configuration.votersOutgoing, acknowledged),\n",
        replace: "",
      },
    ],
  },
  {
    name: "several voters change at once (thesis, section 4.1)",
    edits: [
      {
        file: "configuration-change.ts",
        find: 'transition !== "auto" || differences(configuration.voters, simple.voters) > 1',
        replace: 'transition !== "auto"',
      },
    ],
  },
  {
    name: "a second change before the first is committed (thesis, section 4.1)",
    edits: [
      {
        file: "membership.ts",
        find: 'return core.history.latestIndex > core.commit ? "pending" : undefined;',
        replace: "return undefined;",
      },
    ],
  },
  {
    name: "a joint configuration is never left",
    edits: [
      {
        file: "membership.ts",
        find: "if (configuration.autoLeave && core.committedInTerm && leading.transferee === NO_NODE) {",
        replace: "if (configuration.voters.length > 99) {",
      },
    ],
  },
  {
    name: "a truncated configuration stays in force",
    edits: [
      {
        file: "configuration-history.ts",
        find: "this.#items.at(-1)!.index >= index",
        replace: "this.#items.at(-1)!.index > index + 9",
      },
    ],
  },
  {
    name: "a snapshot holds an uncommitted membership (openraft #1808)",
    edits: [
      {
        file: "raw-node.ts",
        find: "core.history.encodedAt(index)",
        replace: "core.history.encodedAt(Number.MAX_SAFE_INTEGER)",
      },
    ],
  },
];
