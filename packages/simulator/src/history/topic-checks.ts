import type { Anomaly, Evidence } from "./evidence.ts";

/**
 * - lost-topic: a topic was created and nobody tried to delete it, and it is not there.
 * - undeleted-topic: it was deleted, was created only once before, and is there. A creation that was sent again may have reached two
 *   nodes, one of which carries it out late.
 * - lost-partitions: it was given more partitions and nobody tried to delete it, and it has fewer.
 */
export function topics({ history, topicsAtEnd }: Evidence): Anomaly[] {
  if (topicsAtEnd === undefined) return [];
  const created = history.of("create-topic");
  const deleted = history.of("delete-topic");
  const lost = created.filter(
    ({ type, topic }) =>
      type === "ok" && !topicsAtEnd.has(topic) && !deleted.some((deletion) => deletion.topic === topic),
  );
  const undeleted = deleted.filter(
    ({ type, topic, invoked }) =>
      type === "ok" &&
      topicsAtEnd.has(topic) &&
      !created.some(
        (creation) => creation.topic === topic && (creation.completed > invoked || (creation.attempts ?? 1) > 1),
      ),
  );
  const shrunk = history
    .of("grow-topic")
    .filter(
      ({ type, topic, partitions }) =>
        type === "ok" &&
        (topicsAtEnd.get(topic) ?? partitions) < partitions &&
        !deleted.some((deletion) => deletion.topic === topic),
    );
  return [
    ...shrunk.map((operation) => ({
      name: "lost-partitions",
      detail: `${operation.topic} was given ${operation.partitions} partitions and has ${topicsAtEnd.get(operation.topic)}`,
      operations: [operation],
    })),
    ...lost.map((operation) => ({
      name: "lost-topic",
      detail: `${operation.topic} was created and is not there`,
      operations: [operation],
    })),
    ...undeleted.map((operation) => ({
      name: "undeleted-topic",
      detail: `${operation.topic} was deleted and is there`,
      operations: [operation],
    })),
  ];
}
