import { errorInfo } from "@chronik/kafka-protocol";
import { expect } from "vitest";
import { RecordingLogger } from "../../testing/recording-connection.ts";
import { ManualTurns } from "../../testing/turns.ts";
import { Group } from "../group.ts";
import type { JoinAnswer, SyncAnswer } from "../group-messages.ts";
import type { GroupMetadata } from "../group-metadata.ts";
import type { GroupOptions } from "../group-options.ts";

export const GROUP_OPTIONS: GroupOptions = {
  initialRebalanceDelayMs: 3000,
  sessionTimeoutMsMin: 6000,
  sessionTimeoutMsMax: 1_800_000,
  groupSizeMax: 100,
  offsetMetadataLengthMax: 4096,
  offsetsRetentionMs: 7 * 24 * 3600 * 1000,
  offsetsRetentionCheckIntervalMs: 600_000,
};

/** `key=value` words of a command. */
type Words = ReadonlyMap<string, string>;

/**
 * Plays a conversation with one group. A script has one command a line, after `> `; {@link transcript} returns the same
 * script with what the group did below each command, so that a test is a text to read:
 *
 * - `join NAME [protocols=a,b] [metadata=x] [type=t] [static=ID] [session=MS] [rebalance=MS] [old] [v8] [fresh]`: with the
 *   member id that NAME was last given; `fresh` forgets it; `old` does not know MEMBER_ID_REQUIRED, `v8` not skipAssignment
 * - `sync NAME [gen=N] [type=t] [protocol=p] [NAME:ASSIGNMENT …]`, `heartbeat NAME [gen=N]`, `commit NAME [gen=N]`, `commit -`
 * - `leave NAME …`, `leave static=ID`
 * - `store [ERROR]`: the log answers the oldest write; `wait MS`; `delete`; `unload`; `reload [max=N]`: a new coordinator
 *   from what is stored, with another group.max.size
 */
export class GroupTranscript {
  readonly turns = new ManualTurns();
  readonly logger = new RecordingLogger();
  #options: GroupOptions;
  readonly #lines: string[] = [];
  readonly #ids = new Map<string, string>();
  readonly #generations = new Map<string, number>();
  #writes: { metadata: GroupMetadata; done: (error: number) => void }[] = [];
  #stored: GroupMetadata | null = null;
  #nextId = 1;
  #state = "Empty 0";
  group: Group;

  constructor(options: Partial<GroupOptions> = {}) {
    this.#options = { ...GROUP_OPTIONS, ...options };
    this.group = this.#load();
  }

  play(script: string): string {
    for (const line of script.split("\n")) {
      const text = line.trim();
      if (!text.startsWith("> ")) continue;
      this.#lines.push(text);
      const [verb = "", ...words] = text.slice(2).split(" ");
      this.#run(verb, words);
      this.#showState();
    }
    return this.#lines.join("\n");
  }

  #run(verb: string, words: readonly string[]): void {
    const named = new Map(
      words.filter((word) => word.includes("=")).map((word) => word.split("=") as [string, string]),
    );
    const [name = ""] = words;
    if (verb === "join") this.#join(name, named, new Set(words));
    else if (verb === "sync") this.#sync(name, named, words);
    else if (verb === "heartbeat") this.#say(name, "heartbeat", this.group.heartbeat(this.#from(name, named)));
    else if (verb === "commit") this.#say(name, "commit", this.group.checkCommit(this.#from(name, named)));
    else if (verb === "leave") this.#leave(words);
    else if (verb === "store") this.#store(Number(name));
    else if (verb === "wait") this.#wait(Number(name));
    else if (verb === "delete") this.group.die(15);
    else if (verb === "unload") this.group.die(16);
    else if (verb === "reload") {
      const groupSizeMax = Number(named.get("max") ?? this.#options.groupSizeMax);
      this.#options = { ...this.#options, groupSizeMax };
      this.group = this.#load();
    } else throw new Error(`no command ${verb}`);
  }

  #join(name: string, named: Words, words: ReadonlySet<string>): void {
    const protocols = (named.get("protocols") ?? "range").split(",");
    const metadata = new TextEncoder().encode(named.get("metadata") ?? "");
    if (words.has("fresh")) this.#ids.delete(name);
    const request = {
      groupId: "group",
      memberId: this.#ids.get(name) ?? "",
      groupInstanceId: named.get("static") ?? null,
      clientId: name,
      clientHost: "/127.0.0.1",
      sessionTimeoutMs: Number(named.get("session") ?? 10_000),
      rebalanceTimeoutMs: Number(named.get("rebalance") ?? 60_000),
      protocolType: named.get("type") ?? "consumer",
      protocols: protocols.filter((protocol) => protocol !== "").map((protocol) => ({ name: protocol, metadata })),
      knowsMemberIdRequired: !words.has("old"),
      knowsSkipAssignment: !words.has("v8"),
      reason: null,
    };
    this.group.join(request, (answer) => this.#joined(name, answer));
  }

