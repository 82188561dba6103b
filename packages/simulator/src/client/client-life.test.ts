import { describe, expect, it } from "vitest";
import { ClientLife } from "./client-life.ts";
import { ScriptedBrokers } from "./testing/scripted-brokers.ts";

function life() {
  const brokers = new ScriptedBrokers();
  return { brokers, queue: brokers.queue, life: new ClientLife(brokers.queue, brokers) };
}

describe("a client's life", () => {
  it("parks what falls due while it is paused, and runs it in order when it goes on", () => {
    const { queue, life: client } = life();
    const ran: string[] = [];
    client.after(1, () => ran.push("first"));
    client.after(2, () => ran.push("second"));
    const cancelled = client.after(3, () => ran.push("cancelled"));
    client.pause();
    queue.runFor(10);
    expect(ran).toEqual([]);
    cancelled.cancel();
    client.resume();
    expect(ran).toEqual(["first", "second"]);
  });

  it("parks again what comes after a callback that paused it", () => {
    const { queue, life: client } = life();
    const ran: string[] = [];
    client.after(1, () => client.pause());
    client.after(2, () => ran.push("late"));
    client.pause();
    queue.runFor(10);
    client.resume();
    expect(ran).toEqual([]);
    client.resume();
    expect(ran).toEqual(["late"]);
  });

  it("is called back by nothing after its end, and hangs up", () => {
    const { queue, brokers, life: client } = life();
    const ran: string[] = [];
    const handlers = {
      connected: () => ran.push("connected"),
      data: () => ran.push("data"),
      ended: () => ran.push("ended"),
      failed: () => ran.push("failed"),
      closed: () => ran.push("closed"),
    };
    client.connect({ host: "node1", port: 9092 }, handlers);
    client.after(5, () => ran.push("timer"));
    client.end();
    queue.runFor(100);
    expect(brokers.dialled).toHaveLength(1);
    expect(ran).toEqual([]);
    expect(client.ended).toBe(true);
  });
});
