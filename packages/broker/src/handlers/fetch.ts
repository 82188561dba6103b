import { errorCodes, fetch, type RequestOf, type ResponseInputOf } from "@chronik/kafka-protocol";
import type { TimerHandle } from "@chronik/wal";
import type { FetchWaiter } from "../partition/fetch-waiters.ts";
import type { Partition } from "../partition/partition.ts";
import type { Services } from "../services.ts";
import { type ElementOf, type Handler, handler, type RequestContext, type Respond } from "./handler.ts";
import { LeaderHints } from "./leader-hint.ts";
import { findLed, findTopic } from "./partition-lookup.ts";

type Request = RequestOf<typeof fetch>;
type Response = ResponseInputOf<typeof fetch>;
type PartitionRequest = Request["topics"][number]["partitions"][number];
type PartitionResponse = ElementOf<ElementOf<Response["responses"]>["partitions"]>;

/** What one response may carry, whatever the client asks for: it is read and verified in one turn, 8 MiB in about 3 ms. */
const RESPONSE_BYTES_MAX = 8 * 1024 * 1024;
/** So much is worth an answer to who waits for more: whole batches may leave the rest of a response empty. */
const LARGE_RESPONSE_BYTES = RESPONSE_BYTES_MAX / 2;
const READ_COMMITTED = 1;
/** The first versions that name the leader, and the endpoint of the leader (KIP-951). */
const LEADER_HINT_VERSION = 12;
const LEADER_ENDPOINT_VERSION = 16;
const TOPIC_ID_VERSION = 13;
const NO_SESSION = 0;
const FINAL_EPOCH = -1;

/**
 * Fetch (key 1), for consumers.
 *
 * Behavior: reads up to the high watermark, 8 MiB at most. Waits until `minBytes` (or 4 MiB) are there, at most `maxWaitMs`; an error is
 * answered at once. At least one batch is returned where there is one, even over the limits, and always the whole batch that contains
 * the offset. An offset is out of range only beyond the log's end: between the high watermark and the end it is one that a new
 * leader has not confirmed yet, and the consumer must wait there rather than reset.
 *
 * Version notes: fetch sessions (v7, KIP-227) are refused by session id 0, so every fetch is a full one. From v9 on the
 * client's leader epoch fences (KIP-320), from v12 on so does the epoch that it read last. Topic ids from v13 on. From v16 on
 * the new leader's endpoint is told (KIP-951). Without transactions the last stable offset is the high watermark.
 */
export function fetchHandler(services: Services): Handler<typeof fetch> {
  return handler(fetch, (request, context, respond) => {
    services.stats.fetchRequests++;
    const refusal = sessionError(request);
    if (refusal !== errorCodes.NONE) return respond({ errorCode: refusal, sessionId: NO_SESSION, responses: [] });
    new FetchRequest(services, request, context, respond).look();
  });
}

/** Clients never replicate; and there is no session that a request could belong to. */
function sessionError(request: Request): number {
  if (request.replicaId >= 0 || request.replicaState.replicaId >= 0) return errorCodes.INVALID_REQUEST;
  if (request.sessionId !== NO_SESSION) return errorCodes.FETCH_SESSION_ID_NOT_FOUND;
  if (request.sessionEpoch > 0 || request.sessionEpoch < FINAL_EPOCH) return errorCodes.INVALID_FETCH_SESSION_EPOCH;
  return errorCodes.NONE;
}

interface Attempt {
  readonly response: Response;
  readonly bytes: number;
  /** Something that waiting would not mend. */
  readonly urgent: boolean;
  readonly partitions: readonly Partition[];
}

/** One fetch, until it is answered. */
class FetchRequest implements FetchWaiter {
  readonly #services: Services;
  readonly #request: Request;
  readonly #context: RequestContext;
  readonly #respond: Respond<typeof fetch>;
  #waitsOn: readonly Partition[] = [];
  #timer: TimerHandle | null = null;
  #wakeScheduled = false;
  #answered = false;

  constructor(services: Services, request: Request, context: RequestContext, respond: Respond<typeof fetch>) {
    this.#services = services;
    this.#request = request;
    this.#context = context;
    this.#respond = respond;
  }

  /** The first look: answers, or waits. */
  look(): void {
    const attempt = this.#attempt();
    if (this.#suffices(attempt) || this.#request.maxWaitMs <= 0) return this.#answer(attempt);
    this.#waitsOn = attempt.partitions;
    for (const partition of this.#waitsOn) partition.addFetchWaiter(this);
    this.#timer = this.#services.ports.timers.set(this.#request.maxWaitMs, () => {
      SIMULATION: globalThis.chronikSometimes?.("a fetch waits in vain");
      this.#answer(this.#attempt());
    });
  }

