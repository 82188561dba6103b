import { deleteTopics, errorCodes, type ResponseInputOf, ZERO_UUID } from "@chronik/kafka-protocol";
import { topicNamed } from "../metadata/image.ts";
import type { Services } from "../services.ts";
import { isInternalTopic } from "../topic-creator.ts";
import { answerEach } from "./answer-each.ts";
import { type ElementOf, type Handler, handler } from "./handler.ts";

type TopicResponse = ElementOf<ResponseInputOf<typeof deleteTopics>["responses"]>;

/**
 * DeleteTopics (key 20).
 *
 * Behavior: each topic is deleted for itself, by a command of the metadata log; the answer comes when this node has applied it.
 * The nodes remove the logs when they apply it. Internal topics cannot be deleted.
 *
 * Version notes: from v6 on a topic may be named by its id instead of its name, not by both.
 */
export function deleteTopicsHandler(services: Services): Handler<typeof deleteTopics> {
  return handler(deleteTopics, (request, context, respond) => {
    const wanted =
      context.apiVersion >= 6 ? request.topics : request.topicNames.map((name) => ({ name, topicId: ZERO_UUID }));
    const remove = (topic: (typeof wanted)[number], done: (response: TopicResponse) => void) =>
      deleteOne(services, topic, request.timeoutMs, done);
    answerEach(wanted, remove, (responses) => respond({ responses }));
  });
}

function deleteOne(
  services: Services,
  wanted: { name: string | null; topicId: string },
  timeoutMs: number,
  done: (response: TopicResponse) => void,
): void {
  const image = services.image();
  const byId = wanted.topicId !== ZERO_UUID;
  if (byId === (wanted.name !== null)) {
    const errorMessage = "a topic is named either by its name or by its id";
    return done({ ...wanted, errorCode: errorCodes.INVALID_REQUEST, errorMessage });
  }
  const topic = byId ? image.topics.get(wanted.topicId) : topicNamed(image, wanted.name!);
  if (topic === undefined) {
    const errorCode = byId ? errorCodes.UNKNOWN_TOPIC_ID : errorCodes.UNKNOWN_TOPIC_OR_PARTITION;
    return done({ ...wanted, errorCode });
  }
  const { name, topicId } = topic;
  if (isInternalTopic(name)) {
    return done({ name, topicId, errorCode: errorCodes.INVALID_REQUEST, errorMessage: `${name} is internal` });
  }
  services.propose({ kind: "deleteTopic", topicId }, { timeoutMs: Math.max(1, timeoutMs) }, (result) => {
    done({ name, topicId, errorCode: result.error, errorMessage: result.message });
  });
}
