import { ClusterClient } from "./cluster-client.ts";
import { askCommitted } from "./committed-offsets.ts";
import { CoordinatorLink } from "./coordinator-link.ts";
import type { ClientOptions, ClientProcess } from "./ports.ts";

export interface OffsetsReaderOptions extends ClientOptions {
  readonly group: string;
  readonly topic: string;
  readonly partitions: number;
  /** Called once, with what the group has committed, by partition; −1 for nothing. */
  readonly onDone: (offsets: ReadonlyMap<number, number>) => void;
}

/** Asks once what a group has committed, until it is told: for the checks at the end of a run, when the cluster is whole. */
export class OffsetsReader implements ClientProcess {
  readonly id: string;
  onIdle: () => void = () => {};
  readonly #options: OffsetsReaderOptions;
  readonly #cluster: ClusterClient;
  readonly #link: CoordinatorLink;
  #running = false;

  constructor(options: OffsetsReaderOptions) {
    this.id = options.id;
    this.#options = options;
    this.#cluster = new ClusterClient(options);
    this.#link = new CoordinatorLink(this.#cluster, options.group);
  }

  get idle(): boolean {
    return !this.#running;
  }

  start(): void {
    this.#running = true;
    this.#cluster.onMetadata(() => this.#ask());
    this.#cluster.follow(this.#options.topic);
  }

  stop(): void {
    if (!this.#running) return;
    this.kill();
    this.onIdle();
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

  #ask(): void {
    const { history, group, topic, onDone } = this.#options;
    if (this.#link.inFlightCount > 0) return;
    const partitions = Array.from({ length: this.#options.partitions }, (_, partition) => partition);
    const [cluster, link] = [this.#cluster, this.#link];
    askCommitted({ cluster, link, history, group, topic, partitions, generation: null }, (offsets) => {
      if (offsets === null) return void cluster.life.after(cluster.retryBackoffMs, () => this.#ask());
      this.stop();
      onDone(offsets);
    });
  }
}
