import type { ClientConnection, ClientSession, Endpoint, Logger } from "@chronik/broker";
import { nodeClock } from "../adapters/node-clock.ts";
import { TcpClientListener } from "../adapters/tcp-client-listener.ts";
import { type AddressPurpose, probeAddress } from "../adapters/tcp-servers.ts";
import { formatAddress } from "../config/endpoint.ts";
import type { ClientListenerConfig } from "../config/listener-addresses.ts";
import type { NodeConfig } from "../config/node-config.ts";

export interface ClientListenersOptions {
  readonly config: NodeConfig;
  readonly logger: Logger;
  readonly accept: (connection: ClientConnection) => ClientSession;
}

/** All listeners for clients of one node. */
export class ClientListeners {
  /** Where clients are told to connect to. */
  readonly endpoints: readonly Endpoint[];
  readonly #listeners: readonly TcpClientListener[];

  private constructor(endpoints: readonly Endpoint[], listeners: readonly TcpClientListener[]) {
    this.endpoints = endpoints;
    this.#listeners = listeners;
  }

  /**
   * Tries every address, and so finds the ports, but opens nothing yet.
   *
   * @throws ServerError (ADDRESS_NOT_USABLE) that says what to do.
   */
  static async plan({ config, logger, accept }: ClientListenersOptions): Promise<ClientListeners> {
    const connections = { current: 0, max: config.connectionsMax };
    const endpoints: Endpoint[] = [];
    const listeners: TcpClientListener[] = [];
    for (const listener of config.clientListeners) {
      const { name, bind, advertised } = listener;
      const port = await probeAddress(bind, purposeOf(listener));
      endpoints.push({ listener: name, host: advertised.host, port: advertised.port || port });
      const limits = { connections, idleMsMax: config.connectionIdleMsMax };
      const address = { host: bind.host, port };
      listeners.push(new TcpClientListener({ name, bind: address, accept, clock: nodeClock, logger, ...limits }));
    }
    return new ClientListeners(endpoints, listeners);
  }

  /** Opens them all. */
  async listen(): Promise<void> {
    for (const listener of this.#listeners) await listener.listen();
  }

  /** Lets nobody else in; those who are in stay. */
  stopAccepting(): void {
    for (const listener of this.#listeners) listener.stopAccepting();
  }

  /** Ends every connection. */
  close(): void {
    for (const listener of this.#listeners) listener.close();
  }

  /** `PLAINTEXT://localhost:9092, …` */
  toString(): string {
    return this.endpoints.map((each) => `${each.listener}://${formatAddress(each)}`).join(", ");
  }
}

function purposeOf({ name }: ClientListenerConfig): AddressPurpose {
  return { what: `Kafka listener ${name}`, setting: "listeners (--port)" };
}
