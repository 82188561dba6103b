import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { transmit } from "../test/decode.ts";
import { TransportError } from "./errors.ts";
import { beginFrame, FRAME_TYPE, type Frame, finishFrame } from "./frame.ts";
import { chronik } from "./generated/peer.js";
import {
  CLUSTER_ID_LENGTH_MAX,
  decodeHello,
  decodeRefusal,
  decodeWelcome,
  encodeHello,
  encodeRefusal,
  encodeWelcome,
  HANDSHAKE_BYTES_MAX,
  type Hello,
} from "./handshake.ts";
import type { RefusalReason } from "./refusal.ts";

const HELLO: Hello = { clusterId: "c", nodeId: 1, incarnation: 7, channel: "raft", acceptorNodeId: 2 };
const MAGIC = 0x4348524e;

function headerOf(frame: Frame): Uint8Array {
  return transmit(frame).header;
}

function rawHello(fields: chronik.peer.v1.Hello.$Properties): Uint8Array {
  return headerOf(finishFrame(FRAME_TYPE.hello, chronik.peer.v1.Hello.encode(fields, beginFrame())));
}

describe("handshake", () => {
  test.each(["raft", "replication"] as const)("a hello for %s goes through the wire unchanged", (channel) => {
    expect(decodeHello(headerOf(encodeHello({ ...HELLO, channel })))).toEqual({ ...HELLO, channel });
  });

  test("a welcome goes through the wire unchanged", () => {
    const identity = { clusterId: "c", nodeId: 2, incarnation: Number.MAX_SAFE_INTEGER };
    expect(decodeWelcome(headerOf(encodeWelcome(identity)))).toEqual(identity);
  });

  const reasons: RefusalReason[] = ["unsupportedVersion", "wrongCluster", "wrongNode", "unknownNode", "superseded"];
  test.each(reasons)("refusal %s goes through the wire unchanged", (reason) => {
    expect(decodeRefusal(headerOf(encodeRefusal(reason)))).toBe(reason);
  });

  test("the largest hello fits what a stranger may send", () => {
    const clusterId = "€".repeat(CLUSTER_ID_LENGTH_MAX);
    const nodeId = 0x7fff_ffff;
    const frame = encodeHello({ ...HELLO, clusterId, nodeId, incarnation: Number.MAX_SAFE_INTEGER });
    expect(frame.byteCount).toBeLessThanOrEqual(HANDSHAKE_BYTES_MAX);
  });

  test("another version is refused by name, whatever else the hello says", () => {
    expect(() => decodeHello(rawHello({ magic: MAGIC, version: 99 }))).toThrow(
      expect.objectContaining({ code: "refused", refusal: "unsupportedVersion" }),
    );
  });

  test.each([
    ["another magic number", { magic: 1, version: 1, clusterId: "c", nodeId: 1, channel: 1 }],
    ["no cluster id", { magic: MAGIC, version: 1, nodeId: 1, channel: 1 }],
    ["a cluster id without end", { magic: MAGIC, version: 1, clusterId: "c".repeat(257), nodeId: 1, channel: 1 }],
    ["no channel", { magic: MAGIC, version: 1, clusterId: "c", nodeId: 1 }],
    ["an incarnation beyond 2^53 − 1", { magic: MAGIC, version: 1, clusterId: "c", channel: 1, incarnation: 2 ** 53 }],
  ])("a hello with %s is a violation", (_, fields) => {
    expect(() => decodeHello(rawHello(fields as chronik.peer.v1.Hello.$Properties))).toThrow(
      expect.objectContaining({ code: "protocolViolation" }),
    );
  });

  test("a refusal for no known reason is a violation", () => {
    expect(() => decodeRefusal(new Uint8Array(0))).toThrow(expect.objectContaining({ code: "protocolViolation" }));
  });

  test("garbage is a violation, nothing else", () => {
    fc.assert(
      fc.property(fc.constantFrom(decodeHello, decodeWelcome, decodeRefusal), fc.uint8Array(), (decode, bytes) => {
        try {
          decode(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(TransportError);
        }
      }),
    );
  });
});
