import { describe, test } from "vitest";
import { eventually, turns } from "../test/eventually.ts";
import { nodeSockets } from "./node-sockets.ts";
import { socketsCompliance } from "./testing/index.ts";

describe("TCP by node:net complies", () => {
  socketsCompliance({ describe, test }, () => ({
    dialler: nodeSockets,
    acceptor: nodeSockets,
    host: "127.0.0.1",
    until: eventually,
    settle: () => turns(10),
  }));
});
