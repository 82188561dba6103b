/** Partitions of the one topic that the groups of a simulation consume. */
export const TOPIC_PARTITIONS = [0, 1, 2, 3, 4, 5];

/** States that a run should come through, or it proves little. */
export type Reached =
  | "assigned"
  | "commit acknowledged"
  | "commit refused"
  | "commit in doubt"
  | "commit of an old generation"
  | "two failovers in a row"
  | "skipped assignment"
  | "fenced"
  | "told by a leader that was none"
  | "loaded";

/**
 * What the clients of a simulation have been told, and whether it may be true:
 *
 * - A partition has one owner in each generation of its group, whichever coordinator said so.
 * - A commit is acknowledged only to members of the newest generation that anyone was given partitions in.
 * - What a group's coordinator says is committed is never less than what was acknowledged, or than what it said before.
 */
export class GroupHistory {
  readonly reached = new Map<Reached, number>();
  readonly #owners = new Map<string, string>();
  readonly #assignments = new Map<string, string>();
  readonly #newestGeneration = new Map<string, number>();
  readonly #issued = new Set<string>();
  readonly #leastVisible = new Map<string, number>();
  #lastOffset = 0;

  mark(reached: Reached): void {
    this.reached.set(reached, (this.reached.get(reached) ?? 0) + 1);
  }

  /** `identity` outlives the restart of a static member. */
  assigned(member: { groupId: string; generationId: number; identity: string }, partitions: readonly number[]): void {
    const { groupId, generationId, identity } = member;
    const key = `${groupId} generation ${generationId} member ${identity}`;
    const text = [...partitions].sort().join(",");
    check(
      (this.#assignments.get(key) ?? text) === text,
      `${key} was assigned ${this.#assignments.get(key)}, now ${text}`,
    );
    this.#assignments.set(key, text);
    for (const partition of partitions) {
      const owned = `${groupId} generation ${generationId} partition ${partition}`;
      const owner = this.#owners.get(owned) ?? identity;
      check(owner === identity, `${owned} belongs to ${owner} and to ${identity}`);
      this.#owners.set(owned, identity);
    }
    this.#newestGeneration.set(groupId, Math.max(generationId, this.newestGeneration(groupId)));
    this.mark("assigned");
  }

  newestGeneration(groupId: string): number {
    return this.#newestGeneration.get(groupId) ?? -1;
  }

  /** An offset that nobody has committed before: later commits are of greater offsets. */
  issue(groupId: string, partition: number): number {
    this.#lastOffset++;
    this.#issued.add(`${groupId} ${partition} ${this.#lastOffset}`);
    return this.#lastOffset;
  }

  acknowledged(
    commit: { groupId: string; partition: number; offset: number; generationId: number },
    newestAtIssue: number,
  ): void {
    const { groupId, partition, offset, generationId } = commit;
    const old = generationId >= 0 && generationId < newestAtIssue;
    check(!old, `generation ${generationId} of ${groupId} committed when there was ${newestAtIssue}`);
    this.#raise(`${groupId} ${partition}`, offset);
    this.mark("commit acknowledged");
  }

  /** What the coordinator of the group says is committed; 0 for nothing. */
  seen(groupId: string, partition: number, offset: number): void {
    const key = `${groupId} ${partition}`;
    const least = this.#leastVisible.get(key) ?? 0;
    check(offset >= least, `the committed offset of ${key} went back from ${least} to ${offset}`);
    check(offset === 0 || this.#issued.has(`${key} ${offset}`), `nobody has committed ${offset} for ${key}`);
    this.#raise(key, offset);
  }

  #raise(key: string, offset: number): void {
    this.#leastVisible.set(key, Math.max(offset, this.#leastVisible.get(key) ?? 0));
  }
}

export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}
