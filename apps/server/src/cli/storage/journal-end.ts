import type { JournalReport } from "@chronik/wal";

/** How a journal ends, in one sentence, and what that means. */
export function endText({ end, damage }: JournalReport): string {
  if (damage)
    return `DAMAGED at byte ${damage.position} of ${damage.file}: ${damage.reason}. A node does not start with it`;
  switch (end?.kind) {
    case "torn":
      return `torn at byte ${end.position} of ${end.file}: the group from sequence ${end.firstSequence} on is not whole. It was never acknowledged; a start cuts it`;
    case "closed":
      return "closed in order";
    default:
      return "open: in use by a node, or left by one that did not stop in order. Nothing is wrong with that";
  }
}
