import type { NodeId } from "./entry.ts";

/**
 * Who the members are (thesis, chapter 4). Node ids are sorted and appear once in a list.
 *
 * Invariants: there is a voter; learners are no voters; `learnersNext` is part of `votersOutgoing`; unless the
 * configuration is joint (`votersOutgoing` is not empty), `learnersNext` is empty and `autoLeave` false.
 */
export interface Configuration {
  /** Who votes; in a joint configuration, C_new. */
  readonly voters: readonly NodeId[];
  /** C_old while the configuration is joint; else empty. */
  readonly votersOutgoing: readonly NodeId[];
  /** Who receives the log, and counts nowhere (thesis, section 4.2.1). */
  readonly learners: readonly NodeId[];
  /** Voters of C_old that become learners when it is left. */
  readonly learnersNext: readonly NodeId[];
  /** The leader leaves the joint configuration by itself as soon as it is committed. */
  readonly autoLeave: boolean;
}

/** The most members that any list may have: a bound for what a peer's bytes can make us hold. */
export const MEMBERS_MAX = 1024;

export function isVoter(configuration: Configuration, id: NodeId): boolean {
  return configuration.voters.includes(id) || configuration.votersOutgoing.includes(id);
}

export function isJoint(configuration: Configuration): boolean {
  return configuration.votersOutgoing.length > 0;
}

/** Everybody who receives the log, in ascending order. */
export function membersOf(configuration: Configuration): readonly NodeId[] {
  return sorted(new Set([...configuration.voters, ...configuration.votersOutgoing, ...configuration.learners]));
}

export function sorted(ids: Iterable<NodeId>): NodeId[] {
  return [...ids].sort((a, b) => a - b);
}

/** A configuration of voters and learners, sorted. Undefined where it would break an invariant. */
export function configurationOf(members: {
  voters: Iterable<NodeId>;
  learners?: Iterable<NodeId>;
}): Configuration | undefined {
  const configuration = {
    voters: sorted(members.voters),
    votersOutgoing: [],
    learners: sorted(members.learners ?? []),
    learnersNext: [],
    autoLeave: false,
  };
  return isValid(configuration) ? configuration : undefined;
}

/** Checks the invariants of {@link Configuration}. */
export function isValid(configuration: Configuration): boolean {
  const { voters, votersOutgoing, learners, learnersNext, autoLeave } = configuration;
  for (const list of [voters, votersOutgoing, learners, learnersNext]) {
    if (list.length > MEMBERS_MAX) return false;
    if (list.some((id, at) => !Number.isSafeInteger(id) || id <= (at === 0 ? 0 : list[at - 1]!))) return false;
  }
  if (voters.length === 0) return false;
  if (learners.some((id) => isVoter(configuration, id))) return false;
  if (learnersNext.some((id) => !votersOutgoing.includes(id) || voters.includes(id))) return false;
  return isJoint(configuration) || (learnersNext.length === 0 && !autoLeave);
}

/**
 * Layout: one byte of version, one byte of flags (bit 0: auto-leave), then four lists (voters, outgoing, learners,
 * learners next), each a count and its ids. Numbers are base-128, least significant group first.
 */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  const bytes: number[] = [VERSION, configuration.autoLeave ? 1 : 0];
  for (const list of listsOf(configuration)) {
    pushVarint(bytes, list.length);
    for (const id of list) pushVarint(bytes, id);
  }
  return Uint8Array.from(bytes);
}

/** Undefined where the bytes are no valid configuration; never throws. */
export function decodeConfiguration(bytes: Uint8Array): Configuration | undefined {
  if (bytes[0] !== VERSION || bytes[1] === undefined || bytes[1] > 1) return undefined;
  const cursor = { at: 2 };
  const lists: NodeId[][] = [];
  for (let list = 0; list < 4; list++) {
    const count = readVarint(bytes, cursor);
    if (count === undefined || count > MEMBERS_MAX) return undefined;
    const ids: NodeId[] = [];
    for (let at = 0; at < count; at++) {
      const id = readVarint(bytes, cursor);
      if (id === undefined) return undefined;
      ids.push(id);
    }
    lists.push(ids);
  }
  const [voters, votersOutgoing, learners, learnersNext] = lists as [NodeId[], NodeId[], NodeId[], NodeId[]];
  const configuration = { voters, votersOutgoing, learners, learnersNext, autoLeave: bytes[1] === 1 };
  return cursor.at === bytes.length && isValid(configuration) ? configuration : undefined;
}

const VERSION = 1;

function listsOf(configuration: Configuration): readonly (readonly NodeId[])[] {
  return [configuration.voters, configuration.votersOutgoing, configuration.learners, configuration.learnersNext];
}

function pushVarint(bytes: number[], value: number): void {
  while (value >= 128) {
    bytes.push((value % 128) | 128);
    value = Math.floor(value / 128);
  }
  bytes.push(value);
}

function readVarint(bytes: Uint8Array, cursor: { at: number }): number | undefined {
  let value = 0;
  let unit = 1;
  for (;;) {
    const byte = bytes[cursor.at++];
    if (byte === undefined || unit > Number.MAX_SAFE_INTEGER) return undefined;
    value += (byte % 128) * unit;
    if (byte < 128) return Number.isSafeInteger(value) ? value : undefined;
    unit *= 128;
  }
}
