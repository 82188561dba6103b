/**
 * Why a node refuses a connection.
 *
 * - `unsupportedVersion`: the two do not speak the same version of the peer protocol
 * - `wrongCluster`: they belong to different clusters
 * - `wrongNode`: the dialer looks for another node than the one that listens at this address
 * - `unknownNode`: the acceptor does not know the dialer as a peer (yet, or any more)
 * - `superseded`: a later process of the same node id has connected since; two processes may be using one node id
 */
export type RefusalReason = "unsupportedVersion" | "wrongCluster" | "wrongNode" | "unknownNode" | "superseded";

/** A refusal in words, as the refused side sees it: "node 2 at … refuses us: …". */
export const REFUSAL_TEXTS: Readonly<Record<RefusalReason, string>> = {
  unsupportedVersion: "it speaks another version of the peer protocol",
  wrongCluster: "it belongs to another cluster",
  wrongNode: "another node listens at that address",
  unknownNode: "it does not know this node as a member of the cluster",
  superseded: "a later process with this node id has connected to it; are two running?",
};
