import { apiVersions, errorCodes, heartbeat, produce } from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { type Answer, BrokerConnection } from "./broker-connection.ts";
import { ClientLife } from "./client-life.ts";
import type { VersionCaps } from "./ports.ts";
import { type Incoming, ScriptedBrokers } from "./testing/scripted-brokers.ts";

function connected(versionMax: VersionCaps = {}) {
  const brokers = new ScriptedBrokers();
  const closed: string[] = [];
  const anomalies: string[] = [];
  const connection = new BrokerConnection({
    life: new ClientLife(brokers.queue, brokers),
    endpoint: { host: "node1", port: 9092 },
    clientId: "c",
    versionMax,
    requestTimeoutMs: 100,
    connectTimeoutMs: 50,
    onReady: () => {},
    onClosed: (reason) => closed.push(reason),
    onAnomaly: (name) => anomalies.push(name),
  });
  const answers: Answer<typeof heartbeat>[] = [];
  const beat = (generationId: number) =>
    connection.send({
      api: heartbeat,
      body: () => ({ groupId: "g", generationId, memberId: "m" }),
      done: (answer) => answers.push(answer as Answer<typeof heartbeat>),
    });
  return { brokers, queue: brokers.queue, connection, closed, anomalies, answers, beat };
}

const kinds = (answers: readonly Answer<typeof heartbeat>[]) => answers.map(({ kind }) => kind);

describe("a connection to a broker", () => {
  it.each([1, 3, 1000])("pipelines requests and matches the answers, in fragments of %i bytes", (fragmentBytes) => {
    const { brokers, queue, answers, beat } = connected();
    brokers.fragmentBytes = fragmentBytes;
    const waiting: Incoming<typeof heartbeat>[] = [];
    brokers.on(heartbeat, (incoming) => waiting.push(incoming));
    for (const generation of [1, 2, 3]) beat(generation);
    queue.runFor(20);
    expect(waiting.map(({ body }) => body.generationId)).toEqual([1, 2, 3]);
    expect(answers).toEqual([]);
    for (const { body, respond } of waiting) respond({ errorCode: body.generationId });
    queue.runFor(20);
    expect(answers.map((answer) => answer.kind === "answered" && answer.body.errorCode)).toEqual([1, 2, 3]);
  });

  it("uses the newest version that both have, up to its cap", () => {
    const { brokers, queue, beat } = connected({ Heartbeat: 2 });
    beat(1);
    queue.runFor(20);
    expect(brokers.named("Heartbeat").map(({ version }) => version)).toEqual([2]);
  });

  it("fails a request, unsent, for which there is no version", () => {
    const { brokers, queue, answers, beat } = connected({ Heartbeat: -1 });
    beat(1);
    queue.runFor(20);
    expect(answers).toMatchObject([{ kind: "failed", sent: false }]);
    expect(brokers.requests).toEqual([]);
  });

  it("closes when a request is not answered in its time: what was sent is uncertain", () => {
    const { queue, answers, closed, beat } = connected();
    beat(1);
    queue.runFor(60);
    beat(2);
    queue.runFor(45);
    expect(closed).toHaveLength(1);
    expect(answers).toMatchObject([
      { kind: "failed", sent: true },
      { kind: "failed", sent: true },
    ]);
    beat(3);
    expect(answers).toHaveLength(2);
    queue.runFor(1);
    expect(answers[2]).toMatchObject({ kind: "failed", sent: false });
  });

  it("fails what waits for the connection, unsent, when nobody answers there", () => {
    const { brokers, queue, answers, closed, beat } = connected();
    brokers.down.add(1);
    beat(1);
    queue.runFor(5);
    expect(closed).toEqual(["ECONNREFUSED"]);
    expect(answers).toMatchObject([{ kind: "failed", sent: false }]);
  });

  it("tells what was under way when the broker hangs up", () => {
    const { brokers, queue, answers, beat } = connected();
    brokers.on(heartbeat, (incoming) => incoming.close());
    beat(1);
    queue.runFor(20);
    expect(answers).toMatchObject([{ kind: "failed", sent: true }]);
  });

  it("reports answers out of order, and listens no more", () => {
    const { brokers, queue, anomalies, closed, answers, beat } = connected();
    const waiting: Incoming<typeof heartbeat>[] = [];
    brokers.on(heartbeat, (incoming) => waiting.push(incoming));
    beat(1);
    beat(2);
    queue.runFor(20);
    waiting[1]!.respond({ errorCode: errorCodes.NONE });
    waiting[0]!.respond({ errorCode: errorCodes.NONE });
    queue.runFor(20);
    expect(anomalies).toEqual(["out-of-order-response"]);
    expect(closed).toEqual(["out-of-order-response"]);
    expect(kinds(answers)).toEqual(["failed", "failed"]);
  });

  it.each([
    ["cut short", (id: number) => [0, 0, 0, 5, 0, 0, 0, id, 0]],
    ["of a negative length", () => [0xff, 0xff, 0xff, 0xff]],
  ])("reports an answer that is %s", (_, bytes) => {
    const { brokers, queue, anomalies, answers, beat } = connected();
    brokers.on(heartbeat, (incoming) => incoming.raw(Uint8Array.from(bytes(2))));
    beat(1);
    queue.runFor(20);
    expect(anomalies).toEqual(["undecodable-response"]);
    expect(kinds(answers)).toEqual(["failed"]);
  });

  it("awaits no answer to what is not answered", () => {
    const { brokers, queue, connection, closed } = connected();
    const answers: string[] = [];
    connection.send({
      api: produce,
      answered: false,
      body: () => ({ acks: 0, timeoutMs: 10, topicData: [] }),
      done: ({ kind }) => answers.push(kind),
    });
    queue.runFor(1000);
    expect(brokers.named("Produce")).toHaveLength(1);
    expect(answers).toEqual(["posted"]);
    expect(closed).toEqual([]);
  });

  it("closes where the versions do not come in time", () => {
    const { brokers, queue, answers, closed, beat } = connected();
    brokers.on(apiVersions, () => {});
    beat(1);
    queue.runFor(49);
    expect(closed).toEqual([]);
    queue.runFor(2);
    expect(closed).toHaveLength(1);
    expect(answers).toMatchObject([{ kind: "failed", sent: false }]);
  });
});
