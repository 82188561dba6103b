import { describe, expect, it } from "vitest";
import { parse, Story } from "./testing/story.ts";

const NEVER = { mayLoseUnreplicated: () => false };
const ALWAYS = { mayLoseUnreplicated: () => true };

describe("writes", () => {
  it("are fine where each is in the log once, where it was said to be", () => {
    const story = new Story().send("p-0", 0).send("p-1", 1).send("q-0", 2).log("p-0@0 p-1@1 q-0@2");
    expect(story.anomalies()).toEqual([]);
  });

  it("that nobody was told the end of may be there or not", () => {
    const story = new Story().send("p-0", null, { type: "info" }).send("p-1", null, { type: "open" });
    expect(story.log("p-1@0").names()).toEqual([]);
    expect(story.log("").names()).toEqual([]);
  });

  it("are lost when they were acknowledged and are not in the log", () => {
    const story = new Story().send("p-0", 0).send("p-1", 1).log("p-0@0");
    expect(story.names()).toEqual(["lost-write"]);
    expect(story.anomalies()[0]!.detail).toBe("t-0: p-1, acknowledged at 1, is not in the log");
  });

  it("are lost without a final log, too, where somebody read beyond them and nobody ever saw them", () => {
    const lost = new Story().send("p-0", 0).send("p-1", 1).send("p-2", 2).seek("c", 2).poll("c", 2, "p-2@2");
    expect(lost.seek("d", 0).poll("d", 0, "p-0@0").names()).toEqual(["lost-write"]);
    const unread = new Story().send("p-0", 0).send("p-1", 1).seek("c", 0).poll("c", 0, "p-0@0");
    expect(unread.names()).toEqual([]);
  });

  it.each([0, 1] as const)("with acks=%i are lost only where nothing excuses it", (acks) => {
    const story = new Story().send("p-0", acks === 0 ? null : 0, { acks, idempotent: false }).log("");
    expect(story.names(NEVER)).toEqual(["lost-write"]);
    expect(story.names(ALWAYS)).toEqual([]);
    expect(story.names()).toEqual([]);
  });

  it("with acks=1 may find their offset taken by another after a loss", () => {
    const story = new Story().send("p-0", 0, { acks: 1, idempotent: false }).send("q-0", 0).log("q-0@0");
    expect(story.names(ALWAYS)).toEqual([]);
    expect(story.names(NEVER)).toEqual(["inconsistent-offsets", "lost-write"]);
  });

  it("of an idempotent producer are duplicates when they are there twice, however often they were sent", () => {
    expect(new Story().send("p-0", 0, { attempts: 3 }).log("p-0@0 p-0@1").names()).toEqual(["duplicate"]);
    const polled = new Story().send("p-0", 1).seek("c", 0).poll("c", 0, "p-0@0").log("p-0@0");
    expect(polled.names()).toContain("duplicate");
  });

  it("of another producer are duplicates only when they were sent once", () => {
    const sent = (attempts: number) => new Story().send("p-0", 0, { attempts, idempotent: false }).log("p-0@0 p-0@1");
    expect(sent(2).names()).toEqual([]);
    expect(sent(1).names()).toEqual(["duplicate"]);
  });

  it("of one producer keep their order, where it promises to", () => {
    const story = (options: object) => new Story().send("p-0", 1, options).send("p-1", 0, options).log("p-1@0 p-0@1");
    expect(story({}).names()).toEqual(["nonmonotonic-send"]);
    expect(story({ idempotent: false, inFlightMax: 1 }).names()).toEqual(["nonmonotonic-send"]);
    expect(story({ idempotent: false, inFlightMax: 5 }).names()).toEqual([]);
    expect(new Story().send("p-0", 1).send("q-0", 0).log("q-0@0 p-0@1").names()).toEqual([]);
  });
});

