import { createServer, type Server, type Socket } from "node:net";
import { type Address, formatAddress } from "../config/endpoint.ts";
import { ServerError, systemErrorCode } from "../error.ts";

/** Connections that the system holds for us between two turns of the loop. Node's default of 511 loses bursts of clients. */
const BACKLOG = 4096;

/** Servers that together stand for one address. */
export interface TcpServers {
  readonly servers: readonly Server[];
  /** The one asked for, or the free one that was found. */
  readonly port: number;
}

/** What an address is for, so that an error can say what to do about it. */
export interface AddressPurpose {
  /** "Kafka listener PLAINTEXT", to begin a sentence with. */
  readonly what: string;
  /** Where another address can be set: "listeners". */
  readonly setting: string;
}

/**
 * Listens on an address. `localhost` stands for both loopback addresses, because clients resolve it to either.
 *
 * @throws ServerError (ADDRESS_NOT_USABLE) that says what to do.
 */
export async function openServers(
  address: Address,
  purpose: AddressPurpose,
  onSocket: (socket: Socket) => void,
): Promise<TcpServers> {
  const servers: Server[] = [];
  let port = address.port;
  for (const host of hostsOf(address.host)) {
    const server = createServer({ noDelay: true, highWaterMark: SOCKET_BUFFER_BYTES }, onSocket);
    try {
      port = await listen(server, { host, port });
      servers.push(server);
    } catch (error) {
      if (servers.length > 0 && isMissingFamily(error)) continue;
      await closeServers(servers);
      throw listenError(error, { host: address.host, port }, purpose);
    }
  }
  return { servers, port };
}

/** Bytes that wait for the client in one socket before it is asked to wait. */
const SOCKET_BUFFER_BYTES = 1024 * 1024;

/** Finds out whether an address can be listened on, and which port a free one is, without keeping it. */
export async function probeAddress(address: Address, purpose: AddressPurpose): Promise<number> {
  const { servers, port } = await openServers(address, purpose, (socket) => socket.destroy());
  await closeServers(servers);
  return port;
}

/** Stops listening; resolves when that is done and all their connections are closed. */
export async function closeServers(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
}

/** Why an address cannot be used, as a sentence. */
export function listenError(error: unknown, address: Address, { what, setting }: AddressPurpose): ServerError {
  const sentence = `${what}: ${reason(error, address)}; change ${setting}, or free the address`;
  return new ServerError("ADDRESS_NOT_USABLE", sentence, { cause: error });
}

function reason(error: unknown, address: Address): string {
  switch (systemErrorCode(error)) {
    case "EADDRINUSE":
      return `port ${address.port} is in use by another process (${formatAddress(address)})`;
    case "EACCES":
      return `this user may not listen on port ${address.port}`;
    case "EADDRNOTAVAIL":
      return `${address.host} is not an address of this machine`;
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `the host name ${address.host} is not known`;
    default:
      return `cannot listen on ${formatAddress(address)} (${(error as Error).message})`;
  }
}

function hostsOf(host: string): readonly (string | undefined)[] {
  if (host === "localhost") return ["127.0.0.1", "::1"];
  return [host === "" ? undefined : host];
}

/** This machine has no IPv6 loopback. */
function isMissingFamily(error: unknown): boolean {
  return ["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL"].includes(systemErrorCode(error) ?? "");
}

function listen(server: Server, { host, port }: { host: string | undefined; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, backlog: BACKLOG, exclusive: true, ...(host === undefined ? {} : { host }) }, () => {
      server.off("error", reject);
      const bound = server.address();
      resolve(bound !== null && typeof bound === "object" ? bound.port : port);
    });
  });
}
