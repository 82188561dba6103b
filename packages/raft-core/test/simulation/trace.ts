import type { Entry, LogWrite, Message, NodeId, Status } from "../../src/index.ts";

/** One line of a run's story. */
export interface TraceEvent {
  /** Milliseconds, or steps where there is no time. */
  readonly at: number;
  /** 0: what concerns the whole group. */
  readonly node: NodeId;
  readonly text: string;
}

/** So many of the last events are kept of each node. */
const EVENTS_PER_NODE_MAX = 40;

/**
 * What happened in a run: always as a rolling hash, by which two runs are compared, and as text only where somebody is
 * going to read it. Everything that leaves a server or changes it goes into the hash: messages, writes, applied
 * states, status.
 */
export class Trace {
  readonly recording: boolean;
  #low = 0x811c9dc5;
  #high = 0x9e3779b9;
  readonly #events = new Map<NodeId, { event: TraceEvent; order: number }[]>();
  #order = 0;

  constructor(recording = false) {
    this.recording = recording;
  }

  /** Sixteen hexadecimal digits. */
  get hash(): string {
    const hex = (value: number) => (value >>> 0).toString(16).padStart(8, "0");
    return hex(this.#high) + hex(this.#low);
  }

  /** The last events of every node, in the order in which they happened. */
  get events(): readonly TraceEvent[] {
    const all = [...this.#events.values()].flat();
    return all.sort((a, b) => a.order - b.order).map(({ event }) => event);
  }

  /** `text` is called only where it will be read. */
  note(at: number, node: NodeId, text: () => string): void {
    if (!this.recording) return;
    const events = this.#events.get(node) ?? [];
    this.#events.set(node, events);
    events.push({ event: { at, node, text: text() }, order: this.#order++ });
    if (events.length > EVENTS_PER_NODE_MAX) events.shift();
  }

  add(value: number): void {
    this.#low = Math.imul(this.#low ^ value, 0x01000193);
    this.#high = Math.imul(this.#high ^ value ^ (this.#low >>> 13), 0x5bd1e995);
  }

  sent(message: Message): void {
    this.add(KIND_CODES[message.kind]);
    this.add((message.from << 8) | message.to);
    this.add(message.term);
    switch (message.kind) {
      case "preVoteRequest":
      case "voteRequest":
        this.add(message.lastLogIndex);
        this.add(message.lastLogTerm);
        return;
      case "preVoteResponse":
      case "voteResponse":
        this.add(message.granted ? 1 : 2);
        return;
      case "appendRequest":
        this.add(message.prevLogIndex);
        this.add(message.leaderCommit);
        for (const entry of message.entries) this.#entry(entry);
        return;
      case "appendResponse":
        this.add(message.accepted ? message.matchIndex : -message.matchIndex - 1);
        this.add(message.hintIndex);
        this.add(message.hintTerm);
        return;
      case "heartbeatRequest":
        this.add(message.leaderCommit);
        this.add(message.round);
        return;
      case "heartbeatResponse":
        this.add(message.round);
        return;
      case "proposeRequest":
        for (const data of message.data) this.#bytes(data);
        return;
      case "installSnapshotRequest":
        this.add(message.snapshotIndex);
        this.add(message.offset);
        this.#bytes(message.data);
        return;
      case "installSnapshotResponse":
        this.add(message.snapshotIndex);
        this.add(message.offset);
        return;
      case "readIndexRequest":
        this.add(message.readId);
        return;
      case "readIndexResponse":
        this.add(message.readId);
        this.add(message.readIndex);
        return;
      case "timeoutNowRequest":
        return;
    }
  }

  wrote(node: NodeId, write: LogWrite): void {
    this.add(node);
    for (const entry of write.entries) this.#entry(entry);
    if (write.hardState !== undefined) {
      this.add(write.hardState.term);
      this.add(write.hardState.vote);
      this.add(write.hardState.commit);
    }
    if (write.compaction !== undefined) this.add(write.compaction.snapshot.index);
  }

  applied(node: NodeId, index: number, state: number): void {
    this.add(node);
    this.add(index);
    this.add(state);
  }

  /** Role, term, leader or commit changed. */
  changed(status: Status): void {
    this.add(status.id * 16 + status.role.length);
    this.add(status.term);
    this.add(status.leader);
    this.add(status.commit);
  }

  #entry(entry: Entry): void {
    this.add(entry.index);
    this.add(entry.term);
    this.#bytes(entry.data);
  }

  #bytes(bytes: Uint8Array): void {
    this.add(bytes.length);
    for (let at = 0; at < bytes.length; at++) this.add(bytes[at]!);
  }
}

/** Numbers of their own, so that no name needs to be hashed. */
const KIND_CODES: Record<Message["kind"], number> = {
  preVoteRequest: 1,
  preVoteResponse: 2,
  voteRequest: 3,
  voteResponse: 4,
  appendRequest: 5,
  appendResponse: 6,
  heartbeatRequest: 7,
  heartbeatResponse: 8,
  proposeRequest: 9,
  installSnapshotRequest: 10,
  installSnapshotResponse: 11,
  timeoutNowRequest: 12,
  readIndexRequest: 13,
  readIndexResponse: 14,
};
