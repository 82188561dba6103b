/**
 * How much simulated time three nodes get out of a second of a processor: `npm run bench -- sim`. Prints simulated seconds per
 * processor second, the median and the best of some pieces of a run; not run by the tests.
 */
import { encodeRequest, produce } from "@chronik/kafka-protocol";
import { UNGUARDED } from "../network/index.ts";
import { hostOf, KAFKA_PORT } from "./addresses.ts";
import { produceBody, TestClient } from "./testing/test-client.ts";
import { TestCluster } from "./testing/test-cluster.ts";

const WARM_UP_S = 100;
const PIECES = 20;
const PIECE_S = 20;

function threeNodes(): { world: TestCluster; leader: number } {
  const world = new TestCluster({ seed: 1 });
  world.startAll();
  const client = new TestClient(world);
  client.createTopic("t");
  return { world, leader: client.leader("t", 0)! };
}

/** Produces with acks=all to a node, on one connection, for as long as the world turns. */
function produceForEver(world: TestCluster, { node, intervalMs }: { node: number; intervalMs: number }): void {
  const stream = world.network.sockets("producer", UNGUARDED).connect({ host: hostOf(node), port: KAFKA_PORT });
  stream.attach({ connected: () => {}, data: () => {}, ended: () => {}, failed: () => {}, closed: () => {} });
  let correlationId = 0;
  const send = () => {
    const head = { api: produce, version: 9, correlationId: ++correlationId, clientId: "bench" };
    stream.write(encodeRequest({ ...head, body: produceBody("t", ["a", "b"]) }), () => {});
    world.queue.after(intervalMs, send);
  };
  send();
}

function measure(name: string, { queue }: TestCluster): void {
  queue.runFor(WARM_UP_S * 1000);
  const eventsBefore = queue.executed;
  const rates = Array.from({ length: PIECES }, () => {
    const start = process.cpuUsage();
    queue.runFor(PIECE_S * 1000);
    const { user, system } = process.cpuUsage(start);
    return PIECE_S / ((user + system) / 1e6);
  }).sort((one, other) => one - other);
  const events = (queue.executed - eventsBefore) / (PIECES * PIECE_S);
  const [median, best] = [rates[PIECES / 2]!, rates.at(-1)!];
  console.log(`${name.padEnd(40)} ${median.toFixed(0)} (best ${best.toFixed(0)}), ${events.toFixed(0)} events/s`);
}

measure("idle", threeNodes().world);
for (const perS of [5, 50]) {
  const { world, leader } = threeNodes();
  produceForEver(world, { node: leader, intervalMs: 1000 / perS });
  measure(`${perS} produce requests a second, acks=all`, world);
}
