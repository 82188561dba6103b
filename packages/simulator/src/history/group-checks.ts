import type { Anomaly, Evidence } from "./evidence.ts";
import type { AssignedOperation, CommitOperation, CommittedOperation } from "./operation.ts";
import { type PartitionFacts, partitionFacts } from "./partition-facts.ts";

/** two-owners: two members of a group have the same partition in one generation. */
export function twoOwners({ history }: Evidence): Anomaly[] {
  const owners = new Map<string, AssignedOperation>();
  const anomalies: Anomaly[] = [];
  for (const assigned of history.of("assigned")) {
    const { group, generation, member, topic, partitions } = assigned;
    for (const partition of partitions) {
      const what = `${group} generation ${generation} ${topic}-${partition}`;
      const owner = owners.get(what);
      if (owner === undefined) owners.set(what, assigned);
      else if (owner.member !== member) {
        const detail = `${what}: ${owner.member} and ${member}`;
        anomalies.push({ name: "two-owners", detail, operations: [owner, assigned] });
      }
    }
  }
  return anomalies;
}

/** fenced-commit: a commit of a generation succeeded that began when a later one had been given out. */
export function fencedCommits({ history }: Evidence): Anomaly[] {
  const assignments = history.of("assigned");
  return history.of("commit").flatMap((commit) => {
    if (commit.type !== "ok") return [];
    const later = assignments.find(
      ({ group, generation, completed }) =>
        group === commit.group && generation > commit.generation && completed < commit.invoked,
    );
    if (later === undefined) return [];
    const detail = `${commit.group}: generation ${commit.generation} committed while ${later.generation} was there`;
    return [{ name: "fenced-commit", detail, operations: [later, commit] }];
  });
}

/**
 * What a group has committed, as those see it who may rely on it: at the end of a run anybody, and at any time a member of a generation
 * as to what earlier generations committed. (The commits of earlier generations are in the log before the assignment of its
 * own, and none of theirs is taken after it. Whoever else asks may have asked a coordinator that has been deposed and does not know.)
 *
 * - lost-commit: the answer is one that another commit had replaced, or nothing though something was committed.
 * - phantom-commit: nobody committed that, or it was certainly refused.
 */
export function committedOffsets({ history }: Evidence): Anomaly[] {
  const commits = new Map<string, CommitOperation[]>();
  for (const commit of history.of("commit")) {
    const name = nameOf(commit);
    const known = commits.get(name);
    if (known === undefined) commits.set(name, [commit]);
    else known.push(commit);
  }
  return history.of("committed").flatMap((read) => {
    const anomaly = checkRead(read, commits.get(nameOf(read)) ?? []);
    return anomaly === null ? [] : [anomaly];
  });
}

function checkRead(read: CommittedOperation, all: readonly CommitOperation[]): Anomaly | null {
  if (read.type !== "ok" || read.offset === undefined) return null;
  const commits = all.filter(({ type, invoked }) => type !== "fail" && invoked < read.completed);
  const visible = commits.filter((commit) => mustBeSeen(commit, read));
  const what = `${nameOf(read)}: ${read.offset} was read`;
  const candidates = commits.filter(({ offset }) => offset === read.offset);
  if (read.offset >= 0 && candidates.length === 0) {
    return { name: "phantom-commit", detail: `${what}, which nobody committed`, operations: [read] };
  }
  const current = candidates.some((commit) => !visible.some((later) => replaces(later, commit)));
  if (current || (read.offset < 0 && visible.length === 0)) return null;
  const newest = visible.at(-1)!;
  const detail = `${what}, and ${newest.offset} had been committed in generation ${newest.generation}`;
  return { name: "lost-commit", detail, operations: [newest, read] };
}

/** It was over before the read began, and the reader may rely on seeing it. */
function mustBeSeen(commit: CommitOperation, read: CommittedOperation): boolean {
  if (commit.type !== "ok" || commit.completed >= read.invoked) return false;
  return read.generation === null || commit.generation < read.generation;
}

/** `later` took effect after `commit` for certain, however late that did. */
function replaces(later: CommitOperation, commit: CommitOperation): boolean {
  return commit.completed < later.invoked || commit.generation < later.generation;
}

function nameOf({ group, topic, partition }: CommitOperation | CommittedOperation): string {
  return `${group} ${topic}-${partition}`;
}

/**
 * unseen: a group has committed an offset, and below it there is a record that none of its members ever got. Groups begin at the
 * start of the log.
 */
export function unseenRecords(evidence: Evidence): Anomaly[] {
  const groups = new Set(evidence.history.of("commit").map(({ group }) => group));
  const facts = partitionFacts(evidence);
  return [...groups].flatMap((group) => facts.flatMap((partition) => unseenBy(group, partition, evidence)));
}

function unseenBy(group: string, facts: PartitionFacts, { history }: Evidence): Anomaly[] {
  const { log, topic, partition } = facts;
  const commits = history
    .of("commit")
    .filter((one) => one.type === "ok" && one.group === group && one.topic === topic && one.partition === partition);
  const end = commits.reduce((max, commit) => Math.max(max, commit.offset), 0);
  const seen = new Set<number>();
  for (const poll of facts.polls) {
    if (poll.group === group) for (const { offset } of poll.records) seen.add(offset);
  }
  const missed = log?.records.find(({ offset }) => offset < end && !seen.has(offset));
  if (missed === undefined) return [];
  const detail = `${facts.name}: ${group} has committed ${end}, and never got ${missed.value} at ${missed.offset}`;
  return [{ name: "unseen", detail, operations: commits.slice(-1) }];
}
