import type { TransportErrorCode } from "@chronik/transport-tcp";
import { describe, expect, test } from "vitest";
import { deterministically } from "../world/determinism-guard.ts";
import { oneWay, split } from "./partitions.ts";
import { hostOf, PeerRig } from "./testing/peer-rig.ts";

const [ONE, TWO] = [hostOf(1), hostOf(2)];
const SEEDS = [1, 2, 3, 4];

interface Fault {
  readonly name: string;
  /** What happens to the two, and is over when it returns. */
  readonly happens: (rig: PeerRig, seed: number) => void;
  /** With what a connection goes down, in at least one run; none: all of them stay. */
  readonly downWith: readonly TransportErrorCode[];
  /** Both are at one again so long after it, at the latest. */
  readonly wholeWithinMs: number;
}

const FAULTS: readonly Fault[] = [
  {
    name: "a partition that is shorter than the ping timeout",
    happens: (rig) => during(rig, 1000, rig.network.block(split([ONE], [TWO]))),
    downWith: [],
    wholeWithinMs: 1500,
  },
  {
    name: "a partition that is longer than the ping timeout",
    happens: (rig) => during(rig, 10_000, rig.network.block(split([ONE], [TWO]))),
    downWith: ["silent"],
    wholeWithinMs: 5000,
  },
  {
    name: "a one-way partition",
    happens: (rig) => during(rig, 10_000, rig.network.block(oneWay([ONE], [TWO]))),
    downWith: ["silent"],
    wholeWithinMs: 5000,
  },
  {
    name: "a reset, seen by both at different times",
    happens: (rig) => void rig.network.reset(ONE, TWO, { skewMsMax: 50 }),
    downWith: ["connectionLost"],
    wholeWithinMs: 1000,
  },
  {
    name: "a reset that only one side sees",
    happens: (rig, seed) => void rig.network.reset(ONE, TWO, { sides: seed % 2 === 0 ? "dialler" : "acceptor" }),
    downWith: ["connectionLost"],
    wholeWithinMs: 1000,
  },
  {
    name: "connections that are dead and nobody is told",
    happens: (rig) => void rig.network.sever(ONE, TWO),
    downWith: ["silent"],
    wholeWithinMs: 5000,
  },
  {
    name: "a process that is killed and comes back",
    happens: (rig) => {
      rig.end(2, "killed");
      rig.talk(3000);
      rig.start(2);
    },
    downWith: ["connectionLost"],
    wholeWithinMs: 2000,
  },
  {
    name: "a power cut",
    happens: (rig) => {
      rig.end(2, "powerCut");
      rig.talk(10_000);
      rig.start(2);
    },
    downWith: ["silent"],
    wholeWithinMs: 2000,
  },
  {
    name: "a power cut that is over before anybody noticed",
    happens: (rig) => {
      rig.end(2, "powerCut");
      rig.talk(100);
      rig.start(2);
    },
    downWith: ["superseded", "connectionLost"],
    wholeWithinMs: 2000,
  },
  {
    name: "a process that stands still",
    happens: (rig) => {
      rig.peer(2).process.pause();
      rig.talk(20_000);
      rig.peer(2).process.resume();
    },
    downWith: ["silent"],
    wholeWithinMs: 3000,
  },
  {
    name: "a link that turns away who dials, after a reset",
    happens: (rig) => {
      rig.network.reset(ONE, TWO);
      during(rig, 5000, rig.network.impose(split([ONE], [TWO]), { dialling: "refused" }));
    },
    downWith: ["connectionLost"],
    wholeWithinMs: 2000,
  },
  {
    name: "a link on which dialling is not answered, after a reset",
    happens: (rig) => {
      rig.network.reset(ONE, TWO);
      during(rig, 10_000, rig.network.impose(split([ONE], [TWO]), { dialling: "ignored" }));
    },
    downWith: ["connectionLost"],
    wholeWithinMs: 4000,
  },
  {
    name: "a slow link",
    happens: (rig) => during(rig, 10_000, rig.network.impose(split([ONE], [TWO]), { latencyMs: 300, bytesPerMs: 50 })),
    downWith: [],
    wholeWithinMs: 10_000,
  },
  {
    name: "losses",
    happens: (rig) => during(rig, 5000, rig.network.impose(split([ONE], [TWO]), { lossProbability: 0.05 })),
    downWith: [],
    wholeWithinMs: 3000,
  },
];

