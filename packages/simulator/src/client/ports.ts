/** What a simulated client needs of its surroundings. */
import type { PeerAddress, Sockets } from "@chronik/transport-tcp";
import type { SeededRandom } from "@chronik/wal/testing";
import type { History } from "../history/history.ts";

/** Simulated time, as the world's event queue has it. */
export interface ClientTime {
  /** Milliseconds since the start of the run. */
  readonly nowMs: number;
  /** Calls back once, never from inside this call. */
  after(delayMs: number, callback: () => void): { cancel(): void };
}

/** Where a broker is, or is said to be. */
export type Endpoint = PeerAddress;

/** The half of the sockets that dials. */
export type Dialer = Pick<Sockets, "connect">;

/** The newest version that a client uses of an API, by the API's name, where it is not the newest that both sides have. */
export type VersionCaps = Readonly<Record<string, number>>;

/** What every kind of client is made with. Times are milliseconds of simulated time. */
export interface ClientOptions {
  /** Its name in the history, and its client id. No two clients of a run have the same. */
  readonly id: string;
  readonly queue: ClientTime;
  readonly random: SeededRandom;
  readonly sockets: Dialer;
  readonly history: History;
  /** Where to ask first; at least one. */
  readonly bootstrap: readonly Endpoint[];
  /** Default: the newest that both sides have. */
  readonly versionMax?: VersionCaps;
  /** From sending a request to giving its connection up. Default 2000. */
  readonly requestTimeoutMs?: number;
  /** From dialling to a connection that has agreed on versions. Default 1000. */
  readonly connectTimeoutMs?: number;
  /** Before what failed is tried again. Default 50. */
  readonly retryBackoffMs?: number;
  /** Before the first and, doubling, any later redial of a node. Default 50 and 1000. */
  readonly reconnectBackoffMs?: number;
  readonly reconnectBackoffMsMax?: number;
  /** Metadata is asked for again after so long, whatever happens. Default 10,000. */
  readonly metadataMaxAgeMs?: number;
}

/** A client of any kind, as its runner drives it. */
export interface ClientProcess {
  readonly id: string;
  start(): void;
  /** Begins nothing new, and ends in good order what is under way; `idle` when that is done. */
  stop(): void;
  /** SIGKILL: what is under way stays indefinite. */
  kill(): void;
  /** SIGSTOP and SIGCONT. */
  pause(): void;
  resume(): void;
  /** Nothing is under way, and nothing waits. */
  readonly idle: boolean;
  /** Called whenever it becomes idle. */
  onIdle: () => void;
}
