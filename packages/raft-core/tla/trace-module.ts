import type { TraceEvent, TraceMessage } from "../src/index.ts";

/*
 * Traces as a TLA+ module. TLC itself reads no JSON; the library that does is in no package registry, and a module
 * of constants needs nothing but TLC.
 */

/** A trace, or the end of one that differs from another only there. */
export interface TraceData {
  /** The number, from 1, of the trace that this one is equal to up to `start`; 0: none. */
  readonly base: number;
  /** The number, from 1, of the line that `events` begin with. */
  readonly start: number;
  readonly events: readonly TraceEvent[];
}

/** The module `TraceData`, which `RaftCoreTrace` extends. */
export function traceModule(traces: readonly TraceData[]): string {
  const servers = new Set<string>();
  for (const { events } of traces) {
    for (const { nid, conf, msg, prop } of events) {
      for (const id of [nid, ...conf.flat(), ...(prop?.cc?.newconf ?? []), ...(prop?.cc?.learners ?? [])])
        servers.add(id);
      if (msg !== undefined) for (const id of [msg.from, msg.to]) servers.add(id);
      for (const change of prop?.cc?.changes ?? []) servers.add(change.nid);
    }
  }
  const lines = traces.map(
    ({ base, start, events }) =>
      `[base |-> ${base}, start |-> ${start}, lines |-> <<\n${events.map(lineOf).join(",\n")}>>]`,
  );
  return [
    "---- MODULE TraceData ----",
    "EXTENDS Integers, Sequences",
    `TraceServers == ${setOf([...servers].sort((a, b) => Number(a) - Number(b)))}`,
    `Traces == <<${lines.join(",\n")}>>`,
    "====",
    "",
  ].join("\n");
}

function lineOf({ name, nid, state, role, log, conf, msg, prop }: TraceEvent): string {
  const fields = [
    `name |-> ${text(name)}, nid |-> ${nid}, term |-> ${state.term}, vote |-> ${state.vote}, commit |-> ${state.commit}`,
    `role |-> ${text(role)}, log |-> ${log}, voters |-> ${setOf(conf[0])}, outgoing |-> ${setOf(conf[1])}`,
  ];
  if (msg !== undefined) fields.push(`msg |-> ${messageOf(msg)}`);
  if (prop?.writes !== undefined) fields.push(`writes |-> ${prop.writes}`);
  if (prop?.cc !== undefined) {
    const changes = prop.cc.changes.map((change) => `[nid |-> ${change.nid}, action |-> ${text(change.action)}]`);
    fields.push(`changes |-> <<${changes.join(", ")}>>`);
    fields.push(`newconf |-> ${setOf(prop.cc.newconf)}, learners |-> ${setOf(prop.cc.learners)}`);
  }
  return `[${fields.join(", ")}]`;
}

function messageOf(msg: TraceMessage): string {
  const { type, term, from, to, entries, logTerm, index, commit, reject, rejectHint } = msg;
  return [
    `[type |-> ${text(type)}, term |-> ${term}, from |-> ${from}, to |-> ${to}, entries |-> ${entries}`,
    `logTerm |-> ${logTerm}, index |-> ${index}, commit |-> ${commit}`,
    `reject |-> ${reject ? "TRUE" : "FALSE"}, rejectHint |-> ${rejectHint}]`,
  ].join(", ");
}

function text(value: string): string {
  return JSON.stringify(value);
}

function setOf(ids: readonly string[]): string {
  return `{${ids.join(", ")}}`;
}
