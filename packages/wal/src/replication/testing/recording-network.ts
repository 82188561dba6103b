import type { ReplicationMessage } from "../message.ts";
import type { ReplicationNetwork } from "../ports.ts";

export type Kind = ReplicationMessage["kind"];
export type OfKind<K extends Kind> = Extract<ReplicationMessage, { kind: K }>;

/** Keeps what it is given, for a test to look at. */
export class RecordingNetwork implements ReplicationNetwork {
  /** Nodes that it takes nothing for. */
  readonly closed = new Set<number>();
  /** How many more messages it takes; unlimited by default. */
  room = Number.POSITIVE_INFINITY;
  refusals = 0;
  readonly #sent: { node: number; message: ReplicationMessage }[] = [];

  send(node: number, message: ReplicationMessage): boolean {
    if (this.closed.has(node) || this.room <= 0) {
      this.refusals += 1;
      return false;
    }
    this.room -= 1;
    this.#sent.push({ node, message });
    return true;
  }

  /** All that was sent since the last call, to one node or to all. */
  take(node?: number): ReplicationMessage[] {
    const isWanted = (sent: { node: number }): boolean => node === undefined || sent.node === node;
    const taken = this.#sent.filter(isWanted).map(({ message }) => message);
    const rest = this.#sent.filter((sent) => !isWanted(sent));
    this.#sent.splice(0, this.#sent.length, ...rest);
    return taken;
  }

  /** The one message that was sent since the last call. Throws where there are more or fewer, or it is of another kind. */
  takeOne<K extends Kind>(kind: K, node?: number): OfKind<K> {
    const [message, ...more] = this.take(node);
    if (message === undefined || more.length > 0 || !isKind(message, kind)) {
      const kinds = [message, ...more].map((each) => each?.kind ?? "nothing");
      throw new Error(`wanted one ${kind}, got ${kinds.join(", ")}`);
    }
    return message;
  }
}

function isKind<K extends Kind>(message: ReplicationMessage, kind: K): message is OfKind<K> {
  return message.kind === kind;
}
