import type { ClientConnection, ClientSession } from "@chronik/broker";
import type { Listener, Sockets } from "@chronik/transport-tcp";
import type { SimProcess } from "../machine/sim-process.ts";
import { hostOf, KAFKA_PORT } from "./addresses.ts";
import { SimClientConnection } from "./client-connection.ts";

export interface ClientListenerInit {
  readonly node: number;
  readonly sockets: Sockets;
  readonly process: SimProcess;
  readonly bufferBytesMax: number;
  /** Called for every connection, before any of its bytes are delivered. */
  readonly accept: (connection: ClientConnection) => ClientSession;
}

/** The listener for clients of one process life. Opens when it is made. */
export class ClientListener {
  readonly #open = new Set<SimClientConnection>();
  readonly #listener: Listener;
  #accepts = true;

  constructor({ node, sockets, process, bufferBytesMax, accept }: ClientListenerInit) {
    this.#listener = sockets.listen(
      { host: hostOf(node), port: KAFKA_PORT },
      {
        listening: () => {},
        accepted: (stream) => {
          const connection = new SimClientConnection(stream, { process, bufferBytesMax });
          this.#open.add(connection);
          connection.attach(accept(connection), () => this.#open.delete(connection));
        },
        failed: (error) => {
          throw error;
        },
      },
    );
  }

  /** Connections that are open. */
  get connectionCount(): number {
    return this.#open.size;
  }

  /** Lets nobody else in; those who are in stay. */
  stopAccepting(): void {
    if (!this.#accepts) return;
    this.#accepts = false;
    this.#listener.close(() => {});
  }

  /** Ends every connection. */
  close(): void {
    this.stopAccepting();
    for (const connection of [...this.#open]) connection.destroy();
  }
}
