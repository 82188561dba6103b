import {
  apiVersions,
  decodeResponse,
  encodeRequest,
  errorCodes,
  heartbeat,
  metadata,
  type RequestMessage,
} from "@chronik/kafka-protocol";
import { describe, expect, it } from "vitest";
import { apiVersionsHandler } from "../handlers/api-versions.ts";
import { type Handler, handler, type RequestContext } from "../handlers/handler.ts";
import { RecordingConnection, RecordingLogger } from "../testing/recording-connection.ts";
import { ManualTurns } from "../testing/turns.ts";
import { Session } from "./session.ts";

type Answer = (response: { errorCode: number } | null) => void;

/** A session whose Heartbeat requests are answered by the test. */
function fixture() {
  const connection = new RecordingConnection();
  const logger = new RecordingLogger();
  const turns = new ManualTurns();
  const asked: { groupId: string; context: RequestContext; answer: Answer }[] = [];
  const heartbeatHandler = handler(heartbeat, (request, context, respond) => {
    if (request.groupId === "throw") throw new Error("a bug");
    asked.push({ groupId: request.groupId, context, answer: respond as Answer });
  });
  const handlers = new Map<number, Handler>([[heartbeat.key, heartbeatHandler as unknown as Handler]]);
  handlers.set(apiVersions.key, apiVersionsHandler(handlers) as unknown as Handler);
  const session = new Session({ connection, handlers, requestBytesMax: 1000, timers: turns, logger });
  return { connection, logger, turns, asked, session, handlers };
}

function bytesOf(message: RequestMessage<never>): Uint8Array {
  return Uint8Array.from(encodeRequest(message).flatMap((chunk) => [...chunk]));
}

function beat(correlationId: number, groupId = "g"): Uint8Array {
  const body = { groupId, generationId: 1, memberId: "m" };
  return bytesOf({ api: heartbeat, version: 0, correlationId, clientId: "test", body } as never);
}

function answers(connection: RecordingConnection): { correlationId: number; errorCode: number }[] {
  return connection.frames().map((frame) => {
    const { correlationId, body } = decodeResponse({ api: heartbeat, version: 0, frame });
    return { correlationId, errorCode: body.errorCode };
  });
}

