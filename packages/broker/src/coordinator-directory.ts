import { errorCodes } from "@chronik/kafka-protocol";
import { groupPartition } from "./coordinator/group-partition.ts";
import type { CoordinatorDirectory, CoordinatorEndpoint, TopicNames } from "./coordinator/ports.ts";
import { brokerOn } from "./handlers/cluster-view.ts";
import { type MetadataImage, type TopicId, type TopicImage, topicNamed } from "./metadata/image.ts";
import type { Logger } from "./ports.ts";
import { OFFSETS_TOPIC, type TopicCreator } from "./topic-creator.ts";

const CREATE_TIMEOUT_MS = 5000;

/** Finds coordinators in the metadata image: every node gives the same answer. */
export class ImageCoordinatorDirectory implements CoordinatorDirectory {
  readonly #image: () => MetadataImage;
  readonly #topics: TopicCreator;
  readonly #logger: Logger;

  constructor(options: { image: () => MetadataImage; topics: TopicCreator; logger: Logger }) {
    this.#image = options.image;
    this.#topics = options.topics;
    this.#logger = options.logger;
  }

  coordinator(groupId: string, listener: string): CoordinatorEndpoint | number {
    const topic = this.#topic();
    if (topic === undefined) return errorCodes.COORDINATOR_NOT_AVAILABLE;
    const { leader } = topic.partitions[groupPartition(groupId, topic.partitions.length)]!;
    return brokerOn(this.#image(), listener, leader) ?? errorCodes.COORDINATOR_NOT_AVAILABLE;
  }

  ensureInternalTopic(): void {
    if (this.#topic() !== undefined) return;
    this.#topics.autoCreate(OFFSETS_TOPIC, CREATE_TIMEOUT_MS, ({ error, message }) => {
      if (error === errorCodes.NONE) return;
      this.#logger.warn(`${OFFSETS_TOPIC} could not be created; the next group that is looked for tries again`, {
        error,
        reason: message,
      });
    });
  }

  partitionCount(): number {
    return this.#topic()?.partitions.length ?? 0;
  }

  #topic(): TopicImage | undefined {
    return topicNamed(this.#image(), OFFSETS_TOPIC);
  }
}

/** What coordinators ask about topics, from the metadata image. */
export class ImageTopicNames implements TopicNames {
  readonly #image: () => MetadataImage;

  constructor(image: () => MetadataImage) {
    this.#image = image;
  }

  partitionCount(topic: string): number | undefined {
    return topicNamed(this.#image(), topic)?.partitions.length;
  }

  nameOf(topicId: TopicId): string | undefined {
    return this.#image().topics.get(topicId)?.name;
  }

  idOf(topic: string): TopicId | undefined {
    return this.#image().topicIdByName.get(topic);
  }
}
