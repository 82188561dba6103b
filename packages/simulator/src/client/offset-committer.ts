import { errorCodes, offsetCommit, type ResponseOf } from "@chronik/kafka-protocol";
import type { History } from "../history/history.ts";
import type { CommitOperation } from "../history/operation.ts";
import type { Answer } from "./broker-connection.ts";
import type { ClusterClient } from "./cluster-client.ts";
import type { CoordinatorLink } from "./coordinator-link.ts";
import { errorName } from "./produce-errors.ts";

/** Who commits. */
export interface Committer {
  readonly memberId: string;
  readonly generation: number;
  readonly groupInstanceId: string | null;
}

/**
 * The errors after which a commit has certainly not been stored. NOT_COORDINATOR is none of them: a coordinator that is deposed while
 * it stores a commit answers so.
 */
const REFUSALS: ReadonlySet<number> = new Set([
  errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
  errorCodes.UNKNOWN_TOPIC_ID,
  errorCodes.OFFSET_METADATA_TOO_LARGE,
  errorCodes.COORDINATOR_LOAD_IN_PROGRESS,
  errorCodes.ILLEGAL_GENERATION,
  errorCodes.INVALID_GROUP_ID,
  errorCodes.UNKNOWN_MEMBER_ID,
  errorCodes.REBALANCE_IN_PROGRESS,
  errorCodes.INVALID_REQUEST,
  errorCodes.GROUP_ID_NOT_FOUND,
  errorCodes.FENCED_INSTANCE_ID,
]);

/** Commits a member's offsets, one request at a time. */
export class OffsetCommitter {
  readonly #cluster: ClusterClient;
  readonly #link: CoordinatorLink;
  readonly #history: History;
  readonly #group: string;
  readonly #topic: string;
  /** What is known to be committed, so that nothing is committed twice in a row. */
  readonly #committed = new Map<number, number>();
  #busy = false;
  /** What waits for the request that is under way. */
  #next: (() => void) | null = null;

  constructor(options: {
    cluster: ClusterClient;
    link: CoordinatorLink;
    history: History;
    group: string;
    topic: string;
  }) {
    this.#cluster = options.cluster;
    this.#link = options.link;
    this.#history = options.history;
    this.#group = options.group;
    this.#topic = options.topic;
  }

  /** The assignment is another one. */
  forget(): void {
    this.#committed.clear();
  }

  /** Like {@link commit}, but waits for a request that is under way: for what must not be left out. */
  commitNext(who: Committer, positions: ReadonlyMap<number, number>, done: (error: number | null) => void): void {
    const commit = () => this.commit(who, positions, done);
    if (this.#busy) this.#next = commit;
    else commit();
  }

  /**
   * Commits the positions that have moved. `done` gets an error code, null where there was no answer; 0 also where there is nothing to
   * do, or a request under way.
   */
  commit(who: Committer, positions: ReadonlyMap<number, number>, done: (error: number | null) => void): void {
    const moved = [...positions].filter(([partition, offset]) => this.#committed.get(partition) !== offset);
    if (moved.length === 0 || this.#busy) return done(errorCodes.NONE);
    this.#busy = true;
    const { memberId, generation, groupInstanceId } = who;
    const [group, topic] = [this.#group, this.#topic];
    const commits: CommitOperation[] = moved.map(([partition, offset]) =>
      this.#history.invoke(this.#cluster.id, {
        f: "commit",
        group,
        generation,
        member: groupInstanceId ?? memberId,
        topic,
        partition,
        offset,
      }),
    );
    this.#link.ask({
      api: offsetCommit,
      body: (version) => ({
        groupId: group,
        generationIdOrMemberEpoch: generation,
        memberId,
        ...(version >= 7 && { groupInstanceId }),
        topics: [
          {
            name: topic,
            topicId: this.#cluster.metadata.topicId(topic),
            partitions: moved.map(([partitionIndex, committedOffset]) => ({
              partitionIndex,
              committedOffset,
              committedMetadata: "",
            })),
          },
        ],
      }),
      done: (answer) => {
        this.#busy = false;
        done(this.#answered(commits, answer));
        const next = this.#next;
        this.#next = null;
        next?.();
      },
    });
  }

  #answered(commits: readonly CommitOperation[], answer: Answer<typeof offsetCommit>): number | null {
    if (answer.kind !== "answered") {
      const { sent, reason } = answer.kind === "failed" ? answer : { sent: true, reason: "no answer" };
      for (const commit of commits) this.#end(commit, { definite: !sent, reason });
      return null;
    }
    let first: number = errorCodes.NONE;
    for (const commit of commits) {
      const error = errorOf(answer.body, commit.partition);
      if (error === errorCodes.NONE) {
        this.#history.ok(commit);
        this.#committed.set(commit.partition, commit.offset);
        continue;
      }
      this.#link.noteError(error);
      this.#end(commit, { definite: REFUSALS.has(error), reason: errorName(error) });
      if (first === errorCodes.NONE) first = error;
    }
    return first;
  }

  #end(commit: CommitOperation, { definite, reason }: { definite: boolean; reason: string }): void {
    if (definite) this.#history.fail(commit, reason);
    else this.#history.info(commit, reason);
  }
}

function errorOf(body: ResponseOf<typeof offsetCommit>, partition: number): number {
  const found = body.topics[0]?.partitions.find(({ partitionIndex }) => partitionIndex === partition);
  return found?.errorCode ?? errorCodes.UNKNOWN_SERVER_ERROR;
}
