import { socketsCompliance } from "@chronik/transport-tcp/testing";
import { describe, test } from "vitest";
import { EventQueue } from "../world/event-queue.ts";
import { RandomStreams } from "../world/random-streams.ts";
import { UNGUARDED } from "./process-guard.ts";
import { SimNetwork } from "./sim-network.ts";

describe.each([1, 2, 3, 4, 5])("simulated sockets comply (seed %i)", (seed) => {
  socketsCompliance({ describe, test }, () => {
    const queue = new EventQueue();
    const network = new SimNetwork({ queue, streams: new RandomStreams(seed) });
    return {
      dialler: network.sockets("client", UNGUARDED),
      acceptor: network.sockets("server", UNGUARDED),
      host: "server",
      until: (condition) => {
        if (!queue.runUntil(condition, 60_000)) throw new Error(`not within a minute: ${condition}`);
      },
      settle: () => queue.runFor(20),
    };
  });
});
