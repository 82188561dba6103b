import { createTopics, errorCodes, type RequestOf, type ResponseInputOf, ZERO_UUID } from "@chronik/kafka-protocol";
import { describeTopicConfigs } from "../config/describe-configs.ts";
import { applyCommand } from "../metadata/apply/apply-command.ts";
import type { CommandResult } from "../metadata/command.ts";
import type { Services } from "../services.ts";
import { isInternalTopic } from "../topic-creator.ts";
import { answerEach } from "./answer-each.ts";
import { type ElementOf, type Handler, handler } from "./handler.ts";

type TopicRequest = RequestOf<typeof createTopics>["topics"][number];
type TopicResponse = ElementOf<ResponseInputOf<typeof createTopics>["topics"]>;

/**
 * CreateTopics (key 19).
 *
 * Behavior: each topic is created, or refused, for itself, by a command of the metadata log; the answer comes when this node
 * has applied it. −1 asks for the node's defaults. A topic that is named twice is refused twice. `validateOnly` applies the
 * command to the present image and forgets the outcome.
 *
 * Version notes: v5 returns the topic's size and configuration (KIP-525), v7 its id.
 */
export function createTopicsHandler(services: Services): Handler<typeof createTopics> {
  return handler(createTopics, (request, _context, respond) => {
    const create = (topic: TopicRequest, done: (response: TopicResponse) => void) => {
      const twice = request.topics.filter((other) => other.name === topic.name).length > 1;
      createOne(services, topic, { ...request, twice }, done);
    };
    answerEach(request.topics, create, (topics) => respond({ topics }));
  });
}

function createOne(
  services: Services,
  topic: TopicRequest,
  options: { validateOnly: boolean; timeoutMs: number; twice: boolean },
  done: (response: TopicResponse) => void,
): void {
  const { name } = topic;
  const problem = options.twice ? "the request names this topic more than once" : requestProblem(topic);
  if (problem !== null) return done(refused(name, { error: errorCodes.INVALID_REQUEST, message: problem }));
  const assignments = manualAssignment(topic);
  if (assignments === undefined) {
    const message = "the assignment must name each partition from 0 on once";
    return done(refused(name, { error: errorCodes.INVALID_REPLICA_ASSIGNMENT, message }));
  }
  const command = services.topics.command({
    name,
    partitionCount: topic.numPartitions,
    replicationFactor: topic.replicationFactor,
    assignments,
    configs: topic.configs.map(({ name: config, value }) => ({ name: config, value: value! })),
  });
  if (options.validateOnly) {
    const image = services.image();
    const { image: outcome, result } = applyCommand(image, command, image.appliedIndex + 1, services.metadataRules);
    return done(
      result.error === 0 ? created(services, outcome.topics.get(command.topicId)!, ZERO_UUID) : refused(name, result),
    );
  }
  services.propose(command, { timeoutMs: Math.max(1, options.timeoutMs) }, (result) => {
    if (result.error !== errorCodes.NONE) return done(refused(name, result));
    const made = services.image().topics.get(command.topicId);
    // Deleted again before the answer: it was created all the same.
    if (made === undefined)
      return done({ name, topicId: command.topicId, errorCode: errorCodes.NONE, errorMessage: null });
    done(created(services, made, command.topicId));
  });
}

function requestProblem(topic: TopicRequest): string | null {
  if (isInternalTopic(topic.name)) return `${topic.name} is internal; it is created when it is needed`;
  const unset = topic.configs.find((config) => config.value === null);
  if (unset !== undefined) return `${unset.name} has no value`;
  if (topic.assignments.length > 0 && (topic.numPartitions !== -1 || topic.replicationFactor !== -1)) {
    return "with an assignment, the number of partitions and the replication factor must both be -1";
  }
  return null;
}

/** Replicas by partition number; null where the nodes are to choose; undefined where the numbers make no sense. */
function manualAssignment(topic: TopicRequest): number[][] | null | undefined {
  if (topic.assignments.length === 0) return null;
  const replicas: number[][] = [];
  for (const { partitionIndex, brokerIds } of topic.assignments) {
    if (partitionIndex < 0 || partitionIndex >= topic.assignments.length || replicas[partitionIndex]) return undefined;
    replicas[partitionIndex] = brokerIds;
  }
  return replicas;
}

function refused(name: string, result: CommandResult): TopicResponse {
  return { name, errorCode: result.error, errorMessage: result.message, configs: null };
}

function created(
  services: Services,
  topic: { name: string; partitions: readonly { replicas: readonly number[] }[]; configs: ReadonlyMap<string, string> },
  topicId: string,
): TopicResponse {
  return {
    name: topic.name,
    topicId,
    errorCode: errorCodes.NONE,
    errorMessage: null,
    numPartitions: topic.partitions.length,
    replicationFactor: topic.partitions[0]?.replicas.length ?? -1,
    configs: describeTopicConfigs(topic.configs, services.options.nodeConfigs).map((config) => ({
      name: config.name,
      value: config.value,
      readOnly: config.readOnly,
      configSource: config.source,
      isSensitive: config.sensitive,
    })),
  };
}