function during(rig: PeerRig, durationMs: number, over: () => void): void {
  rig.talk(durationMs);
  over();
}

interface Run {
  readonly violations: readonly string[];
  readonly downCodes: readonly (TransportErrorCode | undefined)[];
  readonly connections: number;
  readonly wholeMs: number;
}

/** The two connect, talk, live through the fault, find each other again, and talk. */
function run(fault: Fault, seed: number): Run {
  return deterministically(() => {
    const rig = new PeerRig(seed);
    rig.untilWhole(1000);
    rig.talk(100);
    fault.happens(rig, seed);
    const wholeMs = rig.untilWhole(60_000);
    rig.talk(3000);
    const events = [1, 2].flatMap((node) => rig.peer(node).events);
    const downCodes = events.filter(({ state }) => state === "down").map(({ error }) => error?.code);
    return { violations: rig.violations, downCodes, connections: rig.network.counters.established, wholeMs };
  });
}

describe.each(FAULTS)("two nodes and $name", (fault) => {
  test("find each other again, and nothing arrives out of order or damaged", () => {
    const seen = new Set<TransportErrorCode | undefined>();
    for (const seed of SEEDS) {
      const { violations, downCodes, wholeMs } = run(fault, seed);
      expect(violations, `seed ${seed}`).toEqual([]);
      expect(wholeMs, `seed ${seed}`).toBeLessThanOrEqual(fault.wholeWithinMs);
      for (const code of downCodes) seen.add(code);
    }
    if (fault.downWith.length === 0) expect([...seen]).toEqual([]);
    for (const code of fault.downWith) expect([...seen]).toContain(code);
  });
});

test("two nodes run the same way again from the same seed", () => {
  for (const fault of FAULTS) expect(run(fault, 9)).toEqual(run(fault, 9));
});

test("a reset lets messages arrive of which the sender hears that the connection was lost", () => {
  let arrivedLate = 0;
  for (const seed of SEEDS) {
    const rig = new PeerRig(seed);
    rig.untilWhole(1000);
    rig.talk(50);
    const [one, two] = [rig.peer(1), rig.peer(2)];
    // The dialler knows at once; the acceptor reads on what was under way.
    for (let count = 0; count < 20; count++) one.speakTo(2);
    rig.runTurn();
    rig.network.reset(ONE, TWO, { sides: "dialler" });
    rig.queue.runUntil(() => one.events.some(({ state }) => state === "down"), 1000);
    const before = two.received;
    rig.queue.runFor(10);
    if (two.received > before) arrivedLate += 1;
    expect(rig.violations).toEqual([]);
  }
  expect(arrivedLate).toBeGreaterThan(0);
});

test("three nodes of which one is cut off go on without it, and take it back", () => {
  const rig = new PeerRig(1, { nodes: 3 });
  rig.untilWhole(1000);
  const open = rig.network.block(split([hostOf(3)], [ONE, TWO]));
  rig.talk(10_000);
  expect([rig.peer(1).canReach(2), rig.peer(1).canReach(3), rig.peer(3).canReach(1)]).toEqual([true, false, false]);
  open();
  rig.untilWhole(5000);
  expect(rig.violations).toEqual([]);
});

test("closing in a simulation takes effect at once", () => {
  const rig = new PeerRig(1);
  rig.untilWhole(1000);
  const { network, process } = rig.peer(2);
  void network.close();
  rig.queue.runFor(1000);
  expect(process.sockets.openCount).toBe(0);
  expect(rig.peer(1).canReach(2)).toBe(false);
  const { error } = rig.peer(1).network.status()[0]!;
  expect(error!.message).toBe("cannot reach node 2 at node-2:9192 (ECONNREFUSED)");
});
