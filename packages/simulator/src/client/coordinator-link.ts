import { type AnyApi, errorCodes, findCoordinator, type ResponseOf } from "@chronik/kafka-protocol";
import type { Request } from "./broker-connection.ts";
import type { ClusterClient } from "./cluster-client.ts";

/** The errors that say that somebody else has to be asked. */
const LOST: ReadonlySet<number> = new Set([errorCodes.NOT_COORDINATOR, errorCodes.COORDINATOR_NOT_AVAILABLE]);

/** The way to a group's coordinator: found when it is needed, and forgotten as soon as it fails or says that it is none. */
export class CoordinatorLink {
  readonly #cluster: ClusterClient;
  readonly #group: string;
  #nodeId: number | null = null;
  #inFlightCount = 0;

  constructor(cluster: ClusterClient, group: string) {
    this.#cluster = cluster;
    this.#group = group;
  }

  get inFlightCount(): number {
    return this.#inFlightCount;
  }

  /** Asks the coordinator; it fails, unsent, where none is found. Does not try again by itself. */
  ask<Api extends AnyApi>(request: Request<Api>): void {
    this.#inFlightCount++;
    const counted: Request<Api> = {
      ...request,
      done: (answer) => {
        this.#inFlightCount--;
        if (answer.kind === "failed") this.#nodeId = null;
        request.done(answer);
      },
    };
    if (this.#nodeId !== null) this.#cluster.send(this.#nodeId, counted, "coordinator");
    else this.#find((reason) => this.#found(counted, reason));
  }

  /** Takes note of an error that the coordinator answered. */
  noteError(error: number): void {
    if (LOST.has(error)) this.#nodeId = null;
  }

  #found<Api extends AnyApi>(request: Request<Api>, reason: string | null): void {
    if (this.#nodeId !== null) this.#cluster.send(this.#nodeId, request, "coordinator");
    else request.done({ kind: "failed", sent: false, reason: reason ?? "no coordinator" });
  }

  #find(done: (reason: string | null) => void): void {
    const key = this.#group;
    this.#cluster.sendAny({
      api: findCoordinator,
      body: (version) => (version >= 4 ? { coordinatorKeys: [key], keyType: 0 } : { key }),
      done: (answer) => {
        if (answer.kind !== "answered") return done(answer.kind === "failed" ? answer.reason : null);
        const { nodeId, host, port, errorCode } = coordinatorIn(answer.body, answer.version);
        if (errorCode !== errorCodes.NONE) return done(`FindCoordinator: error ${errorCode}`);
        this.#cluster.metadata.addBroker(nodeId, { host, port });
        this.#nodeId = nodeId;
        done(null);
      },
    });
  }
}

function coordinatorIn(body: ResponseOf<typeof findCoordinator>, version: number) {
  const nobody = { nodeId: -1, host: "", port: -1, errorCode: errorCodes.COORDINATOR_NOT_AVAILABLE };
  return version >= 4 ? (body.coordinators[0] ?? nobody) : body;
}
