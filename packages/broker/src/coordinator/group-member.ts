import { type GroupProtocol, type JoinAnswer, type JoinRequest, NO_BYTES, type SyncAnswer } from "./group-messages.ts";
import type { StoredMember } from "./group-metadata.ts";

/** One member of a group, as its coordinator knows it. */
export class GroupMember {
  readonly memberId: string;
  /** Not null for a static member. */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly protocolType: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: readonly GroupProtocol[];
  assignment: Uint8Array = NO_BYTES;
  /** Its first JoinGroup is not answered yet: it does not know that it is a member. */
  isNew = false;
  /** When it counts as gone, by the monotonic clock; Infinity while nothing is expected of it. */
  sessionDeadlineMs = Number.POSITIVE_INFINITY;
  /** Set only by {@link Membership}, which counts. */
  awaitingJoin: ((answer: JoinAnswer) => void) | null = null;
  awaitingSync: ((answer: SyncAnswer) => void) | null = null;

  constructor(options: {
    memberId: string;
    groupInstanceId: string | null;
    clientId: string;
    clientHost: string;
    protocolType: string;
    sessionTimeoutMs: number;
    rebalanceTimeoutMs: number;
    protocols: readonly GroupProtocol[];
    assignment?: Uint8Array;
  }) {
    this.memberId = options.memberId;
    this.groupInstanceId = options.groupInstanceId;
    this.clientId = options.clientId;
    this.clientHost = options.clientHost;
    this.protocolType = options.protocolType;
    this.sessionTimeoutMs = options.sessionTimeoutMs;
    this.rebalanceTimeoutMs = options.rebalanceTimeoutMs;
    this.protocols = options.protocols;
    if (options.assignment !== undefined) this.assignment = options.assignment;
  }

  static joining(request: JoinRequest, memberId: string): GroupMember {
    return new GroupMember({ ...request, memberId, protocols: ownProtocols(request.protocols) });
  }

  /** As its record has it: it is known to support only the protocol that its group had chosen. */
  static stored(member: StoredMember, protocol: { type: string; name: string }): GroupMember {
    return new GroupMember({
      ...member,
      protocolType: protocol.type,
      protocols: [{ name: protocol.name, metadata: member.subscription }],
    });
  }

  /** The same member after a restart of its process, which knows it by a new id. */
  renamed(memberId: string): GroupMember {
    return new GroupMember({ ...this, memberId, groupInstanceId: this.groupInstanceId });
  }

  get isStatic(): boolean {
    return this.groupInstanceId !== null;
  }

  /** Whether the end of its session may pass: an answer that we owe it is what it waits for. */
  get isWaitingForUs(): boolean {
    return !this.isNew && (this.awaitingJoin !== null || this.awaitingSync !== null);
  }

  supports(protocolName: string): boolean {
    return this.protocols.some((protocol) => protocol.name === protocolName);
  }

  /** What it said about itself under a protocol; empty where it does not support that. */
  metadata(protocolName: string | null): Uint8Array {
    return this.protocols.find((protocol) => protocol.name === protocolName)?.metadata ?? NO_BYTES;
  }

  /** Whether a JoinGroup says what the member has said before. */
  saysTheSame(protocols: readonly GroupProtocol[]): boolean {
    const said = uniqueProtocols(protocols);
    return (
      said.length === this.protocols.length &&
      said.every((protocol, i) => {
        const own = this.protocols[i]!;
        return own.name === protocol.name && sameBytes(own.metadata, protocol.metadata);
      })
    );
  }
}

/** Copies, so that a group does not keep the frames of requests in memory. */
export function ownProtocols(protocols: readonly GroupProtocol[]): readonly GroupProtocol[] {
  return uniqueProtocols(protocols).map(({ name, metadata }) => ({ name, metadata: metadata.slice() }));
}

/** Votes are counted by name: a name that comes twice would count twice. */
function uniqueProtocols(protocols: readonly GroupProtocol[]): readonly GroupProtocol[] {
  const names = new Set<string>();
  return protocols.filter(({ name }) => !names.has(name) && names.add(name));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