  /** Looks again at the end of the turn, once, however many partitions have moved. */
  wake(): void {
    if (this.#wakeScheduled || this.#answered) return;
    this.#wakeScheduled = true;
    this.#services.ports.timers.defer(() => {
      this.#wakeScheduled = false;
      if (this.#answered) return;
      const attempt = this.#attempt();
      if (!this.#suffices(attempt)) return;
      SIMULATION: globalThis.chronikSometimes?.("a fetch that waited is satisfied");
      this.#answer(attempt);
    });
  }

  #suffices(attempt: Attempt): boolean {
    return attempt.urgent || attempt.bytes >= Math.min(this.#request.minBytes, LARGE_RESPONSE_BYTES);
  }

  #answer(attempt: Attempt): void {
    this.#answered = true;
    this.#timer?.cancel();
    for (const partition of this.#waitsOn) partition.removeFetchWaiter(this);
    this.#services.stats.bytesOut += attempt.bytes;
    this.#respond(attempt.response);
  }

  #attempt(): Attempt {
    const { apiVersion } = this.#context;
    const image = this.#services.image();
    const hints = new LeaderHints(image, this.#context.listener);
    const partitions: Partition[] = [];
    let bytesLeft = Math.min(this.#request.maxBytes, RESPONSE_BYTES_MAX);
    let bytes = 0;
    let urgent = this.#request.topics.length === 0;
    const responses = this.#request.topics.map((topic) => {
      const byId = apiVersion >= TOPIC_ID_VERSION;
      const found = findTopic(image, byId ? { topicId: topic.topicId } : { name: topic.topic });
      const answers = topic.partitions.map((wanted) => {
        const led = findLed(this.#services, found, wanted);
        if ("error" in led) {
          urgent = true;
          const { error } = led;
          const failure = failed(wanted.partition, error);
          if (led.image === null || apiVersion < LEADER_HINT_VERSION) return failure;
          return { ...failure, currentLeader: hints.hint(led.image) };
        }
        partitions.push(led.partition);
        const answer = this.#read(led.partition, wanted, { bytesLeft, first: bytes === 0 });
        if (answer.errorCode !== errorCodes.NONE || answer.divergingEpoch !== undefined) urgent = true;
        const size = answer.records?.byteLength ?? 0;
        bytes += size;
        bytesLeft -= size;
        return answer;
      });
      return { topic: topic.topic, topicId: topic.topicId, partitions: answers };
    });
    const nodeEndpoints = apiVersion >= LEADER_ENDPOINT_VERSION ? hints.endpoints() : [];
    const response = { errorCode: errorCodes.NONE, sessionId: NO_SESSION, responses, nodeEndpoints };
    return { response, bytes, urgent, partitions };
  }

  #read(
    partition: Partition,
    wanted: PartitionRequest,
    budget: { bytesLeft: number; first: boolean },
  ): PartitionResponse {
    const { replica, highWatermark } = partition;
    const { fetchOffset } = wanted;
    if (fetchOffset < replica.logStartOffset || fetchOffset > replica.logEndOffset) {
      SIMULATION: globalThis.chronikSometimes?.("a fetch is out of range");
      return {
        ...failed(wanted.partition, errorCodes.OFFSET_OUT_OF_RANGE),
        highWatermark,
        logStartOffset: replica.logStartOffset,
      };
    }
    const answer: PartitionResponse = {
      partitionIndex: wanted.partition,
      errorCode: errorCodes.NONE,
      highWatermark,
      lastStableOffset: highWatermark,
      logStartOffset: replica.logStartOffset,
      abortedTransactions: this.#request.isolationLevel === READ_COMMITTED ? [] : null,
      records: EMPTY,
    };
    const diverging = divergence(partition, wanted);
    if (diverging !== undefined) {
      SIMULATION: globalThis.chronikSometimes?.("a consumer is told where its log diverges");
      return { ...answer, divergingEpoch: diverging };
    }
    const bytesMax = Math.min(wanted.partitionMaxBytes, budget.bytesLeft);
    if (fetchOffset >= highWatermark || (bytesMax <= 0 && !budget.first)) return answer;
    try {
      const records = replica.read({ offset: fetchOffset, bytesMax: Math.max(1, bytesMax), endOffset: highWatermark });
      // The log returns at least one batch; beyond the limits that is owed to the first partition only.
      if (records.byteLength > bytesMax && !budget.first) return answer;
      return { ...answer, records };
    } catch (error) {
      partition.fail(error as Error);
      return failed(wanted.partition, errorCodes.KAFKA_STORAGE_ERROR);
    }
  }
}

const EMPTY = new Uint8Array(0);

function failed(partitionIndex: number, errorCode: number): PartitionResponse {
  return { partitionIndex, errorCode, highWatermark: -1, abortedTransactions: null, records: EMPTY };
}

/** Where the log that the client has read from parts from this one (KIP-595); undefined where it does not, or was not asked. */
function divergence(partition: Partition, wanted: PartitionRequest): { epoch: number; endOffset: number } | undefined {
  if (wanted.lastFetchedEpoch < 0) return undefined;
  const end = partition.replica.endOffsetForEpoch(wanted.lastFetchedEpoch);
  if (end === undefined) return { epoch: -1, endOffset: -1 };
  return end.epoch < wanted.lastFetchedEpoch || end.endOffset < wanted.fetchOffset ? end : undefined;
}
