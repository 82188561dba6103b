import type { TraceEvent, TraceMessage } from "../src/index.ts";
import type { Prng } from "../test/simulation/prng.ts";

type Trace = readonly TraceEvent[];

/** One change to a trace that makes it untrue. */
export interface Mutation {
  readonly name: string;
  /** Whether it can be done to this line so that no run could have written what comes out. */
  applies(event: TraceEvent, trace: Trace, at: number): boolean;
  /** What stands there instead; nothing where the line is dropped. */
  change(event: TraceEvent): Trace;
}

/** A server that is in no group. */
const STRANGER = "9";

/** Every kind of line and every field of it. Each must be rejected, wherever it is done. */
export const MUTATIONS: readonly Mutation[] = [
  ...(
    [
      ["term + 1", ({ term }) => ({ term: term + 1 })],
      ["term - 1", ({ term }) => ({ term: term - 1 })],
      ["another vote", () => ({ vote: STRANGER })],
      ["commit + 1", ({ commit }) => ({ commit: commit + 1 })],
      ["commit - 1", ({ commit }) => ({ commit: commit - 1 })],
    ] as [string, (state: TraceEvent["state"]) => Partial<TraceEvent["state"]>][]
  ).map(([name, change]) =>
    replaced(`state: ${name}`, goesOn, (event) => ({ ...event, state: { ...event.state, ...change(event.state) } })),
  ),
  replaced("role", goesOn, (event) => ({
    ...event,
    role: event.role === "StateLeader" ? "StateFollower" : "StateLeader",
  })),
  replaced("log + 1", goesOn, (event) => ({ ...event, log: event.log + 1 })),
  replaced("log - 1", goesOn, (event) => ({ ...event, log: event.log - 1 })),
  replaced("conf: a voter less", goesOn, (event) => ({ ...event, conf: [event.conf[0].slice(1), event.conf[1]] })),
  replaced("conf: joint", goesOn, (event) => ({ ...event, conf: [event.conf[0], [STRANGER]] })),
  replaced("changed: another member", is("ChangeConf"), (event) => ({
    ...event,
    prop: { cc: { ...event.prop!.cc!, newconf: [...event.prop!.cc!.newconf, STRANGER] } },
  })),
  replaced("applied: another learner", is("ApplyConfChange"), (event) => ({
    ...event,
    prop: { cc: { ...event.prop!.cc!, learners: [...event.prop!.cc!.learners, STRANGER] } },
  })),
  replaced("written: more than there was", is("Persisted"), (event) => ({ ...event, prop: { writes: 1_000 } })),
  replaced(
    "nid",
    (event) => event.state.term > 0,
    (event) => ({ ...event, nid: STRANGER }),
  ),
  replaced("an election that was not won", is("BecomeCandidate"), (event) => ({
    ...event,
    name: "BecomeLeader",
    role: "StateLeader",
  })),
  received("from", [], () => ({ from: STRANGER })),
  received("to", [], () => ({ to: STRANGER })),
  received("term + 1", [], ({ term }) => ({ term: term + 1 })),
  received("term - 1", [], ({ term }) => ({ term: term - 1 })),
  received("a vote turned round", ["MsgVoteResp"], ({ reject }) => ({ reject: !reject })),
  received("a candidate's last index", ["MsgVote"], ({ index }) => ({ index: index + 1 })),
  received("a candidate's last term", ["MsgVote"], ({ logTerm }) => ({ logTerm: logTerm + 1 })),
  received("the index before an append", ["MsgApp"], ({ index }) => ({ index: index + 1 })),
  received("the term before an append", ["MsgApp"], ({ logTerm }) => ({ logTerm: logTerm + 1 })),
  received("the length of an append", ["MsgApp"], ({ entries }) => ({ entries: entries + 1 })),
  received("an append's commit", ["MsgApp"], ({ commit }) => ({ commit: commit + 1 })),
  received("an acknowledgement turned round", ["MsgAppResp"], ({ reject }) => ({ reject: !reject })),
  received("an acknowledged index", ["MsgAppResp"], ({ index }) => ({ index: index + 1 })),
  received("a hint", ["MsgAppResp"], ({ rejectHint }) => ({ rejectHint: rejectHint + 1 })),
  received("a heartbeat's commit", ["MsgHeartbeat"], ({ commit }) => ({ commit: commit + 1 })),
  received("the end of a snapshot", ["MsgSnap"], ({ entries }) => ({ entries: entries + 1 })),
  replaced("sent: a vote turned round", is("SendRequestVoteResponse"), (event) => ({
    ...event,
    msg: { ...event.msg!, reject: !event.msg!.reject },
  })),
  replaced("sent: a candidate's last index", is("SendRequestVoteRequest"), (event) => ({
    ...event,
    msg: { ...event.msg!, index: event.msg!.index + 1 },
  })),
  ...(["BecomeCandidate", "BecomeLeader", "Commit", "Replicate"] as const).flatMap((name) => [
    { name: `dropped: ${name}`, applies: both(is(name), goesOn), change: () => [] },
    { name: `twice: ${name}`, applies: is(name), change: (event: TraceEvent) => [event, event] },
  ]),
  { name: "dropped: a received append", applies: both(is("ReceiveAppendEntriesRequest"), growsLog), change: () => [] },
  { name: "dropped: a change of members", applies: both(is("ChangeConf"), goesOn), change: () => [] },
  { name: "dropped: a write", applies: isWriteThatIsPersisted, change: () => [] },
];

