import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { listenError } from "../adapters/tcp-servers.ts";
import type { Address } from "../config/endpoint.ts";
import type { StartupProgress } from "../node/startup-progress.ts";

/** What the admin listener shows. */
export interface AdminSource {
  readonly progress: Pick<StartupProgress, "isReady" | "words">;
  /** Anything that JSON can hold. */
  status(): object;
}

const REQUEST_TIMEOUT_MS = 5000;
const CONNECTIONS_MAX = 64;

/**
 * HTTP for people and for orchestrators:
 *
 * - `/readyz`: 200 once clients are served, else 503; the body says what the node is at
 * - `/healthz`: 200 as long as the process answers at all
 * - `/status`: everything that is known about the node, as JSON
 */
export class AdminServer {
  readonly #server: Server;
  readonly port: number;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.port = port;
  }

  /** @throws ServerError (ADDRESS_NOT_USABLE) that says what to do. */
  static async open(address: Address, source: AdminSource): Promise<AdminServer> {
    const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
      respond(request, response, source);
    });
    server.maxConnections = CONNECTIONS_MAX;
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(address.port, address.host, resolve);
      });
    } catch (error) {
      throw listenError(error, address, { what: "admin listener", setting: "chronik.admin.port (--admin-port)" });
    }
    const bound = server.address();
    return new AdminServer(server, bound !== null && typeof bound === "object" ? bound.port : address.port);
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

function respond(request: IncomingMessage, response: ServerResponse, source: AdminSource): void {
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "only GET is allowed here");
  switch (request.url?.split("?")[0]) {
    case "/readyz":
      return send(response, source.progress.isReady ? 200 : 503, source.progress.words);
    case "/healthz":
      return send(response, 200, "alive");
    case "/status":
      return sendStatus(response, source);
    default:
      return send(response, 404, "there are /readyz, /healthz and /status");
  }
}

function sendStatus(response: ServerResponse, source: AdminSource): void {
  let body: string;
  try {
    body = JSON.stringify(
      { ready: source.progress.isReady, state: source.progress.words, ...source.status() },
      null,
      2,
    );
  } catch (error) {
    return send(response, 500, `no status: ${(error as Error).message}`);
  }
  response.writeHead(200, { "content-type": "application/json" }).end(`${body}\n`);
}

function send(response: ServerResponse, status: number, words: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${words}\n`);
}