describe("Session", () => {
  it("sends responses in request order, whatever order they are ready in, and those of one turn in one write", () => {
    const { connection, turns, asked, session } = fixture();
    session.data(Uint8Array.from([1, 2, 3].flatMap((id) => [...beat(id)])));
    asked[2]!.answer({ errorCode: 3 });
    asked[1]!.answer({ errorCode: 2 });
    turns.endTurn();
    expect(connection.writes).toEqual([]);
    asked[0]!.answer({ errorCode: 1 });
    turns.endTurn();
    expect(connection.writes.length).toBe(1);
    expect(answers(connection)).toEqual([1, 2, 3].map((id) => ({ correlationId: id, errorCode: id })));
  });

  it("leaves out a request without response and goes on behind it", () => {
    const { connection, turns, asked, session } = fixture();
    session.data(Uint8Array.from([1, 2].flatMap((id) => [...beat(id)])));
    asked[0]!.answer(null);
    asked[1]!.answer({ errorCode: 0 });
    turns.endTurn();
    expect(answers(connection)).toEqual([{ correlationId: 2, errorCode: 0 }]);
  });

  it("stops reading while too many requests are under way, and goes on when they are answered", () => {
    const { connection, turns, asked, session } = fixture();
    for (let id = 0; id < 256; id++) session.data(beat(id));
    expect(connection.paused).toBe(true);
    for (const { answer } of asked) answer({ errorCode: 0 });
    turns.endTurn();
    expect(connection.paused).toBe(false);
    expect(answers(connection).length).toBe(256);
  });

  it("takes no more requests than there is room for, though one read brought them all, and takes the rest later", () => {
    const { connection, turns, asked, session } = fixture();
    session.data(Uint8Array.from(Array.from({ length: 1000 }, (_, id) => [...beat(id)]).flat()));
    expect([asked.length, connection.paused]).toEqual([256, true]);
    for (let answered = 0; answered < 1000; answered++) {
      asked[answered]!.answer({ errorCode: 0 });
      turns.endTurn();
    }
    expect(answers(connection).map(({ correlationId }) => correlationId)).toEqual(
      Array.from({ length: 1000 }, (_, id) => id),
    );
    expect(connection.paused).toBe(false);
  });

  it("takes no more requests while the client leaves its responses lying", () => {
    const { connection, turns, asked, session } = fixture();
    connection.hasRoom = false;
    session.data(beat(1));
    asked[0]!.answer({ errorCode: 0 });
    turns.endTurn();
    session.data(Uint8Array.from([...beat(2), ...beat(3)]));
    expect(asked.length).toBe(1);
    connection.hasRoom = true;
    session.drained();
    expect(asked.length).toBe(3);
  });

  it("lets bytes behind a request pass, which some clients send", () => {
    const { asked, session } = fixture();
    const longer = Uint8Array.from([...beat(1), 1, 0, 0]);
    longer[3]! += 3;
    session.data(longer);
    expect(asked.length).toBe(1);
  });

  it("stops reading while the client does not take its responses", () => {
    const { connection, turns, asked, session } = fixture();
    connection.hasRoom = false;
    session.data(beat(1));
    asked[0]!.answer({ errorCode: 0 });
    turns.endTurn();
    expect(connection.paused).toBe(true);
    session.drained();
    expect(connection.paused).toBe(false);
  });

  it("closes on an API or a version that it does not have, on garbage, and on a request over the limit", () => {
    const notThere = bytesOf({
      api: metadata,
      version: 1,
      correlationId: 1,
      clientId: null,
      body: { topics: null },
    } as never);
    const tooNew = beat(1);
    tooNew[7] = 99;
    const garbage = Uint8Array.of(0, 0, 0, 5, 1, 2, 3, 4, 5);
    const truncated = beat(1).slice();
    truncated[truncated.length - 3] = 0x7f;
    for (const bytes of [notThere, tooNew, garbage, truncated, Uint8Array.of(0x7f, 0, 0, 0)]) {
      const { connection, session, logger } = fixture();
      session.data(bytes);
      expect(connection.closeReason).not.toBeNull();
      expect(logger.lines).toEqual([]);
      session.data(beat(2));
      expect(connection.writes).toEqual([]);
    }
  });

  it("answers an unknown version of ApiVersions in v0, with the range of that API", () => {
    const { connection, turns, session } = fixture();
    const body = { clientSoftwareName: "future", clientSoftwareVersion: "9" };
    const request = bytesOf({ api: apiVersions, version: 4, correlationId: 9, clientId: null, body } as never);
    request[7] = 77;
    session.data(request);
    turns.endTurn();
    const { body: answer } = decodeResponse({ api: apiVersions, version: 0, frame: connection.frames()[0]! });
    expect(answer.errorCode).toBe(errorCodes.UNSUPPORTED_VERSION);
    expect(answer.apiKeys).toEqual([{ apiKey: 18, minVersion: 0, maxVersion: apiVersions.versionMax }]);
  });

  it("closes the connection and logs the stack where a handler throws", () => {
    const { connection, session, logger } = fixture();
    session.data(beat(1, "throw"));
    expect(connection.closeReason).toBe("a bug");
    expect(logger.lines).toMatchObject([{ level: "error", fields: { message: "a bug" } }]);
  });

  it("closes where a response cannot be encoded, without throwing at whoever answered", () => {
    const { connection, session, asked, logger } = fixture();
    session.data(beat(1));
    asked[0]!.answer({ errorCode: 1e9 });
    expect(connection.closeReason).toMatch(/Heartbeat/);
    expect(logger.lines.length).toBe(1);
  });

  it("does nothing with answers that come after the client has gone", () => {
    const { connection, session, asked, turns } = fixture();
    session.data(beat(1));
    session.closed();
    asked[0]!.answer({ errorCode: 0 });
    turns.endTurn();
    expect(connection.writes).toEqual([]);
  });

  it("lets a handler close the connection of a request that gets no response", () => {
    const { connection, session, asked } = fixture();
    session.data(beat(1));
    asked[0]!.context.close("acks=0 failed");
    expect(connection.closeReason).toBe("acks=0 failed");
  });
});
