import { errorCodes, offsetFetch, type ResponseOf } from "@chronik/kafka-protocol";
import type { History } from "../history/history.ts";
import type { CommittedOperation } from "../history/operation.ts";
import type { Answer } from "./broker-connection.ts";
import type { ClusterClient } from "./cluster-client.ts";
import type { CoordinatorLink } from "./coordinator-link.ts";
import { errorName } from "./produce-errors.ts";

/** What to ask for. */
export interface CommittedQuestion {
  readonly cluster: ClusterClient;
  readonly link: CoordinatorLink;
  readonly history: History;
  readonly group: string;
  readonly topic: string;
  readonly partitions: readonly number[];
  /** Of the member that asks; null for somebody who asks while nothing is wrong with the cluster. */
  readonly generation: number | null;
}

/** Asks what a group has committed: by partition, −1 for nothing; null where it was not told, and then nothing is in the history. */
export function askCommitted(
  question: CommittedQuestion,
  done: (offsets: ReadonlyMap<number, number> | null) => void,
): void {
  const { cluster, link, history, group, topic, partitions, generation } = question;
  const reads: CommittedOperation[] = partitions.map((partition) =>
    history.invoke(cluster.id, { f: "committed", group, topic, partition, generation }),
  );
  link.ask({
    api: offsetFetch,
    body: (version) => {
      const wanted = { name: topic, topicId: cluster.metadata.topicId(topic), partitionIndexes: [...partitions] };
      const stable = version >= 7 && { requireStable: true };
      return version >= 8 ? { groups: [{ groupId: group, topics: [wanted] }], ...stable } : oneGroup(wanted, stable);
    },
    done: (answer) => {
      const offsets = offsetsIn(answer, partitions, (error) => link.noteError(error));
      for (const read of reads) {
        if (typeof offsets === "string") history.fail(read, offsets);
        else history.ok(read, { offset: offsets.get(read.partition)! });
      }
      done(typeof offsets === "string" ? null : offsets);
    },
  });

  function oneGroup({ name, partitionIndexes }: { name: string; partitionIndexes: number[] }, stable: object | false) {
    return { groupId: group, topics: [{ name, partitionIndexes }], ...stable };
  }
}

/** The offsets, or why there are none. */
function offsetsIn(
  answer: Answer<typeof offsetFetch>,
  partitions: readonly number[],
  noteError: (error: number) => void,
): Map<number, number> | string {
  if (answer.kind !== "answered") return answer.kind === "failed" ? answer.reason : "no answer";
  const { errorCode, found } = answer.version >= 8 ? inGroup(answer.body) : alone(answer.body);
  const failure = [errorCode, ...found.map((partition) => partition.errorCode)].find(
    (code) => code !== errorCodes.NONE,
  );
  if (failure !== undefined) {
    noteError(failure);
    return errorName(failure);
  }
  const offsets = new Map(found.map(({ partitionIndex, committedOffset }) => [partitionIndex, committedOffset]));
  return partitions.every((partition) => offsets.has(partition)) ? offsets : "the answer lacks a partition";
}

function inGroup({ groups }: ResponseOf<typeof offsetFetch>) {
  const group = groups[0];
  return {
    errorCode: group?.errorCode ?? errorCodes.UNKNOWN_SERVER_ERROR,
    found: group?.topics[0]?.partitions ?? [],
  };
}

function alone({ errorCode, topics }: ResponseOf<typeof offsetFetch>) {
  return { errorCode, found: topics[0]?.partitions ?? [] };
}
