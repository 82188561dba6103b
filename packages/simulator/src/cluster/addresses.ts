/** Where the nodes of a simulated cluster are to be found. */

/** The port for other nodes, as in the server. */
export const RAFT_PORT = 9192;
/** The port for clients, as in the server. */
export const KAFKA_PORT = 9092;

export const LISTENER = "PLAINTEXT";

export function hostOf(node: number): string {
  return `node${node}`;
}
