import { MemoryLog, MessageLoop } from "@chronik/raft-core";

const ids = [1, 2, 3];
const applied = new Map<number, string[]>();
const loops = new Map<number, MessageLoop>();

for (const id of ids) {
  const seen: string[] = [];
  applied.set(id, seen);
  const loop = new MessageLoop({
    node: { id, voters: ids, random: { below: (bound) => Math.floor(Math.random() * bound) } },
    log: new MemoryLog({ schedule: queueMicrotask }),
    network: { send: (message) => queueMicrotask(() => loops.get(message.to)?.step(message)) },
    stateMachine: { apply: (entry) => seen.push(new TextDecoder().decode(entry.data)) },
    onLeadership: ({ role, ready }) => {
      if (role === "leader" && ready) loop.propose([new TextEncoder().encode("hello")]);
    },
  });
  loops.set(id, loop);
  loop.start();
}

for (let turn = 0; turn < 500 && [...applied.values()].some((seen) => seen.length === 0); turn++) {
  for (const loop of loops.values()) loop.tick();
  await new Promise((resolve) => setTimeout(resolve, 1));
}
for (const loop of loops.values()) loop.stop();
console.log(applied); // Map(3) { 1 => [ 'hello' ], 2 => [ 'hello' ], 3 => [ 'hello' ] }

export { applied };
