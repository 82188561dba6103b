import {
  type Configuration,
  decodeConfiguration,
  type Entry,
  type LogReader,
  type LogWrite,
  type Message,
  type NodeId,
  type Status,
} from "../../src/index.ts";
import { bytesEqual } from "./slot.ts";
import { Violation } from "./violation.ts";

/** What must hold of witnesses, and of everybody else because of them. */
export class WitnessChecker {
  /** The servers whose storage is a witness's, for all their lives. */
  readonly ids = new Set<NodeId>();
  #members = new Map<NodeId, boolean>();

  /** A node's log is of one kind from the first entry on. */
  wrote(node: NodeId, write: LogWrite): void {
    const foreign = this.ids.has(node) ? "command" : "omitted";
    for (const { kind, index } of write.entries) {
      if (kind === foreign) throw new Violation(`node ${node} wrote entry ${index} of kind ${kind}`);
    }
    const snapshot = write.compaction?.snapshot;
    if (snapshot !== undefined && (snapshot.dataOmitted === true) !== this.ids.has(node)) {
      throw new Violation(`node ${node} wrote a snapshot of the other kind at ${snapshot.index}`);
    }
  }

  /** A witness is sent only what a crash of the sender cannot take back. */
  sent(message: Message, durable: LogReader): void {
    if (message.kind !== "appendRequest" || !this.ids.has(message.to)) return;
    for (const { index, term } of message.entries) {
      // What is compacted was committed.
      if (index < durable.firstIndex() || durable.term(index) === term) continue;
      throw new Violation(`${message.from} sent witness ${message.to} entry ${index} before it was durable`);
    }
  }

  stepped({ id, role, term }: Status): void {
    if (this.ids.has(id) && role !== "follower") throw new Violation(`witness ${id} is ${role} in term ${term}`);
  }

  /** Configurations as they are committed, one after the other. */
  configured(bytes: Uint8Array): void {
    const configuration = decodeConfiguration(bytes)!;
    const members = kindsOf(configuration);
    for (const [id, isWitness] of members) {
      const was = this.#members.get(id);
      if (was !== undefined && was !== isWitness)
        throw new Violation(`member ${id} turned from one kind into the other`);
    }
    this.#members = members;
    for (const half of [configuration.voters, configuration.votersOutgoing]) {
      const witnesses = half.filter((id) => members.get(id) === true);
      if (witnesses.length * 2 > half.length)
        throw new Violation(`witnesses [${witnesses}] are a majority of [${half}]`);
    }
  }
}

/** Whether the two can be the same entry on two nodes, of which one may be a witness. */
export function sameContent(a: Entry, b: Entry): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind) return isOmitted(a, b) || isOmitted(b, a);
  return bytesEqual(a.data, b.data);
}

function isOmitted(omitted: Entry, whole: Entry): boolean {
  return omitted.kind === "omitted" && whole.kind === "command";
}

function kindsOf({ voters, votersOutgoing, learners, witnesses }: Configuration): Map<NodeId, boolean> {
  return new Map([...voters, ...votersOutgoing, ...learners].map((id) => [id, witnesses.includes(id)]));
}
