import type { Consumer } from "kafkajs";

/** A member of a group that commits after every record, one commit at a time. */
export class CommittingConsumer {
  readonly #consumer: Consumer;
  #acknowledged = -1;
  #attempted = -1;
  #count = 0;
  #frozen = false;

  private constructor(consumer: Consumer) {
    this.#consumer = consumer;
  }

  /** Resolves when it has begun to read. */
  static async start(consumer: Consumer, topic: string): Promise<CommittingConsumer> {
    const committing = new CommittingConsumer(consumer);
    await consumer.subscribe({ topic, fromBeginning: true });
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ partition, message }) => committing.#commit(topic, partition, Number(message.offset) + 1),
    });
    return committing;
  }

  /** The last offset whose commit the cluster has acknowledged; −1 before the first. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** The last offset that was sent to be committed. */
  get attempted(): number {
    return this.#attempted;
  }

  get count(): number {
    return this.#count;
  }

  /** Begins no further commit. One that is under way may still be tried again. */
  freeze(): void {
    this.#frozen = true;
  }

  async #commit(topic: string, partition: number, offset: number): Promise<void> {
    if (this.#frozen) return;
    this.#attempted = offset;
    await this.#consumer.commitOffsets([{ topic, partition, offset: String(offset) }]);
    this.#acknowledged = offset;
    this.#count++;
  }
}
