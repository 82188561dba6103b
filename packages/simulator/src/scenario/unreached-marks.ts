/** Known marks that no plan leads to, each with the reason. When a plan can, the row goes. */
export const UNREACHED_MARKS: ReadonlyMap<string, string> = new Map([
  [
    "a consumer is told where its log diverges",
    "consumers read what is committed, which no log that may lead diverges from; it takes an unclean election",
  ],
  [
    "a process is replaced by a later one of its node",
    "a machine runs one process at a time; two with the same id are an operator's mistake (docs/LIMITS.md)",
  ],
]);
