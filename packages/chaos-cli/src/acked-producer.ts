import type { Producer } from "kafkajs";
import { makeRecord } from "./record.ts";
import type { AckedRecord } from "./verdict.ts";

/** Sends numbered records one after the other, and remembers which were acknowledged. */
export class AckedProducer {
  readonly #producer: Producer;
  readonly #topic: string;
  readonly #run: string;
  readonly #acked: AckedRecord[] = [];
  #nextId = 0;

  constructor(producer: Producer, options: { topic: string; run: string }) {
    this.#producer = producer;
    this.#topic = options.topic;
    this.#run = options.run;
  }

  get acked(): readonly AckedRecord[] {
    return this.#acked;
  }

  /** Sends the next `count` records in one request, acks=all. @throws Error where KafkaJS cannot have them acknowledged. */
  async send(count: number): Promise<void> {
    const first = this.#nextId;
    this.#nextId += count;
    const messages = Array.from({ length: count }, (_, index) => makeRecord(first + index, this.#run));
    const [answer] = await this.#producer.send({ topic: this.#topic, acks: -1, messages });
    if (answer === undefined || answer.errorCode !== 0)
      throw new Error(`error ${answer?.errorCode} for a produce request`);
    for (let id = first; id < first + count; id++) this.#acked.push({ id, partition: answer.partition });
  }
}
