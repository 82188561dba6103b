import { RaftError } from "./error.ts";
import type { LogReader } from "./ports.ts";
import { mayHold } from "./witness.ts";

const A_WITNESS = "a witness, and this node is none";
/** Read at a time, in bytes of data. */
const CHECK_BYTES_MAX = 1024 * 1024;

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

/**
 * Whether the log holds payloads or, on a witness, none: a node whose log is of the other kind would count as what it is not.
 * What `checkLog` takes for granted is taken for granted here.
 *
 * @throws {RaftError} `RAFT_LOG_INVALID`
 */
export function checkLogIsOfKind(reader: LogReader, witness: boolean): void {
  const snapshot = reader.snapshot();
  if (snapshot !== undefined && (snapshot.dataOmitted === true) !== witness) {
    throw invalid(
      `the snapshot at ${snapshot.index} is one of ${witness ? "a full member, not of a witness" : A_WITNESS}`,
    );
  }
  const end = reader.lastIndex() + 1;
  for (let from = reader.firstIndex(); from < end; ) {
    const entries = reader.entries({ from, to: end, bytesMax: CHECK_BYTES_MAX });
    if (entries.length === 0) throw invalid(`entry ${from} cannot be read`);
    const foreign = entries.find(({ kind }) => !mayHold(witness, kind));
    if (foreign !== undefined) {
      const whose = witness ? "a command, which no witness holds" : `omitted: this is the log of ${A_WITNESS}`;
      throw invalid(`entry ${foreign.index} is ${whose}`);
    }
    from += entries.length;
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
