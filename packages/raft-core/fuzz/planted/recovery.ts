import type { PlantedBug } from "../planted-bug.ts";

/** Groups that lost their quorum for good. */
export const RECOVERY_BUGS: readonly PlantedBug[] = [
  {
    name: "a recovery goes on in a term that the dead may have been in",
    edits: [{ file: "recovery.ts", find: "core.term + RECOVERY_TERM_GAP", replace: "core.term + 1" }],
  },
  {
    name: "a recovered group still counts the dead",
    edits: [
      {
        file: "recovery.ts",
        find: "configurationOf({ voters: [id] })",
        replace: "configurationOf({ voters: [id, ...excludedVoters] })",
      },
    ],
  },
];