/** So many lines behind a change are looked at, and by then it has to be noticed. */
const WINDOW = 40;

/** What stands in the trace from `at` on (counted from 0) instead. Undefined where there is no line that the mutation fits. */
export function mutate(trace: Trace, mutation: Mutation, random: Prng): { at: number; events: Trace } | undefined {
  const window = (at: number) => trace.slice(0, at + WINDOW);
  const fits = [...trace.keys()].filter((at) => mutation.applies(trace[at]!, window(at), at));
  if (fits.length === 0) return undefined;
  const at = random.pick(fits);
  return { at, events: [...mutation.change(trace[at]!), ...window(at).slice(at + 1)] };
}

function replaced(name: string, applies: Mutation["applies"], change: (event: TraceEvent) => TraceEvent): Mutation {
  return { name, applies, change: (event) => [change(event)] };
}

/** A message that nobody sent arrives. No types: any. */
function received(
  name: string,
  types: readonly TraceMessage["type"][],
  change: (msg: TraceMessage) => Partial<TraceMessage>,
): Mutation {
  const changed = (event: TraceEvent) => ({ ...event, msg: { ...event.msg!, ...change(event.msg!) } });
  const applies: Mutation["applies"] = (event, trace) => {
    if (!event.name.startsWith("Receive") || (types.length > 0 && !types.includes(event.msg!.type))) return false;
    const text = JSON.stringify(changed(event).msg);
    return trace.every(({ name: other, msg }) => !other.startsWith("Send") || JSON.stringify(msg) !== text);
  };
  return replaced(`received: ${name}`, applies, changed);
}

function is(name: TraceEvent["name"]): Mutation["applies"] {
  return (event) => event.name === name;
}

function both(a: Mutation["applies"], b: Mutation["applies"]): Mutation["applies"] {
  return (event, trace, at) => a(event, trace, at) && b(event, trace, at);
}

/** The node's next line, with which this one has to agree; none where it comes back from a crash. */
function nextOf({ nid }: TraceEvent, trace: Trace, at: number): TraceEvent | undefined {
  const next = trace.find((event, index) => index > at && event.nid === nid);
  return next?.name === "InitState" ? undefined : next;
}

function goesOn(event: TraceEvent, trace: Trace, at: number): boolean {
  return event.name !== "InitState" && nextOf(event, trace, at) !== undefined;
}

function growsLog(event: TraceEvent, trace: Trace, at: number): boolean {
  return (nextOf(event, trace, at)?.log ?? 0) > event.log;
}

/** Without it a later line makes more writes durable than there were: all of them are, before the next crash. */
function isWriteThatIsPersisted(event: TraceEvent, trace: Trace, at: number): boolean {
  if (event.name !== "Ready" || event.prop?.writes !== 1) return false;
  let waiting = 0;
  for (const [index, { nid, name, prop }] of trace.entries()) {
    if (nid !== event.nid) continue;
    if (name === "InitState") {
      if (index > at) return false;
      waiting = 0;
    }
    if (name === "Ready") waiting += prop?.writes ?? 0;
    if (name === "Persisted") waiting -= prop?.writes ?? 0;
    if (index > at && waiting === 0) return true;
  }
  return false;
}
