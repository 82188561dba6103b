import { ClusterClient } from "./cluster-client.ts";
import { Fetcher, type FetchOptions } from "./fetcher.ts";
import type { ClientOptions, ClientProcess } from "./ports.ts";

export interface ConsumerOptions extends ClientOptions, FetchOptions {
  readonly topic: string;
  /** How many partitions the topic has: all of them are read. */
  readonly partitions: number;
  /** Where to begin in each; where it is not said, where `reset` says. */
  readonly from?: number;
}

/** A consumer that assigns itself all partitions of a topic, and reads them for as long as it lives. */
export class Consumer implements ClientProcess {
  readonly id: string;
  onIdle: () => void = () => {};
  readonly #options: ConsumerOptions;
  readonly #cluster: ClusterClient;
  readonly #fetcher: Fetcher;
  #running = false;

  constructor(options: ConsumerOptions) {
    this.id = options.id;
    this.#options = options;
    this.#cluster = new ClusterClient(options);
    this.#fetcher = new Fetcher({ ...options, cluster: this.#cluster, group: null });
  }

  get idle(): boolean {
    return !this.#running;
  }

  /** The next offset that it will read; undefined while it does not know. */
  position(partition: number): number | undefined {
    return this.#fetcher.position(partition);
  }

  start(): void {
    const { topic, partitions, from } = this.#options;
    this.#running = true;
    this.#cluster.follow(topic);
    for (let partition = 0; partition < partitions; partition++) this.#fetcher.assign(partition, from ?? null);
  }

  /** Nothing that it has under way matters to anybody: it hangs up. */
  stop(): void {
    if (!this.#running) return;
    this.kill();
    this.onIdle();
  }

  kill(): void {
    this.#running = false;
    this.#fetcher.stop();
    this.#cluster.life.end();
  }

  pause(): void {
    this.#cluster.life.pause();
  }

  resume(): void {
    this.#cluster.life.resume();
  }
}
