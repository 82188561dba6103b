import { hostname } from "node:os";
import type { NodeConfigValues } from "@chronik/broker";
import {
  type Address,
  formatAddress,
  isWildcard,
  listenerProtocol,
  type NamedAddress,
  namedAddress,
  type Voter,
} from "./endpoint.ts";
import type { SettingsParser } from "./parse-settings.ts";

/** A listener for clients: where it is bound, and where clients are told to find it. */
export interface ClientListenerConfig {
  readonly name: string;
  readonly bind: Address;
  /** Port 0: the port that the listener gets. */
  readonly advertised: Address;
}

export interface ListenerAddresses {
  readonly clientListeners: readonly ClientListenerConfig[];
  readonly raft: Address;
}

/** Works out who listens where. Undefined where something is wrong; the parser then holds the sentences. */
export function resolveListeners(
  values: NodeConfigValues,
  context: { parser: SettingsParser; ownVoter: Voter | undefined; raftPortDefault: number },
): ListenerAddresses | undefined {
  const { parser } = context;
  const controller = controllerName(values, parser);
  const listeners = parser.items("listeners", values.listeners, namedAddress);
  if (controller === undefined || listeners === undefined) return undefined;
  if (!checkListeners(values, listeners, parser)) return undefined;

  const clients = listeners.filter(({ listener }) => listener !== controller);
  if (clients.length === 0) {
    parser.problem("listeners", "names no listener for clients; add one, e.g. PLAINTEXT://localhost:9092");
    return undefined;
  }
  const advertised = advertisedAddresses(values, clients, { parser, controller });
  if (advertised === undefined) return undefined;
  const own = listeners.find(({ listener }) => listener === controller);
  const raftPort = context.ownVoter?.port ?? context.raftPortDefault;
  return {
    clientListeners: clients.map(({ listener, host, port }) => ({
      name: listener,
      bind: { host, port },
      advertised: advertised.get(listener) ?? { host: advertisableHost(host), port },
    })),
    raft: own === undefined ? { host: "0.0.0.0", port: raftPort } : { host: own.host, port: own.port },
  };
}

function controllerName(values: NodeConfigValues, parser: SettingsParser): string | undefined {
  const [name, ...others] = values["controller.listener.names"];
  if (name !== undefined && others.length === 0) return name.toUpperCase();
  parser.problem("controller.listener.names", "must name exactly one listener");
  return undefined;
}

function checkListeners(values: NodeConfigValues, listeners: readonly NamedAddress[], parser: SettingsParser): boolean {
  const mapped = parser.items(
    "listener.security.protocol.map",
    values["listener.security.protocol.map"],
    listenerProtocol,
  );
  if (mapped === undefined) return false;
  const before = parser.problems.length;
  for (const { listener } of listeners) {
    if (mapped.includes(listener) || listener === "PLAINTEXT") continue;
    if (/^(SSL|SASL_PLAINTEXT|SASL_SSL)$/.test(listener)) {
      parser.problem("listeners", `the protocol ${listener} is not supported yet: only PLAINTEXT is`);
    } else {
      parser.problem(
        "listeners",
        `${listener} has no protocol; add ${listener}:PLAINTEXT to listener.security.protocol.map`,
      );
    }
  }
  const names = listeners.map(({ listener }) => listener);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) parser.problem("listeners", `${twice} is there twice`);
  const ports = listeners.map(({ port }) => port).filter((port) => port !== 0);
  const taken = ports.find((port, index) => ports.indexOf(port) < index);
  if (taken !== undefined) parser.problem("listeners", `port ${taken} is there twice`);
  return parser.problems.length === before;
}

function advertisedAddresses(
  values: NodeConfigValues,
  clients: readonly NamedAddress[],
  context: { parser: SettingsParser; controller: string },
): Map<string, Address> | undefined {
  const { parser, controller } = context;
  const given = parser.items("advertised.listeners", values["advertised.listeners"] ?? [], namedAddress);
  if (given === undefined) return undefined;
  const before = parser.problems.length;
  const addresses = new Map<string, Address>();
  for (const { listener, host, port } of given) {
    // Kafka's own examples advertise the controller listener; voters find it through controller.quorum.voters here.
    if (listener === controller) continue;
    if (!clients.some((client) => client.listener === listener)) {
      parser.problem("advertised.listeners", `${listener} is not among the listeners`);
    } else if (isWildcard(host)) {
      parser.problem("advertised.listeners", `clients cannot connect to ${formatAddress({ host, port })}; name a host`);
    }
    addresses.set(listener, { host, port });
  }
  return parser.problems.length === before ? addresses : undefined;
}

/** A bind address that means all interfaces is no address to connect to: there, the machine's own name is. */
function advertisableHost(host: string): string {
  return isWildcard(host) ? hostname() : host;
}
