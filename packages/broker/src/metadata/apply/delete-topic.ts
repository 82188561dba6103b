import { errorCodes } from "@chronik/kafka-protocol";
import type { DeleteTopic } from "../command.ts";
import type { MetadataImage } from "../image.ts";
import { accept, type Outcome, refuse } from "./outcome.ts";

export function applyDeleteTopic(image: MetadataImage, command: DeleteTopic): Outcome {
  const topic = image.topics.get(command.topicId);
  if (topic === undefined) {
    return refuse(image, errorCodes.UNKNOWN_TOPIC_ID, `no topic has the id ${command.topicId}`);
  }
  const topics = new Map(image.topics);
  topics.delete(topic.topicId);
  const topicIdByName = new Map(image.topicIdByName);
  topicIdByName.delete(topic.name);
  return accept({ ...image, topics, topicIdByName });
}
