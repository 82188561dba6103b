/** A counter on three nodes in one process: it survives the loss of any one of them. */
import { MemoryLog, MessageLoop, type StateMachine } from "@chronik/raft-core";

const NODES = [1, 2, 3];

class Counter implements StateMachine {
  value = 0;

  apply({ data }: { data: Uint8Array }): void {
    this.value += new DataView(data.buffer, data.byteOffset).getInt32(0);
  }

  snapshot(): Uint8Array {
    return new Uint8Array(Float64Array.of(this.value).buffer);
  }

  restore(data: Uint8Array): void {
    this.value = new Float64Array(data.slice().buffer)[0]!;
  }
}

const counters = new Map(NODES.map((id) => [id, new Counter()]));
const loops = new Map<number, MessageLoop>();
for (const id of NODES) {
  const loop = new MessageLoop({
    node: { id, voters: NODES, random: { below: (bound) => Math.floor(Math.random() * bound) } },
    log: new MemoryLog({ schedule: queueMicrotask }),
    network: { send: (message) => queueMicrotask(() => loops.get(message.to)?.step(message)) },
    stateMachine: counters.get(id)!,
  });
  loops.set(id, loop);
  loop.start();
}

/** Lets time pass, a tick every millisecond, until the condition holds. */
async function until(condition: () => boolean): Promise<void> {
  while (!condition()) {
    for (const loop of loops.values()) loop.tick();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const leader = () => [...loops.values()].find((loop) => loop.running && loop.status().ready);
const add = (amount: number) => {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setInt32(0, amount);
  return leader()?.propose([data]).ok;
};

await until(() => add(40) === true);
await until(() => [...counters.values()].every(({ value }) => value === 40));
leader()?.stop(); // one of three dies; the others elect another leader
await until(() => add(2) === true);
const survivors = () => NODES.filter((id) => loops.get(id)?.running);
await until(() => survivors().every((id) => counters.get(id)?.value === 42));
console.log(`the counter is ${counters.get(survivors()[0]!)?.value}`); // the counter is 42
for (const loop of loops.values()) loop.stop();
