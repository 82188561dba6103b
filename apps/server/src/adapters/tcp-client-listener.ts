import type { Server, Socket } from "node:net";
import type { ClientConnection, ClientSession, Clock, Logger } from "@chronik/broker";
import type { Address } from "../config/endpoint.ts";
import { LogBudget } from "./log-budget.ts";
import { TcpClientConnection } from "./tcp-client-connection.ts";
import { closeServers, openServers } from "./tcp-servers.ts";

/** How many client connections there are on all listeners of a node, and may be. */
export interface ConnectionCount {
  current: number;
  readonly max: number;
}

export interface TcpClientListenerOptions {
  readonly name: string;
  readonly bind: Address;
  /** Shared by the listeners of a node. */
  readonly connections: ConnectionCount;
  /** A connection on which no byte moves for so long is closed. Looked at four times in that while. */
  readonly idleMsMax: number;
  /** Called for every connection, before any of its bytes are delivered. */
  readonly accept: (connection: ClientConnection) => ClientSession;
  readonly clock: Clock;
  readonly logger: Logger;
}

const SWEEP_INTERVAL_MS_MAX = 30_000;

/** A listener for clients: accepts within limits, and closes what is idle. */
export class TcpClientListener {
  readonly #options: TcpClientListenerOptions;
  readonly #open = new Set<TcpClientConnection>();
  readonly #closures: LogBudget;
  #servers: readonly Server[] = [];
  #sweep: NodeJS.Timeout | undefined;

  constructor(options: TcpClientListenerOptions) {
    this.#options = options;
    this.#closures = new LogBudget({ logger: options.logger, nowMs: () => options.clock.monotonicMs() });
  }

  /**
   * Opens the listener and returns its port.
   *
   * @throws ServerError (ADDRESS_NOT_USABLE) that says what to do.
   */
  async listen(): Promise<number> {
    const { name, bind, idleMsMax } = this.#options;
    const purpose = { what: `Kafka listener ${name}`, setting: "listeners" };
    const { servers, port } = await openServers(bind, purpose, (socket) => this.#accept(socket));
    this.#servers = servers;
    for (const server of servers) {
      // Too many open files, say: the system keeps the connection waiting, and the listener lives on.
      server.on("error", (error) =>
        this.#closures.warn("cannot accept a client connection", { listener: name, error }),
      );
    }
    this.#sweep = setInterval(() => this.#closeIdle(), Math.min(idleMsMax / 4, SWEEP_INTERVAL_MS_MAX)).unref();
    return port;
  }

  /** Lets nobody else in; those who are in stay. */
  stopAccepting(): void {
    void closeServers(this.#servers);
    this.#servers = [];
  }

  /** Ends every connection. */
  close(): void {
    this.stopAccepting();
    clearInterval(this.#sweep);
    for (const connection of this.#open) connection.destroy();
  }

  #accept(socket: Socket): void {
    const { name, connections, accept, clock, logger } = this.#options;
    if (connections.current >= connections.max) {
      this.#closures.warn("client connection closed: there are max.connections already", { listener: name });
      socket.destroy();
      return;
    }
    const connection = new TcpClientConnection({ socket, listener: name, logger, closures: this.#closures });
    try {
      const session = accept(connection);
      connections.current++;
      this.#open.add(connection);
      const onClosed = () => {
        connections.current--;
        this.#open.delete(connection);
      };
      connection.attach(session, { nowMs: clock.monotonicMs(), onClosed });
    } catch (error) {
      logger.error("a client connection could not be accepted", { client: connection.clientHost, error });
      socket.destroy();
    }
  }

  #closeIdle(): void {
    const { idleMsMax, clock, logger } = this.#options;
    const nowMs = clock.monotonicMs();
    for (const connection of this.#open) {
      if (connection.idleMs(nowMs) < idleMsMax) continue;
      logger.debug("idle client connection closed", { client: connection.clientHost });
      connection.destroy();
    }
  }
}