describe("reads", () => {
  const sent = () => new Story().send("p-0", 0).send("p-1", 1).send("p-2", 2).log("p-0@0 p-1@1 p-2@2");

  it("are fine where they follow the log", () => {
    const story = sent()
      .seek("c", 0)
      .poll("c", 0, "p-0@0")
      .poll("c", 1, "p-1@1 p-2@2")
      .seek("c", 1)
      .poll("c", 1, "p-1@1");
    expect(story.anomalies()).toEqual([]);
  });

  it("are inconsistent when an offset has two values", () => {
    expect(sent().poll("c", 1, "q-7@1").names()).toContain("inconsistent-offsets");
    const acked = new Story().send("p-0", 0).send("q-0", 0).log("p-0@0");
    expect(acked.names()).toContain("inconsistent-offsets");
    expect(acked.anomalies().find(({ name }) => name === "inconsistent-offsets")!.detail).toBe(
      "t-0 at 0: p-0 (the final log) and q-0 (the answer to q)",
    );
  });

  it("have vanished when the log ends without them", () => {
    const story = new Story().send("p-0", null, { type: "info" }).seek("c", 0).poll("c", 0, "p-0@0").log("");
    expect(story.names()).toEqual(["vanished-read"]);
  });

  it("are of what was sent there, and did not fail, with its key", () => {
    expect(new Story().log("p-0@0").names()).toEqual(["unsent-read"]);
    expect(new Story().send("p-0", 0, { type: "fail" }).log("p-0@0").names()).toEqual(["unsent-read"]);
    expect(new Story().send("p-0", 0, { key: "k" }).log("p-0@0").names()).toEqual(["unsent-read"]);
    expect(new Story().send("p-0", 0).log("p-0@0").names()).toEqual([]);
    const elsewhere = new Story().send("p-0", 0, { partition: 1 }).poll("c", 0, "p-0@0");
    expect(elsewhere.names()).toContain("unsent-read");
  });

  it("never go back without a seek", () => {
    const back = sent().seek("c", 0).poll("c", 0, "p-0@0 p-1@1").poll("c", 2, "p-1@1");
    expect(back.names()).toEqual(["nonmonotonic-poll"]);
    const within = sent().seek("c", 0).poll("c", 0, "p-0@0 p-1@1 p-1@1");
    expect(within.names()).toEqual(["int-nonmonotonic-poll"]);
  });

  it("never skip a record that is there", () => {
    expect(sent().seek("c", 0).poll("c", 0, "p-0@0").poll("c", 1, "p-2@2").names()).toEqual(["poll-skip"]);
    expect(sent().seek("c", 0).poll("c", 0, "p-0@0 p-2@2").names()).toEqual(["int-poll-skip"]);
    expect(sent().seek("c", 0).poll("c", 0, "p-1@1").names()).toEqual(["poll-skip"]);
    const gap = new Story().send("p-0", 0).send("p-1", 2).log("p-0@0 p-1@2");
    expect(gap.seek("c", 0).poll("c", 0, "p-0@0 p-1@2").names()).toEqual([]);
  });

  it("of two consumers are apart", () => {
    const story = sent()
      .seek("c", 0)
      .seek("d", 0)
      .poll("c", 0, "p-0@0 p-1@1")
      .poll("d", 0, "p-0@0")
      .poll("c", 2, "p-2@2");
    expect(story.names()).toEqual([]);
  });

  it("find the same in every replica", () => {
    const replicas = (records: string) => ({ replicas: [{ node: 2, records: parse(records) }] });
    const story = (records: string) => new Story().send("p-0", 0).send("p-1", 1).log("p-0@0 p-1@1", replicas(records));
    expect(story("p-0@0 p-1@1").names()).toEqual([]);
    expect(story("p-0@0").names()).toEqual(["diverged-replica"]);
    expect(story("p-0@0 q-1@1").names()).toEqual(["diverged-replica"]);
  });

  it("of a topic that was deleted prove nothing", () => {
    const story = new Story().send("p-0", 0).done("a", { f: "delete-topic", topic: "t" }).log("");
    expect(story.names()).toEqual([]);
  });
});

