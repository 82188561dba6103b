import {
  type Entry,
  inspectSurvivor,
  type LogReader,
  type MemoryLog,
  type NodeId,
  rankSurvivors,
  unsafelyRecoverQuorum,
} from "../../src/index.ts";
import { Lab } from "../lab.ts";
import { Prng } from "./prng.ts";
import { Violation } from "./violation.ts";
import { sameContent } from "./witness-checker.ts";

/**
 * A group lives through some disorder and loses a majority of its disks. One of the survivors is recovered, and the others and
 * new nodes join it. What it has then is exactly what that survivor's log held.
 *
 * @throws {Violation} where it is anything else, or where the group does not work again
 */
export function runRecovery(seed: number): { assumed: number; survivors: number } {
  const random = new Prng(seed);
  const voters = random.pick([
    [1, 2, 3],
    [1, 2, 3, 4, 5],
  ]);
  const witnesses = random.chance(0.3) ? [voters.at(-1)!] : [];
  const before = new Lab({ nodes: voters, voters, witnesses });
  disorder(before, random, voters);

  const alive = survivorsOf(random, voters, witnesses);
  const ranked = rankSurvivors(
    alive.map((id) => inspectSurvivor({ id, witness: witnesses.includes(id), log: before.log(id).crash() })),
  );
  const [best] = ranked;
  if (!best!.complete && ranked.some(({ complete, survivor }) => complete && !survivor.witness)) {
    throw new Violation("another survivor has everything that is known to be committed");
  }
  const { id } = best!.survivor;
  if (best!.complete) for (const other of alive) keepsCommitted(before.log(id).crash(), before.log(other).crash());
  const log = before.log(id).crash();
  const kept = commandsOf(log);
  const result = unsafelyRecoverQuorum({ id, voters, witnesses, log });
  if (!result.ok) throw new Violation(`recovery refused: ${result.reason}`);
  log.append(result.write, () => {});
  log.complete();
  for (const voter of voters) if (voter !== id) noSlotTwice(log, before.log(voter));

  const others = best!.complete ? alive.filter((other) => other !== id) : [];
  const logs = new Map(others.map((other): [NodeId, MemoryLog] => [other, before.log(other).crash()]));
  logs.set(id, log);
  const fresh = [6, 7];
  const after = new Lab({ nodes: [id, ...others, ...fresh], voters, witnesses, logs });
  after.elect(id);
  for (const other of [...others, ...fresh]) join(after, id, other, witnesses.includes(other));
  after.propose(id, "after");
  pass(after, id);
  for (const member of [id, ...others, ...fresh]) {
    if (witnesses.includes(member)) continue;
    const applied = after.applied(member).join();
    if (applied !== [...kept, "after"].join()) throw new Violation(`node ${member} has ${applied}, and not ${kept}`);
  }
  const { assumedCommitted } = result.report;
  return {
    assumed: assumedCommitted === undefined ? 0 : assumedCommitted.to - assumedCommitted.from + 1,
    survivors: alive.length,
  };
}

function disorder(lab: Lab, random: Prng, voters: readonly NodeId[]): void {
  for (let step = random.between(20, 120); step > 0; step--) {
    const id = random.pick(voters);
    const choice = random.below(100);
    if (choice < 50) deliverSome(lab, random);
    else if (choice < 62) lab.tick(id, random.between(1, 12));
    else if (choice < 66) lab.node(id).forgetLeader();
    else if (choice < 70) lab.node(id).campaign();
    else if (choice < 85) proposeAt(lab, id, `command ${step}`);
    else if (choice < 88) lab.cutOff(id);
    else if (choice < 92) lab.heal();
    else if (choice < 94) lab.snapshot(id);
    else if (choice < 96) lab.hold(id);
    else lab.flush(id);
    lab.process(id);
  }
}

function deliverSome(lab: Lab, random: Prng): void {
  for (let count = random.between(1, 20); count > 0 && lab.inFlight.length > 0; count--) {
    const [message] = lab.inFlight.splice(random.below(lab.inFlight.length), 1);
    if (random.chance(0.9)) lab.deliver(message!);
  }
}

function proposeAt(lab: Lab, id: NodeId, text: string): void {
  if (lab.status(id).role === "leader" && lab.status(id).transferee === 0) lab.propose(id, text);
}

/** Less than a majority, and a full member among them. */
function survivorsOf(random: Prng, voters: readonly NodeId[], witnesses: readonly NodeId[]): readonly NodeId[] {
  const full = random.pick(voters.filter((id) => !witnesses.includes(id)));
  const room = random.between(0, ((voters.length - 1) >> 1) - 1);
  const rest = voters.filter((id) => id !== full);
  while (rest.length > room) rest.splice(random.below(rest.length), 1);
  return [full, ...rest];
}

/** Everything that the log stands for, in order: what its snapshot holds, and what comes behind. */
function commandsOf(log: LogReader): string[] {
  const snapshot = log.snapshot();
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();
  const state = snapshot === undefined ? [] : (JSON.parse(text(snapshot.data)) as string[]);
  const behind = entriesOf(log).filter(({ kind, index }) => kind === "command" && index > (snapshot?.index ?? 0));
  return [...state, ...behind.map(({ data }) => text(data))];
}

/** What any survivor knows to be committed is in the one that goes on. */
function keepsCommitted(best: LogReader, other: LogReader): void {
  for (const { index, term } of entriesOf(other)) {
    if (index > other.hardState().commit || index < best.firstIndex()) continue;
    if (best.term(index) !== term)
      throw new Violation(`the committed entry ${index}/${term} is lost with its holder alive`);
  }
}

/** The dead may be in later terms. Should one come back in spite of all, its entries must not be taken for others. */
function noSlotTwice(recovered: LogReader, old: LogReader): void {
  for (const entry of entriesOf(recovered)) {
    const other = entriesOf(old).find(({ index, term }) => index === entry.index && term === entry.term);
    if (other !== undefined && !sameContent(entry, other)) {
      throw new Violation(`entry ${entry.index}/${entry.term} exists twice with another content`);
    }
  }
}

function entriesOf(log: LogReader): readonly Entry[] {
  return log.entries({ from: log.firstIndex(), to: log.lastIndex() + 1, bytesMax: Number.POSITIVE_INFINITY });
}

function join(lab: Lab, leader: NodeId, node: NodeId, witness: boolean): void {
  const result = lab.node(leader).changeMembership([{ kind: witness ? "addWitness" : "addVoter", node }]);
  if (!result.ok) throw new Violation(`node ${node} may not join: ${result.reason}`);
  pass(lab, leader);
  const { commit, lastIndex } = lab.status(leader);
  if (commit !== lastIndex) throw new Violation(`node ${node} does not join: committed ${commit} of ${lastIndex}`);
}

function pass(lab: Lab, leader: NodeId): void {
  for (let tick = 0; tick < 4; tick++) {
    lab.settle();
    lab.tick(leader);
  }
  lab.settle();
}
