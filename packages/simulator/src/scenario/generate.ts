import { SeededRandom } from "@chronik/wal/testing";
import { between } from "./between.ts";
import { generateFaults } from "./generate-faults.ts";
import type { ClientPlan, Knobs, Plan } from "./plan.ts";
import { withinPromises } from "./promises.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * A plan from a seed, swarm fashion (Groce et al., "Swarm Testing", 2012): each seed leaves out most kinds of faults, clients and
 * unusual sizes, so that what is left can happen often enough to meet itself. Some seeds have no fault at all.
 */
export function generate(seed: number): Plan {
  const random = new SeededRandom(Math.imul(seed, 0x9e3779b1) ^ 0x5eed);
  const drawn = generateKnobs(random);
  // Short runs: what only a long one reaches, it reaches in a few seeds as well.
  const safetyMs = random.pick([2500, 4000, 5000, 10_000]);
  const clients = generateClients(random);
  const journalFileBytes = Math.max(drawn.journalFileBytes, roomFor(clients, safetyMs));
  const knobs = { ...drawn, journalFileBytes };
  const faults = generateFaults(random, { knobs, safetyMs });
  return withinPromises({ seed, knobs, clients, faults, safetyMs, healMs: HEAL_MS });
}

/** Many times what recovery takes: elections, sessions, back-off and a full ISR again. */
const HEAL_MS = 60_000;

function generateKnobs(random: SeededRandom): Knobs {
  const nodeCount = random.pick([1, 3, 3, 3, 3, 5]);
  const replicationFactor = nodeCount === 1 ? 1 : random.pick([1, 2, 3, 3, 3, 3]);
  const small = random.chance(0.5);
  return {
    nodeCount,
    partitionCount: random.pick([1, 1, 2, 4]),
    replicationFactor,
    minInsyncReplicas: Math.min(replicationFactor, random.pick([1, 2, 2, 2, 3])),
    segmentBytes: small ? random.pick([64, 256, 4 * KIB]) : random.pick([64 * KIB, MIB]),
    journalFileBytes: small ? random.pick([32, 64, 128]) * KIB : 256 * KIB,
    raftJournalFileBytes: small ? random.pick([16, 64]) * KIB : 256 * KIB,
    journalReadyFilesMax: random.pick([1, 1, 2]),
    journalPendingBytesMax: random.pick([32 * KIB, 128 * MIB, 128 * MIB, 128 * MIB]),
    checkpointBytes: small ? random.pick([8, 32]) * KIB : random.pick([256 * KIB, 256 * MIB]),
    checkpointIntervalMs: random.pick([700, 5000, 60_000]),
    requestBytesMax: random.pick([64 * KIB, MIB, 100 * MIB]),
    clientBufferBytesMax: random.pick([2 * KIB, MIB, MIB]),
    replicaLagTimeMsMax: random.pick([500, 2000, 10_000]),
    brokerSessionTimeoutMs: random.pick([500, 1000, 3000]),
    leaderImbalanceCheckIntervalMs: random.pick([0, 0, 300, 2000]),
    offsetsTopicPartitionCount: random.pick([1, 2, 4]),
    network: generateNetwork(random),
    disk: generateDisk(random),
    clockSkewPpm: Array.from({ length: nodeCount }, () => (random.chance(0.3) ? between(random, -500, 500) : 0)),
  };
}

/**
 * A follower takes in at once what it is sent in one message, up to 1 MiB, and that has to fit a file of its journal; the server's
 * have 64 MiB. So many bytes are enough for all that producers send.
 */
function roomFor(clients: readonly ClientPlan[], safetyMs: number): number {
  let bytesPerS = 0;
  for (const client of clients) {
    if (client.kind === "producer") bytesPerS += client.recordsPerS * (client.valueBytes + RECORD_OVERHEAD_BYTES);
  }
  const bytes = (bytesPerS * (safetyMs + LAST_RECORDS_MS)) / 1000;
  return Math.min(MIB + 64 * KIB, Math.ceil(bytes / KIB) * KIB);
}

/** Of a batch of one record. */
const RECORD_OVERHEAD_BYTES = 100;
/** How long producers go on while the cluster heals, when all goes well. */
const LAST_RECORDS_MS = 5000;

function generateNetwork(random: SeededRandom): Knobs["network"] {
  const latencyMs = random.pick([0.05, 0.2, 1, 5]);
  return {
    latencyMs,
    jitterMs: latencyMs * random.pick([0.1, 1, 5]),
    // Every piece is an event: small ones show what they can show in a few runs as well.
    fragmentBytesMax: random.chance(0.03) ? random.pick([1, 20]) : random.pick([0, 0, 0, 300, 1400]),
  };
}

function generateDisk(random: SeededRandom): Knobs["disk"] {
  const syncMs = random.pick([0.05, 0.5, 4]);
  return { syncMs, syncJitterMs: syncMs * random.pick([0.1, 1, 10]) };
}

function generateClients(random: SeededRandom): ClientPlan[] {
  const clients: ClientPlan[] = [];
  const producers = random.pick([1, 1, 2, 3]);
  for (let index = 0; index < producers; index++) {
    const acks = random.pick([-1, -1, -1, 1, 0] as const);
    clients.push({
      kind: "producer",
      acks,
      idempotent: acks === -1 && random.chance(0.7),
      batchRecords: random.pick([1, 1, 5, 50]),
      recordsPerS: random.pick([4, 10, 40]),
      inFlightMax: random.pick([1, 5]),
      valueBytes: random.pick([0, 50, 300, 1500]),
      lifeMs: random.pick([0, 0, 0, 500, 2000]),
    });
  }
  const consumers = random.pick([0, 1, 1, 2]);
  for (let index = 0; index < consumers; index++) {
    clients.push({
      kind: "consumer",
      maxWaitMs: random.pick([0, 100, 500]),
      fetchBytesMax: random.pick([1, 4 * KIB, MIB]),
      from: random.pick([null, null, null, 0, 100_000]),
    });
  }
  if (random.chance(0.5)) clients.push(generateGroup(random));
  if (random.chance(0.3)) clients.push({ kind: "admin", intervalMs: random.pick([30, 300, 1500]) });
  return clients;
}

function generateGroup(random: SeededRandom): ClientPlan {
  return {
    kind: "group",
    members: random.pick([1, 2, 3]),
    sessionTimeoutMs: random.pick([1500, 6000]),
    commitIntervalMs: random.pick([50, 500]),
    churnMs: random.pick([0, 0, 700, 3000]),
    staticMembers: random.chance(0.3),
  };
}
