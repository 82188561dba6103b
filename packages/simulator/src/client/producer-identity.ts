import { errorCodes, initProducerId } from "@chronik/kafka-protocol";
import type { ClusterClient } from "./cluster-client.ts";

/** Who an idempotent producer is to the brokers. Compared by reference. */
export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
}

/** How a new epoch begins: `local`, the producer counts up itself, as Kafka's own does; `broker`, it asks for one (KIP-360). */
export type EpochBump = "local" | "broker";

const EPOCH_MAX = 32_767;

/** The producer's present identity, asked for when it is first needed and whenever it is given up. */
export class ProducerIdentities {
  readonly #cluster: ClusterClient;
  readonly #bump: EpochBump;
  readonly #onIdentity: () => void;
  #current: ProducerIdentity | null = null;
  #last: ProducerIdentity | null = null;
  #asking = false;

  constructor(options: { cluster: ClusterClient; bump: EpochBump; onIdentity: () => void }) {
    this.#cluster = options.cluster;
    this.#bump = options.bump;
    this.#onIdentity = options.onIdentity;
  }

  /** Null while it is not known: `onIdentity` follows. */
  current(): ProducerIdentity | null {
    if (this.#current === null) this.#ask();
    return this.#current;
  }

  /** Gives an identity up, where that has not been done already. */
  giveUp(identity: ProducerIdentity): void {
    if (identity !== this.#current) return;
    this.#last = identity;
    const { producerId, producerEpoch } = identity;
    const countsUp = this.#bump === "local" && producerEpoch < EPOCH_MAX;
    this.#current = countsUp ? { producerId, producerEpoch: producerEpoch + 1 } : null;
  }

  #ask(): void {
    if (this.#asking) return;
    this.#asking = true;
    const { producerId, producerEpoch } = this.#last ?? { producerId: -1, producerEpoch: -1 };
    this.#cluster.sendAny({
      api: initProducerId,
      body: (version) => ({
        transactionalId: null,
        transactionTimeoutMs: 60_000,
        ...(version >= 3 && { producerId, producerEpoch }),
      }),
      done: (answer) => {
        this.#asking = false;
        if (answer.kind === "answered" && answer.body.errorCode === errorCodes.NONE) {
          this.#current = { producerId: answer.body.producerId, producerEpoch: answer.body.producerEpoch };
          this.#onIdentity();
        } else {
          this.#cluster.life.after(this.#cluster.retryBackoffMs, () => this.#ask());
        }
      },
    });
  }
}
