import { RaftError } from "./error.ts";
import type { LogReader } from "./ports.ts";

/**
 * What storage holds at start. A log that contradicts itself must neither vote nor lead: its node does not start.
 *
 * @throws {RaftError} `RAFT_LOG_INVALID`
 */
export function checkLog(reader: LogReader): void {
  const { term, vote, commit } = reader.hardState();
  for (const [name, value] of Object.entries({ term, vote, commit })) {
    if (!Number.isSafeInteger(value) || value < 0) throw invalid(`hard state: ${name} is ${value}`);
  }
  const first = reader.firstIndex();
  const last = reader.lastIndex();
  if (first < 1 || last < first - 1) throw invalid(`log from ${first} to ${last}`);
  if (commit > last) throw invalid(`commit ${commit} is beyond the last index ${last}: entries were lost`);
  checkSnapshot(reader, first, last);
  let previousTerm = reader.term(first - 1);
  if (previousTerm === undefined) throw invalid(`the term of ${first - 1} is not known`);
  for (let index = first; index <= last; index++) {
    const entryTerm = reader.term(index);
    if (entryTerm === undefined || entryTerm < previousTerm || entryTerm > term) {
      throw invalid(`entry ${index} has term ${entryTerm} behind ${previousTerm} in term ${term}`);
    }
    previousTerm = entryTerm;
  }
}

function checkSnapshot(reader: LogReader, first: number, last: number): void {
  const snapshot = reader.snapshot();
  if (snapshot === undefined) {
    if (first > 1) throw invalid(`entries before ${first} are gone and no snapshot stands for them`);
    return;
  }
  const { index, term } = snapshot;
  if (index < first - 1 || index > last) throw invalid(`snapshot at ${index} beside a log from ${first} to ${last}`);
  if (reader.term(index) !== term) throw invalid(`the log's term at ${index} is not the snapshot's ${term}`);
}

function invalid(what: string): RaftError {
  return new RaftError("RAFT_LOG_INVALID", what);
}