describe("groups", () => {
  it("are fine where each generation goes on after the one before", () => {
    const story = new Story()
      .assigned("m1", 1)
      .committed(1, -1)
      .commit(1, 3)
      .assigned("m2", 2)
      .committed(2, 3)
      .commit(2, 5)
      .committed(null, 5);
    expect(story.anomalies()).toEqual([]);
  });

  it("have one owner of a partition in a generation", () => {
    expect(new Story().assigned("m1", 1).assigned("m2", 1).names()).toEqual(["two-owners"]);
    expect(new Story().assigned("m1", 1, [0]).assigned("m2", 1, [1]).assigned("m2", 2, [0]).names()).toEqual([]);
    // A static member that came back.
    expect(new Story().assigned("i", 1).assigned("i", 1).names()).toEqual([]);
  });

  it("take no commit of a generation that is over", () => {
    expect(new Story().assigned("m1", 1).assigned("m2", 2).commit(1, 3).names()).toEqual(["fenced-commit"]);
    expect(new Story().assigned("m1", 1).assigned("m2", 2).commit(1, 3, "fail").names()).toEqual([]);
    expect(new Story().assigned("m1", 1).commit(1, 3).assigned("m2", 2).names()).toEqual([]);
  });

  it("lose no commit", () => {
    expect(new Story().commit(1, 3).committed(2, -1).names()).toEqual(["lost-commit"]);
    expect(new Story().commit(1, 3).commit(1, 5).committed(2, 3).names()).toEqual(["lost-commit"]);
    expect(new Story().commit(1, 3).commit(1, 5).committed(null, 3).names()).toEqual(["lost-commit"]);
    const old = new Story().commit(1, 3, "info").commit(2, 5).committed(3, 3);
    expect(old.names()).toEqual(["lost-commit"]);
  });

  it("may show a commit that nobody was told the end of, or not", () => {
    const story = () => new Story().commit(1, 3).commit(1, 5, "info");
    expect(story().committed(null, 3).names()).toEqual([]);
    expect(story().committed(null, 5).names()).toEqual([]);
    expect(new Story().commit(1, 5, "open").commit(1, 3).committed(null, 5).names()).toEqual([]);
  });

  it("owe a member only what earlier generations have committed", () => {
    expect(new Story().commit(1, 3).commit(2, 5).committed(2, 3).names()).toEqual([]);
    expect(new Story().commit(1, 3).commit(3, 5).committed(2, 3).names()).toEqual([]);
  });

  it("show nothing that nobody committed, or that was refused", () => {
    expect(new Story().commit(1, 3).committed(2, 4).names()).toEqual(["phantom-commit"]);
    expect(new Story().commit(1, 3, "fail").committed(2, 3).names()).toEqual(["phantom-commit"]);
    expect(new Story().committed(2, 3).commit(2, 3).names()).toEqual(["phantom-commit"]);
  });

  it("have got every record below what they have committed", () => {
    const story = () =>
      new Story().send("p-0", 0).send("p-1", 1).log("p-0@0 p-1@1").seek("m1", 0).poll("m1", 0, "p-0@0", "g");
    expect(story().commit(1, 1).names()).toEqual([]);
    expect(story().commit(1, 2).names()).toEqual(["unseen"]);
    expect(story().commit(1, 2, "fail").names()).toEqual([]);
    expect(story().poll("m2", 1, "p-1@1", "h").commit(1, 2).names()).toEqual(["unseen"]);
    expect(story().poll("m2", 1, "p-1@1", "g").commit(1, 2).names()).toEqual([]);
  });
});

describe("topics", () => {
  const created = () => new Story().done("a", { f: "create-topic", topic: "x" });

  it("are there when they were created, and gone when they were deleted", () => {
    expect(created().names({ topicsAtEnd: new Map([["x", 1]]) })).toEqual([]);
    expect(created().names({ topicsAtEnd: new Map() })).toEqual(["lost-topic"]);
    const deleted = () => created().done("a", { f: "delete-topic", topic: "x" });
    expect(deleted().names({ topicsAtEnd: new Map() })).toEqual([]);
    expect(deleted().names({ topicsAtEnd: new Map([["x", 1]]) })).toEqual(["undeleted-topic"]);
    expect(deleted().names()).toEqual([]);
  });

  it("have the partitions that they were given, unless they were made anew", () => {
    const grown = () => created().done("a", { f: "grow-topic", topic: "x", partitions: 3 });
    expect(grown().names({ topicsAtEnd: new Map([["x", 3]]) })).toEqual([]);
    expect(grown().names({ topicsAtEnd: new Map([["x", 4]]) })).toEqual([]);
    expect(grown().names({ topicsAtEnd: new Map([["x", 1]]) })).toEqual(["lost-partitions"]);
    const again = grown().done("a", { f: "delete-topic", topic: "x" }).done("a", { f: "create-topic", topic: "x" });
    expect(again.names({ topicsAtEnd: new Map([["x", 1]]) })).toEqual([]);
  });

  it("may be gone where deleting them has no known end", () => {
    const story = created();
    story.history.info(story.history.invoke("a", { f: "delete-topic", topic: "x" }), "no answer");
    expect(story.names({ topicsAtEnd: new Map() })).toEqual([]);
    expect(story.names({ topicsAtEnd: new Map([["x", 1]]) })).toEqual([]);
  });
});

it("what a client reports is an anomaly of that name", () => {
  const story = new Story();
  story.history.report("c", "corrupt-batch", "t-0: batch 0–1");
  expect(story.anomalies()).toMatchObject([{ name: "corrupt-batch", detail: "c: t-0: batch 0–1" }]);
});
