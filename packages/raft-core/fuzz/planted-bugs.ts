import { DURABILITY_BUGS } from "./planted/durability.ts";
import { ELECTION_BUGS } from "./planted/elections.ts";
import { MEMBERSHIP_BUGS } from "./planted/membership.ts";
import { READ_BUGS } from "./planted/reads.ts";
import { RECOVERY_BUGS } from "./planted/recovery.ts";
import { REPLICATION_BUGS } from "./planted/replication.ts";
import { WITNESS_BUGS } from "./planted/witnesses.ts";
import type { PlantedBug } from "./planted-bug.ts";

/**
 * One row per way to get Raft wrong. The simulation must find each of them from some seed, or it proves nothing about the
 * code without it. They exist only as text that is put into a copy of the source: the package itself has no switches.
 */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  ...ELECTION_BUGS,
  ...DURABILITY_BUGS,
  ...REPLICATION_BUGS,
  ...MEMBERSHIP_BUGS,
  ...READ_BUGS,
  ...WITNESS_BUGS,
  ...RECOVERY_BUGS,
];

/** Bugs of the field that no edit brings back, because of how this is built; each with the rows that come nearest. */
export const NOT_PLANTABLE: readonly { readonly name: string; readonly why: string }[] = [
  {
    name: "`advance` before persistence",
    why: "nothing is assumed to be durable: the owner says so by `appended`; see the rows about what is durable",
  },
  {
    name: "a follower commits beyond what the message covers (figure 2, AppendEntries 5)",
    why: "a leader's appends begin where the logs part, so they take away what must not be committed; a test shows the rule by itself",
  },
  {
    name: "a heartbeat changes the term while another thread appends, as found (hashicorp #695)",
    why: "one call at a time, and an answer holds the term it was made in; planted is an answer that takes the term of when it leaves",
  },
  {
    name: "an election counts while a committed change is not applied, as found (etcd #12133)",
    why: "a configuration is in force from the append on, applied or not; planted is one that waits for its commit",
  },
  {
    name: "a leader that resigned takes up its old epoch, as found (KAFKA-10527)",
    why: "leading is not stored, so a restart cannot take it up; planted is a candidate that stands again in its old term",
  },
];
