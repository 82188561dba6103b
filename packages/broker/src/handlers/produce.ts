import { errorCodes, produce, type RequestOf, type ResponseInputOf } from "@chronik/kafka-protocol";
import { checkProducedBatch } from "../partition/produced-batch.ts";
import type { Services } from "../services.ts";
import { isInternalTopic } from "../topic-creator.ts";
import { type ElementOf, type Handler, handler, type Mutable, type RequestContext, type Respond } from "./handler.ts";
import { LeaderHints } from "./leader-hint.ts";
import { findLed, findTopic } from "./partition-lookup.ts";

type Request = RequestOf<typeof produce>;
type Response = ResponseInputOf<typeof produce>;
type PartitionResponse = Mutable<ElementOf<ElementOf<Response["responses"]>["partitionResponses"]>>;

const ACKS_ALL = -1;
/** The first version that can name the leader (KIP-951). */
const LEADER_HINT_VERSION = 10;
const TOPIC_ID_VERSION = 13;

/**
 * Produce (key 0).
 *
 * Behavior: each partition's batch is checked, appended and answered for itself. acks=all answers when the high watermark covers
 * the batch and the ISR has `min.insync.replicas` members; acks=1 when the batch is durable on the leader; acks=0 never, and
 * an error then closes the connection, since that is all the client can notice.
 *
 * Version notes: 0–2 are advertised and refused, as Kafka does, because librdkafka takes their absence for "no compression"
 * (KAFKA-18659). zstd needs v7. From v10 on NOT_LEADER_OR_FOLLOWER names the new leader (KIP-951). v13 has topic ids.
 */
export function produceHandler(services: Services): Handler<typeof produce> {
  return handler(produce, (request, context, respond) => {
    services.stats.produceRequests++;
    if (request.acks === 0) return produceWithoutAnswer(services, request, context, respond);
    new ProduceRequest(services, request, context, respond).run();
  });
}

function produceWithoutAnswer(
  services: Services,
  request: Request,
  context: RequestContext,
  respond: Respond<typeof produce>,
): void {
  new ProduceRequest(services, request, context, (response) => {
    const partitions = response?.responses?.flatMap((topic) => topic.partitionResponses ?? []) ?? [];
    const failed = partitions.find((partition) => partition.errorCode !== errorCodes.NONE);
    if (failed !== undefined) context.close(`produce with acks=0 failed with error ${failed.errorCode}`);
  }).run();
  // Appended, or refused, by now; durability is not waited for.
  respond(null);
}

/** One request under way: counts the partitions that have not been answered yet. */
class ProduceRequest {
  readonly #services: Services;
  readonly #request: Request;
  readonly #context: RequestContext;
  readonly #respond: Respond<typeof produce>;
  readonly #hints: LeaderHints;
  readonly #response: { responses: { name: string; topicId: string; partitionResponses: PartitionResponse[] }[] };
  /** One more than the partitions that are open, until {@link run} has been through them all. */
  #open = 1;

  constructor(services: Services, request: Request, context: RequestContext, respond: Respond<typeof produce>) {
    this.#services = services;
    this.#request = request;
    this.#context = context;
    this.#respond = respond;
    this.#hints = new LeaderHints(services.image(), context.listener);
    this.#response = { responses: [] };
  }

  run(): void {
    for (const topic of this.#request.topicData) {
      const partitionResponses: PartitionResponse[] = [];
      this.#response.responses.push({ name: topic.name, topicId: topic.topicId, partitionResponses });
      for (const data of topic.partitionData) {
        const response: PartitionResponse = { index: data.index, errorCode: errorCodes.NONE, baseOffset: -1 };
        partitionResponses.push(response);
        this.#produce(topic, data, response);
      }
    }
    this.#finishOne();
  }

  #produce(
    topic: { name: string; topicId: string },
    { index, records }: { index: number; records: Uint8Array | null },
    response: PartitionResponse,
  ): void {
    const { acks, transactionalId, timeoutMs } = this.#request;
    if (acks !== ACKS_ALL && acks !== 0 && acks !== 1) return fail(response, errorCodes.INVALID_REQUIRED_ACKS);
    // No transactions yet: a transactional producer got this answer from InitProducerId already.
    if (transactionalId !== null) return fail(response, errorCodes.INVALID_TXN_STATE);
    const image = this.#services.image();
    const byId = this.#context.apiVersion >= TOPIC_ID_VERSION;
    const found = findTopic(image, byId ? { topicId: topic.topicId } : { name: topic.name });
    if ("name" in found && isInternalTopic(found.name)) return fail(response, errorCodes.INVALID_TOPIC_EXCEPTION);
    const led = findLed(this.#services, found, { partition: index });
    if ("error" in led) {
      if (this.#context.apiVersion >= LEADER_HINT_VERSION && led.image !== null) {
        response.currentLeader = this.#hints.hint(led.image);
      }
      return fail(response, led.error);
    }
    const { partition } = led;
    const { clock } = this.#services.ports;
    const checked = checkProducedBatch(records, {
      bytesMax: partition.config.maxMessageBytes,
      zstd: this.#context.apiVersion >= 7,
      appendTimeMs: partition.config.logAppendTime ? clock.nowMs() : null,
    });
    if (checked.kind === "refused") return fail(response, checked.error, checked.message);
    this.#open++;
    const wait = {
      acks: acks === ACKS_ALL ? ("all" as const) : ("leader" as const),
      deadlineMs: clock.monotonicMs() + Math.max(0, timeoutMs),
    };
    const outcome = partition.append(checked.batch, wait, (error) => {
      if (error !== errorCodes.NONE) fail(response, error);
      this.#finishOne();
    });
    if (outcome.kind === "refused") {
      fail(response, outcome.error);
      return this.#finishOne();
    }
    if (outcome.kind === "appended") {
      this.#services.stats.recordsIn += checked.batch.recordCount;
      this.#services.stats.bytesIn += checked.batch.bytes.byteLength;
    }
    response.baseOffset = outcome.baseOffset;
    response.logAppendTimeMs = checked.appendTimeMs;
    response.logStartOffset = partition.replica.logStartOffset;
  }

  #finishOne(): void {
    if (--this.#open > 0) return;
    this.#respond({ ...this.#response, nodeEndpoints: this.#hints.endpoints() });
  }
}

function fail(response: PartitionResponse, errorCode: number, message: string | null = null): void {
  response.errorCode = errorCode;
  response.errorMessage = message;
  response.baseOffset = -1;
}
