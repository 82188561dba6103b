import type { NodeId } from "../../src/index.ts";
import { Prng } from "./prng.ts";
import { drawWitnesses } from "./witnesses.ts";

/**
 * What one run is like. Runs differ in what they suffer from and how they are set up (swarm testing, Groce et al. 2012): all
 * faults and small limits at once would keep each other from showing anything.
 */
export interface Shape {
  readonly voters: readonly NodeId[];
  /** From the start. Where there are any, the members never change, and learners may lose their disks. */
  readonly learners: readonly NodeId[];
  /** Nodes whose storage is a witness's, members or not. */
  readonly witnesses: readonly NodeId[];
  readonly electionTimeoutTicks: number;
  readonly lease: boolean;
  /** Voters restart while they are asked, leaders die before they have committed anything. */
  readonly electionsSuffer: boolean;
  /** Before it heals, logs and terms are driven apart. */
  readonly drivenApart: boolean;
  /** Messages reach the wrong server, or arrive broken. */
  readonly strays: boolean;
  readonly faultGapMsMax: number;
  /** How often each kind of fault is drawn, in the order of the list of faults. */
  readonly faultWeights: readonly number[];
  readonly node: {
    readonly electionTimeoutTicks: number;
    readonly heartbeatTicks: number;
    readonly appendBytesMax: number;
    readonly uncommittedBytesMax: number;
    readonly committedBytesMax: number;
    readonly inflightCountMax: number;
    readonly inflightBytesMax: number;
    readonly snapshotChunkBytes: number;
    readonly outstandingWritesMax: number;
    readonly withheldMessagesMax: number;
    readonly pendingReadsMax: number;
  };
  /** By node: what differs between the servers of one group. */
  readonly of: readonly {
    readonly electionDelayTicks: number;
    readonly loop: { readonly snapshotIntervalEntries: number; readonly snapshotKeepEntries: number };
  }[];
}

/** Who the voters are at first. Of an even number two halves can believe anything. */
const FOUNDERS: readonly (readonly NodeId[])[] = [[1], [1, 2], [1, 2, 3], [1, 2, 3], [1, 2, 3, 4], [1, 2, 3, 4, 5]];

export function drawShape(seed: number, nodes: readonly NodeId[], faultCount: number): Shape {
  const random = new Prng(seed);
  const withLearners = random.chance(0.12);
  const voters = withLearners ? [1, 2, 3] : random.pick(FOUNDERS);
  const electionsSuffer = random.chance(0.4);
  const electionTimeoutTicks = random.pick([5, 10, 20]);
  const weights = Array.from({ length: faultCount }, () => random.pick([0, 1, 1, 3]));
  // Many runs suffer from few things, so that these can show what they do.
  if (random.chance(0.5)) {
    weights.fill(0);
    for (let kinds = random.between(1, 3); kinds > 0; kinds--) weights[random.below(faultCount)] = 3;
  }
  // Some histories need many elections close together, and little else.
  if (electionsSuffer && random.chance(0.5)) weights.fill(0);
  const tiny = random.chance(0.1);
  const limit = (...choices: readonly number[]) => (tiny ? 1 : random.pick(choices));
  const snapshotIntervalEntries = random.pick([8, 40, 100_000]);
  const someKeepAll = random.chance(0.3);
  const priorities = random.chance(0.25);
  return {
    voters,
    learners: withLearners ? [4, 5] : [],
    // Beside the rest of the shape: without witnesses it is the same.
    witnesses: drawWitnesses(new Prng(seed + 1), withLearners ? voters : nodes, voters),
    electionTimeoutTicks,
    lease: random.chance(0.4),
    electionsSuffer,
    drivenApart: voters.length === 3 && random.chance(0.35),
    strays: random.chance(0.3),
    faultGapMsMax: random.pick([40, 100, 300]),
    faultWeights: weights,
    node: {
      electionTimeoutTicks,
      heartbeatTicks: random.pick([1, 1, 2, 3]),
      appendBytesMax: electionsSuffer ? limit(1, 1, 4096) : limit(1, 24, 4096),
      uncommittedBytesMax: limit(80, 4096),
      committedBytesMax: limit(1, 64, 4096),
      inflightCountMax: limit(1, 3, 64),
      inflightBytesMax: limit(8, 4096),
      snapshotChunkBytes: random.pick([tiny ? 8 : 24, 4096]),
      outstandingWritesMax: limit(1, 2, 16),
      withheldMessagesMax: tiny ? 4 : random.pick([4, 256]),
      pendingReadsMax: limit(2, 256),
    },
    of: nodes.map(() => ({
      electionDelayTicks: priorities ? random.pick([0, 0, 5, 15]) : 0,
      loop: {
        snapshotIntervalEntries: someKeepAll && random.chance(0.5) ? 100_000 : snapshotIntervalEntries,
        snapshotKeepEntries: random.pick([1, 10]),
      },
    })),
  };
}
