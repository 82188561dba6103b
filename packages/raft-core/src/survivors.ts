import type { NodeId } from "./entry.ts";
import { checkLog } from "./log-check.ts";
import type { LogReader } from "./ports.ts";

/** What a surviving node's log holds, without its payloads: plain data, to be gathered from several machines. */
export interface Survivor {
  readonly id: NodeId;
  /** Ranked last: nothing can be recovered from it, but it knows what is committed. */
  readonly witness: boolean;
  readonly term: number;
  /** Up to where it knows the log to be committed. */
  readonly commit: number;
  readonly firstIndex: number;
  readonly lastIndex: number;
  /** Where which term begins, by ascending index; the first one is that of the index before `firstIndex`. */
  readonly terms: readonly { readonly term: number; readonly from: number }[];
}

/** A survivor, compared with the others. */
export interface RankedSurvivor {
  readonly survivor: Survivor;
  /** Its log holds everything that any of the survivors knows to be committed. */
  readonly complete: boolean;
}

/**
 * Reads what {@link rankSurvivors} compares. The node must not run.
 *
 * @throws {RaftError} `RAFT_LOG_INVALID`
 */
export function inspectSurvivor(options: { id: NodeId; witness?: boolean; log: LogReader }): Survivor {
  const { id, witness = false, log } = options;
  checkLog(log);
  const [firstIndex, lastIndex] = [log.firstIndex(), log.lastIndex()];
  const terms: { term: number; from: number }[] = [];
  for (let from = firstIndex - 1; from <= lastIndex; from++) {
    const term = log.term(from)!;
    if (term !== terms.at(-1)?.term) terms.push({ term, from });
  }
  const { term, commit } = log.hardState();
  return { id, witness, term, commit: Math.max(commit, log.snapshot()?.index ?? 0), firstIndex, lastIndex, terms };
}

/**
 * The best one to recover a group from comes first: the least is lost with the one whose log has the latest last term and, among
 * those, is the longest, as in an election (section 5.4.1).
 *
 * But before that counts what the survivors know to be committed. A log may end in a later term and lack it: its tail
 * is from a leader that nobody followed, and the one who would have replaced it is dead (figure 8).
 */
export function rankSurvivors(survivors: readonly Survivor[]): readonly RankedSurvivor[] {
  const committed = survivors.map((knower) => ({ index: knower.commit, term: termAt(knower, knower.commit) }));
  const ranked = survivors.map((survivor) => ({
    survivor,
    complete: committed.every(({ index, term }) => holds(survivor, index, term)),
  }));
  return ranked.sort(
    (a, b) =>
      Number(a.survivor.witness) - Number(b.survivor.witness) ||
      Number(b.complete) - Number(a.complete) ||
      lastTermOf(b.survivor) - lastTermOf(a.survivor) ||
      b.survivor.lastIndex - a.survivor.lastIndex,
  );
}

/** What is compacted was committed, and committed entries are the same everywhere. */
function holds(survivor: Survivor, index: number, term: number | undefined): boolean {
  return index < survivor.firstIndex - 1 || (index <= survivor.lastIndex && termAt(survivor, index) === term);
}

/** Undefined below `firstIndex - 1`. */
function termAt({ terms }: Survivor, index: number): number | undefined {
  return terms.findLast(({ from }) => from <= index)?.term;
}

function lastTermOf({ terms }: Survivor): number {
  return terms.at(-1)!.term;
}
