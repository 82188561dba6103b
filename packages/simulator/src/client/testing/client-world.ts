import { hostOf, type SimCluster } from "../../cluster/index.ts";
import { TestCluster } from "../../cluster/testing/test-cluster.ts";
import { checkHistory, type FinalLog, History } from "../../history/index.ts";
import { UNGUARDED } from "../../network/index.ts";
import { Admin, type ClientOptions, type ClientProcess, LogReader, OffsetsReader } from "../index.ts";

export const TOPIC = "records";

/** A simulated cluster with one topic, and clients on hosts of their own. */
export class ClientWorld {
  readonly world: TestCluster;
  readonly history: History;
  readonly clients: ClientProcess[] = [];
  readonly partitions: number;

  constructor({ seed, partitions }: { seed: number; partitions: number }) {
    this.world = new TestCluster({ seed });
    this.history = new History(this.world.queue);
    this.partitions = partitions;
    this.world.startAll();
    let created = false;
    const admin = this.add(new Admin({ ...this.client("setup"), timeoutMs: 60_000 }));
    admin.createTopic({ name: TOPIC, partitions, replicationFactor: 3 }, (is) => {
      created = is;
    });
    this.world.until(() => created);
    admin.stop();
  }

  get cluster(): SimCluster {
    return this.world.cluster;
  }

  /** What every client needs. */
  client(id: string): ClientOptions {
    return {
      id,
      queue: this.world.queue,
      random: this.world.streams.stream(`client ${id}`),
      sockets: this.world.network.sockets(`host of ${id}`, UNGUARDED),
      history: this.history,
      bootstrap: this.cluster.ids.map((node) => ({ host: hostOf(node), port: 9092 })),
    };
  }

  add<Client extends ClientProcess>(client: Client): Client {
    this.clients.push(client);
    client.start();
    return client;
  }

  /** Stops all clients and waits until they have ended what they do. */
  stopClients(withinMs = 60_000): void {
    for (const client of this.clients) client.stop();
    this.world.until(() => this.clients.every((client) => client.idle), withinMs);
  }

  /** The topic as it is now, to its end. */
  readLogs(): readonly FinalLog[] {
    let logs: readonly FinalLog[] | undefined;
    const reader = new LogReader({
      ...this.client("reader"),
      topic: TOPIC,
      partitions: this.partitions,
      onDone: (all) => {
        logs = all;
      },
    });
    this.add(reader);
    this.world.until(() => logs !== undefined, 60_000);
    return logs!;
  }

  readCommitted(group: string): ReadonlyMap<number, number> {
    let offsets: ReadonlyMap<number, number> | undefined;
    const reader = new OffsetsReader({
      ...this.client(`${group} reader`),
      group,
      topic: TOPIC,
      partitions: this.partitions,
      onDone: (all) => {
        offsets = all;
      },
    });
    this.add(reader);
    this.world.until(() => offsets !== undefined, 60_000);
    return offsets!;
  }

  /** The names and details of what is wrong. */
  anomalies(logs: readonly FinalLog[]): string[] {
    return checkHistory({ history: this.history, logs }).map(({ name, detail }) => `${name}: ${detail}`);
  }
}
