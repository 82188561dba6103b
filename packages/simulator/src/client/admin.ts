import {
  createPartitions,
  createTopics,
  deleteTopics,
  describeConfigs,
  electLeaders,
  errorCodes,
  metadata,
} from "@chronik/kafka-protocol";
import type { CreateTopicValue, DeleteTopicValue, GrowTopicValue } from "../history/operation.ts";
import { ClusterClient } from "./cluster-client.ts";
import type { ClientOptions, ClientProcess } from "./ports.ts";
import { errorName, isRetriable } from "./produce-errors.ts";

/** Times are milliseconds of simulated time. */
export interface AdminOptions extends ClientOptions {
  /** Between one thing and the next that it does by itself, on average; 0 for nothing by itself. Default 0. */
  readonly intervalMs?: number;
  /** Of the topics that it creates by itself. Default 1 and −1, the brokers' default. */
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** How long it tries. Default 10,000. */
  readonly timeoutMs?: number;
  /** Topics of its own that it keeps, before it deletes one. Default 3. */
  readonly topicsMax?: number;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly configs?: Readonly<Record<string, string>>;
}

/** A topic that the admin has made by itself. */
interface OwnTopic {
  readonly name: string;
  partitions: number;
}

/** One attempt. Tells an error code, or null where there was no answer, and then whether the request was sent. */
type Attempt = (done: (error: number | null, sent: boolean) => void) => void;

const RESOURCE_TOPIC = 2;
/** After these nothing has been done. One node may not know yet of a topic that another has created. */
const REFUSALS: ReadonlySet<number> = new Set([
  errorCodes.UNKNOWN_TOPIC_OR_PARTITION,
  errorCodes.INVALID_TOPIC_EXCEPTION,
  errorCodes.TOPIC_ALREADY_EXISTS,
  errorCodes.INVALID_PARTITIONS,
  errorCodes.INVALID_REPLICATION_FACTOR,
  errorCodes.INVALID_CONFIG,
  errorCodes.INVALID_REQUEST,
]);

/** Creates, grows, describes and deletes topics: when it is asked to, and by itself some of its own, `<id>-<n>`. */
export class Admin implements ClientProcess {
  readonly id: string;
  onIdle: () => void = () => {};
  readonly #options: AdminOptions;
  readonly #cluster: ClusterClient;
  readonly #own: OwnTopic[] = [];
  #made = 0;
  #open = 0;
  #running = false;

  constructor(options: AdminOptions) {
    this.id = options.id;
    this.#options = options;
    this.#cluster = new ClusterClient(options);
  }

  get idle(): boolean {
    return this.#cluster.life.ended || (!this.#running && this.#open === 0);
  }

  start(): void {
    this.#running = true;
    this.#cluster.refresh();
    if ((this.#options.intervalMs ?? 0) > 0) this.#actLater();
  }

  stop(): void {
    const wasIdle = this.idle;
    this.#running = false;
    if (!wasIdle && this.idle) this.onIdle();
  }

  kill(): void {
    this.#running = false;
    this.#cluster.life.end();
  }

  pause(): void {
    this.#cluster.life.pause();
  }

  resume(): void {
    this.#cluster.life.resume();
  }

  /** Creates a topic, trying again until its time is over; the history has the outcome, and `done` whether it is there. */
  createTopic(spec: TopicSpec, done: (created: boolean) => void = () => {}): void {
    const { name, partitions, replicationFactor } = spec;
    const configs = Object.entries(spec.configs ?? {}).map(([config, value]) => ({ name: config, value }));
    const topics = [{ name, numPartitions: partitions, replicationFactor, assignments: [], configs }];
    this.#try({ f: "create-topic", topic: name }, errorCodes.TOPIC_ALREADY_EXISTS, done, (attempted) =>
      this.#cluster.sendAny({
        api: createTopics,
        body: () => ({ topics, timeoutMs: Math.floor(this.#cluster.requestTimeoutMs / 2), validateOnly: false }),
        done: (answer) => {
          if (answer.kind === "answered") attempted(answer.body.topics[0]?.errorCode ?? null, true);
          else attempted(null, answer.kind === "posted" || answer.sent);
        },
      }),
    );
  }

  /** Deletes a topic, in the same way; `done` is told whether it is gone. */
  deleteTopic(name: string, done: (deleted: boolean) => void = () => {}): void {
    this.#try({ f: "delete-topic", topic: name }, null, done, (attempted) =>
      this.#cluster.sendAny({
        api: deleteTopics,
        body: (version) => {
          const timeoutMs = Math.floor(this.#cluster.requestTimeoutMs / 2);
          return version >= 6 ? { topics: [{ name }], timeoutMs } : { topicNames: [name], timeoutMs };
        },
        done: (answer) => {
          if (answer.kind === "answered") attempted(answer.body.responses[0]?.errorCode ?? null, true);
          else attempted(null, answer.kind === "posted" || answer.sent);
        },
      }),
    );
  }

