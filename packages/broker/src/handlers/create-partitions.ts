import { createPartitions, errorCodes, type RequestOf, type ResponseInputOf } from "@chronik/kafka-protocol";
import { applyCommand } from "../metadata/apply/apply-command.ts";
import { topicNamed } from "../metadata/image.ts";
import type { Services } from "../services.ts";
import { isInternalTopic } from "../topic-creator.ts";
import { answerEach } from "./answer-each.ts";
import { type ElementOf, type Handler, handler } from "./handler.ts";

type TopicRequest = RequestOf<typeof createPartitions>["topics"][number];
type TopicResponse = ElementOf<ResponseInputOf<typeof createPartitions>["results"]>;

/**
 * CreatePartitions (key 37).
 *
 * Behavior: each topic gets its new partitions, or is refused, for itself, by a command of the metadata log; the answer comes when
 * this node has applied it. `count` is how many partitions the topic has then; it can only grow. A topic that is named twice is
 * refused twice, and so are internal topics, whose number of partitions decides who coordinates which group. `validateOnly` applies the command to
 * the present image and forgets the outcome.
 *
 * Version notes: v2 is flexible; v3 may answer THROTTLING_QUOTA_EXCEEDED (KIP-599), which this broker never does.
 */
export function createPartitionsHandler(services: Services): Handler<typeof createPartitions> {
  return handler(createPartitions, (request, _context, respond) => {
    const grow = (topic: TopicRequest, done: (response: TopicResponse) => void) => {
      const { name } = topic;
      const twice = request.topics.filter((other) => other.name === name).length > 1;
      growOne(services, topic, { ...request, twice }, (errorCode, errorMessage) =>
        done({ name, errorCode, errorMessage }),
      );
    };
    answerEach(request.topics, grow, (results) => respond({ results }));
  });
}

function growOne(
  services: Services,
  { name, count, assignments }: TopicRequest,
  options: { validateOnly: boolean; timeoutMs: number; twice: boolean },
  done: (errorCode: number, errorMessage: string | null) => void,
): void {
  if (options.twice) return done(errorCodes.INVALID_REQUEST, "the request names this topic more than once");
  if (isInternalTopic(name)) return done(errorCodes.INVALID_REQUEST, `${name} is internal`);
  const image = services.image();
  const topic = topicNamed(image, name);
  if (topic === undefined) return done(errorCodes.UNKNOWN_TOPIC_OR_PARTITION, `there is no topic ${name}`);
  const command = services.topics.growth({
    topicId: topic.topicId,
    partitionCount: count,
    assignments: assignments?.map(({ brokerIds }) => brokerIds) ?? null,
  });
  if (options.validateOnly) {
    const { result } = applyCommand(image, command, image.appliedIndex + 1, services.metadataRules);
    return done(result.error, result.message);
  }
  services.propose(command, { timeoutMs: Math.max(1, options.timeoutMs) }, ({ error, message }) => {
    // Deleted meanwhile.
    const gone = error === errorCodes.UNKNOWN_TOPIC_ID;
    done(gone ? errorCodes.UNKNOWN_TOPIC_OR_PARTITION : error, message);
  });
}
