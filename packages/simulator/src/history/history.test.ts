import { describe, expect, it } from "vitest";
import { describe as line } from "./operation.ts";
import { Story } from "./testing/story.ts";

describe("a history", () => {
  it("numbers beginnings and ends in one order", () => {
    const { history } = new Story()
      .send("p-0", 0)
      .send("p-1", null, { type: "info" })
      .send("p-2", null, { type: "open" });
    const [first, second, third] = history.of("send");
    expect([first!.invoked, first!.completed, second!.invoked]).toEqual([0, 1, 2]);
    expect([second!.completed, third!.completed]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(history.operations).toHaveLength(3);
  });

  it("lets an operation end once", () => {
    const { history } = new Story().send("p-0", 0);
    expect(() => history.fail(history.of("send")[0]!, "again")).toThrow("ends twice");
  });

  it("puts every kind of operation into a line", () => {
    const { history } = new Story()
      .send("p-0", 0)
      .poll("c", 0, "p-0@0 p-1@1")
      .poll("c", 0, "")
      .seek("c", 4, "reset")
      .assigned("m", 2, [])
      .commit(2, 7, "fail")
      .committed(2, 7)
      .done("a", { f: "create-topic", topic: "new" })
      .done("c", { f: "report", name: "corrupt-batch", detail: "there" });
    expect(history.operations.map(line)).toEqual([
      "1.0–2.0 ms p ok send p-0 to t-0 acks=-1 at 0",
      "3.0–3.0 ms c ok poll t-0 from 0 at node 1: 0–1",
      "4.0–4.0 ms c ok poll t-0 from 0 at node 1: nothing",
      "5.0–5.0 ms c ok seek t-0 to 4, reset",
      "6.0–6.0 ms m ok g generation 2: m has t nothing",
      "7.0–8.0 ms m2 fail commit g t-0 at 7 in generation 2 (ILLEGAL_GENERATION)",
      "9.0–9.0 ms reader ok committed of g t-0: 7",
      "10.0–10.0 ms a ok create-topic new",
      "11.0–11.0 ms c ok corrupt-batch: there",
    ]);
  });
});