  #joined(name: string, answer: JoinAnswer): void {
    if (answer.errorCode === 0 || answer.errorCode === 79) this.#ids.set(name, answer.memberId);
    if (answer.errorCode !== 0) {
      const id = answer.memberId === "" ? "" : ` ${answer.memberId}`;
      this.#lines.push(`${name} <- join ${errorInfo(answer.errorCode)?.name}${id}`);
      return;
    }
    this.#generations.set(name, answer.generationId);
    const members = answer.members.map(({ memberId }) => memberId).join(" ");
    const parts = [
      `${name} <- ${answer.memberId} joined generation ${answer.generationId}`,
      `leader ${answer.leader}`,
      `${answer.protocolType}/${answer.protocolName}`,
      ...(answer.skipAssignment ? ["skip assignment"] : []),
      ...(members === "" ? [] : [`members ${members}`]),
    ];
    this.#lines.push(parts.join(", "));
  }

  #sync(name: string, named: Words, words: readonly string[]): void {
    const assignments = words
      .filter((word) => word.includes(":"))
      .map((word) => word.split(":") as [string, string])
      .map(([of, text]) => ({ memberId: this.#ids.get(of) ?? of, assignment: new TextEncoder().encode(text) }));
    const request = {
      ...this.#from(name, named),
      groupId: "group",
      protocolType: named.get("type") ?? null,
      protocolName: named.get("protocol") ?? null,
      assignments,
    };
    this.group.sync(request, (answer) => this.#synced(name, answer));
  }

  #synced(name: string, answer: SyncAnswer): void {
    if (answer.errorCode !== 0) this.#say(name, "sync", answer.errorCode);
    else this.#lines.push(`${name} <- assigned [${new TextDecoder().decode(answer.assignment)}]`);
  }

  #leave(words: readonly string[]): void {
    const members = words.map((word) => {
      const [, groupInstanceId] = word.split("=");
      if (groupInstanceId !== undefined) return { memberId: "", groupInstanceId, reason: null };
      return { memberId: this.#ids.get(word) ?? word, groupInstanceId: null, reason: null };
    });
    this.group.leave(members).forEach(({ errorCode }, i) => {
      this.#say(words[i]!, "leave", errorCode);
    });
  }

  #from(name: string, named: Words) {
    return {
      memberId: name === "-" ? "" : (this.#ids.get(name) ?? name),
      groupInstanceId: named.get("static") ?? null,
      generationId: Number(named.get("gen") ?? this.#generations.get(name) ?? -1),
    };
  }

  #say(name: string, what: string, error: number): void {
    this.#lines.push(`${name} <- ${what} ${error === 0 ? "ok" : errorInfo(error)?.name}`);
  }

  #store(error: number): void {
    const write = this.#writes.shift();
    if (write === undefined) throw new Error("nothing to store");
    if (error === 0 || Number.isNaN(error)) this.#stored = write.metadata;
    write.done(Number.isNaN(error) ? 0 : error);
  }

  #wait(ms: number): void {
    const untilMs = this.turns.nowMs + ms;
    while (this.group.wakeMs <= untilMs) {
      this.turns.advance(Math.max(0, this.group.wakeMs - this.turns.nowMs));
      const linesBefore = this.#lines.length;
      this.group.tick();
      if (this.#lines.length > linesBefore) this.#lines.splice(linesBefore, 0, `at ${this.turns.nowMs}`);
    }
    this.turns.advance(untilMs - this.turns.nowMs);
  }

  #load(): Group {
    return new Group({
      groupId: "group",
      stored: this.#stored,
      options: this.#options,
      ports: {
        clock: { monotonicMs: () => this.turns.nowMs },
        logger: this.logger,
        newMemberId: (prefix) => `${prefix}-${this.#nextId++}`,
        stampMs: () => this.turns.nowMs,
        persist: (metadata, done) => {
          this.#writes.push({ metadata, done });
          this.#lines.push(`log <- ${describe(metadata)}`);
        },
      },
    });
  }

  #showState(): void {
    const state = `${this.group.state} ${this.group.generationId}`;
    if (state !== this.#state) this.#lines.push(`= ${state}`);
    this.#state = state;
  }
}

function describe({ generationId, leaderId, members }: GroupMetadata): string {
  const assignments = members.map(({ memberId, assignment }) => `${memberId}:${new TextDecoder().decode(assignment)}`);
  return `generation ${generationId}, leader ${leaderId ?? "nobody"}, [${assignments.join(" ")}]`;
}

/** Asserts that playing the script's commands gives the script. */
export function expectTranscript(script: string, options?: Partial<GroupOptions>): void {
  expect(new GroupTranscript(options).play(script)).toBe(trimmed(script));
}

function trimmed(script: string): string {
  return script
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}
