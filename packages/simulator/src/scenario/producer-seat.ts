import { type ClientOptions, Producer } from "../client/index.ts";
import type { ProducerPlan } from "./plan.ts";
import type { SimWorld } from "./sim-world.ts";

/** Where one producer after the other takes its place: each is a process of its own, which no broker knows when it starts. */
export class ProducerSeat {
  /** All that ever sat here; the last one is the present one. */
  readonly producers: Producer[] = [];
  readonly #name: string;
  readonly #plan: ProducerPlan;
  readonly #world: SimWorld;
  readonly #clientOptions: (id: string) => ClientOptions;
  readonly #topic: { readonly topic: string; readonly partitions: number };
  #calm = false;

  constructor(
    name: string,
    options: {
      plan: ProducerPlan;
      world: SimWorld;
      clientOptions: (id: string) => ClientOptions;
      topic: { readonly topic: string; readonly partitions: number };
    },
  ) {
    this.#name = name;
    this.#plan = options.plan;
    this.#world = options.world;
    this.#clientOptions = options.clientOptions;
    this.#topic = options.topic;
    this.#take();
  }

  start(): void {
    this.#present.start();
    if (this.#plan.lifeMs > 0) this.#replaceLater();
  }

  /** No more records are made, and nobody is replaced. */
  calm(): void {
    this.#calm = true;
    this.#present.stop();
  }

  get #present(): Producer {
    return this.producers.at(-1)!;
  }

  #take(): void {
    const { acks, idempotent, batchRecords, recordsPerS: ratePerS, inFlightMax, valueBytes } = this.#plan;
    const lingerMs = batchRecords > 1 ? 20 : 0;
    const count = this.producers.length;
    const id = count === 0 ? this.#name : `${this.#name}.${count}`;
    const own = { acks, idempotent, batchRecords, ratePerS, inFlightMax, valueBytes, lingerMs };
    this.producers.push(new Producer({ ...this.#clientOptions(id), ...this.#topic, ...own }));
  }

  #replaceLater(): void {
    const random = this.#world.streams.stream(`churn ${this.#name}`);
    this.#world.queue.after(this.#plan.lifeMs * (0.5 + random.below(1000) / 1000), () => {
      if (this.#calm) return;
      // It goes on until all is answered, beside the next one, or it is dead at once.
      if (random.chance(0.5)) this.#present.stop();
      else this.#present.kill();
      this.#take();
      this.#present.start();
      this.#replaceLater();
    });
  }
}
