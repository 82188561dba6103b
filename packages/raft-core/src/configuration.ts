import type { NodeId } from "./entry.ts";

/**
 * Who the members are (thesis, chapter 4). Node ids are sorted and appear once in a list.
 *
 * Invariants: there is a voter; learners are no voters; `learnersNext` is part of `votersOutgoing`; unless the
 * configuration is joint (`votersOutgoing` is not empty), `learnersNext` is empty and `autoLeave` false. Witnesses are
 * voters that do not become learners, and at most half of the voters in each half: so no majority consists of witnesses,
 * and what is committed is on the disk of a member that has its bytes, also when the leader that wrote it is removed.
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
  /** Those of `voters` and `votersOutgoing` that keep indexes and terms and no payloads, and never lead. */
  readonly witnesses: readonly NodeId[];
  /** The leader leaves the joint configuration by itself as soon as it is committed. */
  readonly autoLeave: boolean;
}

/** The most members that any list may have: a bound for what a peer's bytes can make us hold. */
export const MEMBERS_MAX = 1024;

export function isVoter(configuration: Configuration, id: NodeId): boolean {
  return configuration.voters.includes(id) || configuration.votersOutgoing.includes(id);
}

export function isWitness(configuration: Configuration, id: NodeId): boolean {
  return configuration.witnesses.includes(id);
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

/** A configuration of voters, some of them witnesses, and learners, sorted. Undefined where it would break an invariant. */
export function configurationOf(members: {
  voters: Iterable<NodeId>;
  learners?: Iterable<NodeId>;
  witnesses?: Iterable<NodeId>;
}): Configuration | undefined {
  const configuration = {
    voters: sorted(members.voters),
    votersOutgoing: [],
    learners: sorted(members.learners ?? []),
    learnersNext: [],
    witnesses: sorted(members.witnesses ?? []),
    autoLeave: false,
  };
  return isValid(configuration) ? configuration : undefined;
}

/** Checks the invariants of {@link Configuration}. */
export function isValid(configuration: Configuration): boolean {
  const { voters, votersOutgoing, learners, learnersNext, witnesses, autoLeave } = configuration;
  for (const list of [...listsOf(configuration), witnesses]) {
    if (list.length > MEMBERS_MAX) return false;
    if (list.some((id, at) => !Number.isSafeInteger(id) || id <= (at === 0 ? 0 : list[at - 1]!))) return false;
  }
  if (voters.length === 0) return false;
  if (learners.some((id) => isVoter(configuration, id))) return false;
  if (learnersNext.some((id) => !votersOutgoing.includes(id) || voters.includes(id))) return false;
  if (witnesses.some((id) => !isVoter(configuration, id) || learnersNext.includes(id))) return false;
  for (const half of [voters, votersOutgoing]) {
    if (half.filter((id) => witnesses.includes(id)).length * 2 > half.length) return false;
  }
  return isJoint(configuration) || (learnersNext.length === 0 && !autoLeave);
}

/**
 * Layout: one byte of version, one byte of flags (bit 0: auto-leave), then four lists (voters, outgoing, learners,
 * learners next), each a count and its ids. Numbers are base-128, least significant group first. Version 2 has a fifth list,
 * the witnesses. One without witnesses is always written as version 1, so that nodes and logs that know no other agree
 * about its bytes.
 */
export function encodeConfiguration(configuration: Configuration): Uint8Array {
  const lists = listsOf(configuration);
  const withWitnesses = configuration.witnesses.length > 0;
  const bytes: number[] = [withWitnesses ? VERSION_WITH_WITNESSES : VERSION, configuration.autoLeave ? 1 : 0];
  for (const list of withWitnesses ? [...lists, configuration.witnesses] : lists) {
    pushVarint(bytes, list.length);
    for (const id of list) pushVarint(bytes, id);
  }
  return Uint8Array.from(bytes);
}

/** Undefined where the bytes are no valid configuration; never throws. */
export function decodeConfiguration(bytes: Uint8Array): Configuration | undefined {
  const version = bytes[0];
  if (version !== VERSION && version !== VERSION_WITH_WITNESSES) return undefined;
  if (bytes[1] === undefined || bytes[1] > 1) return undefined;
  const cursor = { at: 2 };
  const lists: Ids[] = [];
  for (let list = 0; list < (version === VERSION ? 4 : 5); list++) {
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
  const [voters = [], votersOutgoing = [], learners = [], learnersNext = [], witnesses] = lists;
  // There is one way to write a configuration.
  if (witnesses?.length === 0) return undefined;
  const autoLeave = bytes[1] === 1;
  const configuration = { voters, votersOutgoing, learners, learnersNext, witnesses: witnesses ?? [], autoLeave };
  return cursor.at === bytes.length && isValid(configuration) ? configuration : undefined;
}

type Ids = readonly NodeId[];

const VERSION = 1;
const VERSION_WITH_WITNESSES = 2;

/** What every version has. */
function listsOf(configuration: Configuration): readonly Ids[] {
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
