import { type Entry, type EntryKind, NO_DATA, type Snapshot } from "./entry.ts";

/*
 * A witness is a voter that keeps the log's indexes and terms and none of its payloads: it breaks ties at the price of a few
 * bytes per entry. It votes and acknowledges like any voter, and never leads, since it could hand nothing on.
 *
 * What makes that safe is that nobody is mistaken about who has payloads:
 * - Configurations name their witnesses, and leave them in the minority, or at half: every quorum has a full member.
 * - A node is one or the other for the life of its storage. Commands reach a witness as `omitted` entries, full members as
 *   `command`; whoever gets the other form is sent it by a leader that is mistaken about this node, and neither appends nor
 *   acknowledges it. If it converted what it gets, the leader would count a copy that does not exist.
 * - A leader sends a witness only what its own disk has: else the witness's log could outgrow those of all full members in
 *   a crash, and the witness would vote for none of them ever after.
 */

/** Whether a witness, or a full member, may have an entry of this kind in its log. */
export function mayHold(witness: boolean, kind: EntryKind): boolean {
  return kind !== (witness ? "command" : "omitted");
}

/** The entries as a witness is sent them. */
export function withoutPayloads(entries: readonly Entry[]): readonly Entry[] {
  return entries.map((entry) => (entry.kind === "command" ? { ...entry, kind: "omitted", data: NO_DATA } : entry));
}

/** The snapshot as a witness is sent it, or takes it of itself. */
export function withoutData(snapshot: Snapshot): Snapshot {
  return { ...snapshot, data: NO_DATA, dataOmitted: true };
}