  /** Gives a topic more partitions, in the same way; `done` is told whether it has them. */
  growTopic(name: string, partitions: number, done: (grown: boolean) => void = () => {}): void {
    const topics = [{ name, count: partitions, assignments: null }];
    const value = { f: "grow-topic", topic: name, partitions } as const;
    this.#try(value, errorCodes.INVALID_PARTITIONS, done, (attempted) =>
      this.#cluster.sendAny({
        api: createPartitions,
        body: () => ({ topics, timeoutMs: Math.floor(this.#cluster.requestTimeoutMs / 2), validateOnly: false }),
        done: (answer) => {
          if (answer.kind === "answered") attempted(answer.body.results[0]?.errorCode ?? null, true);
          else attempted(null, answer.kind === "posted" || answer.sent);
        },
      }),
    );
  }

  /** Has preferred leaders elected wherever they can be, once. */
  electLeaders(): void {
    this.#open++;
    this.#cluster.sendAny({
      api: electLeaders,
      body: () => ({ topicPartitions: null, timeoutMs: Math.floor(this.#cluster.requestTimeoutMs / 2) }),
      done: () => this.#closeOne(),
    });
  }

  /** A topic's configuration, once; null where it was not told. */
  describeTopic(name: string, done: (configs: ReadonlyMap<string, string | null> | null) => void): void {
    this.#open++;
    const resources = [{ resourceType: RESOURCE_TOPIC, resourceName: name, configurationKeys: null }];
    this.#cluster.sendAny({
      api: describeConfigs,
      body: () => ({ resources, includeSynonyms: false }),
      done: (answer) => {
        const result = answer.kind === "answered" ? answer.body.results[0] : undefined;
        const known = result?.errorCode === errorCodes.NONE ? result.configs : undefined;
        done(known === undefined ? null : new Map(known.map((config) => [config.name, config.value])));
        this.#closeOne();
      },
    });
  }

  /** The names of all topics that some node knows of, once; null where none told. */
  listTopics(done: (topics: ReadonlySet<string> | null) => void): void {
    this.#open++;
    this.#cluster.sendAny({
      api: metadata,
      body: () => ({ topics: null, allowAutoTopicCreation: false }),
      done: (answer) => {
        const topics = answer.kind === "answered" ? answer.body.topics : null;
        done(topics === null ? null : new Set(topics.flatMap(({ name }) => (name === null ? [] : [name]))));
        this.#closeOne();
      },
    });
  }

  /** Tries until it is known how it ended. `proof`: the error that, after an attempt whose end is not known, says that it succeeded. */
  #try(
    value: CreateTopicValue | DeleteTopicValue | GrowTopicValue,
    proof: number | null,
    done: (is: boolean) => void,
    attempt: Attempt,
  ): void {
    const { history, timeoutMs } = this.#options;
    const operation = history.invoke(this.id, value);
    const deadlineMs = this.#cluster.life.nowMs + (timeoutMs ?? 10_000);
    let uncertain = false;
    this.#open++;
    const once = () => {
      operation.attempts = (operation.attempts ?? 0) + 1;
      attempt((error, sent) => {
        const succeeded = error === errorCodes.NONE || (error !== null && error === proof && uncertain);
        if (error === null ? sent : !REFUSALS.has(error)) uncertain = true;
        const goesOn = error === null || isRetriable(error);
        if (!succeeded && goesOn && this.#cluster.life.nowMs < deadlineMs) {
          this.#cluster.life.after(this.#cluster.retryBackoffMs, once);
          return;
        }
        const reason = error === null ? "no answer" : errorName(error);
        if (succeeded) history.ok(operation);
        else if (uncertain) history.info(operation, reason);
        else history.fail(operation, reason);
        done(succeeded);
        this.#closeOne();
      });
    };
    once();
  }

  #closeOne(): void {
    this.#open--;
    if (this.idle) this.onIdle();
  }

  #actLater(): void {
    const { random, intervalMs } = this.#options;
    this.#cluster.life.after((intervalMs! * (50 + random.below(101))) / 100, () => {
      if (!this.#running) return;
      this.#act();
      this.#actLater();
    });
  }

  #act(): void {
    const { random, partitions, replicationFactor, topicsMax } = this.#options;
    if (random.chance(0.1)) return this.electLeaders();
    if (this.#own.length > 0 && random.chance(0.2)) return this.describeTopic(random.pick(this.#own).name, () => {});
    if (this.#own.length > 0 && random.chance(0.3)) return this.#grow(random.pick(this.#own));
    if (this.#own.length < (topicsMax ?? 3)) {
      const name = `${this.id}-${this.#made++}`;
      const spec = { name, partitions: partitions ?? 1, replicationFactor: replicationFactor ?? -1 };
      return this.createTopic(spec, (created) => {
        if (created) this.#own.push({ name, partitions: spec.partitions });
      });
    }
    const [topic] = this.#own.splice(random.below(this.#own.length), 1);
    this.deleteTopic(topic!.name);
  }

  #grow(topic: OwnTopic): void {
    topic.partitions++;
    this.growTopic(topic.name, topic.partitions);
  }
}
