import { describe, expect, test } from "vitest";
import { beginFrame, FRAME_TYPE, finishFrame, HEADER_BYTES_MAX, PING } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";

interface Got {
  type: number;
  header: string;
  payload: string;
}

function readerOf(frameBytesMax = 1 << 20): { reader: FrameReader; got: Got[]; payloads: Uint8Array[] } {
  const got: Got[] = [];
  const payloads: Uint8Array[] = [];
  const reader = new FrameReader({
    frameBytesMax,
    onFrame: (type, header, payload) => {
      got.push({ type, header: Buffer.from(header).toString(), payload: Buffer.from(payload).toString() });
      payloads.push(payload);
    },
  });
  return { reader, got, payloads };
}

function frameOf(type: number, header: string, payload: string): Buffer {
  const writer = beginFrame().raw(Buffer.from(header));
  return Buffer.concat(finishFrame(type, writer, payload === "" ? [] : [Buffer.from(payload)]).chunks);
}

const SAMPLES: Got[] = [
  { type: FRAME_TYPE.raft, header: "header", payload: "payload" },
  { type: FRAME_TYPE.ping, header: "", payload: "" },
  { type: FRAME_TYPE.replication, header: "h", payload: "" },
  { type: FRAME_TYPE.replication, header: "", payload: "p" },
];
const STREAM = Buffer.concat(SAMPLES.map(({ type, header, payload }) => frameOf(type, header, payload)));

describe("FrameReader", () => {
  test("reads frames from one chunk", () => {
    const { reader, got } = readerOf();
    expect(reader.push(STREAM)).toBeNull();
    expect(got).toEqual(SAMPLES);
  });

  test("reads frames that are cut in two at any byte", () => {
    for (let cut = 0; cut <= STREAM.length; cut++) {
      const { reader, got } = readerOf();
      reader.push(STREAM.subarray(0, cut));
      reader.push(STREAM.subarray(cut));
      expect(got, `cut at ${cut}`).toEqual(SAMPLES);
    }
  });

  test("reads frames that arrive byte by byte", () => {
    const { reader, got } = readerOf();
    for (const byte of STREAM) reader.push(Uint8Array.of(byte));
    expect(got).toEqual(SAMPLES);
  });

  test("hands on views of a chunk that holds the frame", () => {
    const { reader, payloads } = readerOf();
    const chunk = frameOf(FRAME_TYPE.replication, "h", "payload");
    reader.push(chunk);
    expect(payloads[0]!.buffer).toBe(chunk.buffer);
  });

  test("does not write to a payload again", () => {
    const { reader, payloads } = readerOf();
    const frame = frameOf(FRAME_TYPE.replication, "h", "first");
    reader.push(frame.subarray(0, 10));
    reader.push(frame.subarray(10));
    const second = frameOf(FRAME_TYPE.replication, "h", "other");
    reader.push(second.subarray(0, 10));
    reader.push(second.subarray(10));
    expect(payloads.map((payload) => Buffer.from(payload).toString())).toEqual(["first", "other"]);
  });

  test("refuses a length beyond the limit from its first four bytes, and reads nothing more", () => {
    const { reader, got } = readerOf(100);
    const violation = reader.push(Buffer.from("GET / HTTP/1.1\r\n").subarray(0, 4));
    expect(violation).toMatchObject({ code: "protocolViolation", message: expect.stringContaining("limit is 100") });
    expect(reader.push(STREAM)).toBeNull();
    expect(got).toEqual([]);
  });

  test("takes a frame of exactly the limit and refuses one byte more", () => {
    const frame = frameOf(FRAME_TYPE.raft, "abc", "defgh");
    const exact = readerOf(frame.length);
    expect(exact.reader.push(frame)).toBeNull();
    expect(exact.got).toHaveLength(1);
    expect(readerOf(frame.length - 1).reader.push(frame)?.code).toBe("protocolViolation");
  });

  test.each([
    ["a length too small for the preamble", [0, 0, 0, 3, 1, 0, 0, 0]],
    ["a header longer than the frame", [0, 0, 0, 8, 1, 0, 0, 5]],
  ])("refuses %s", (_, bytes) => {
    const { reader, got } = readerOf();
    expect(reader.push(Uint8Array.from(bytes))?.code).toBe("protocolViolation");
    expect(got).toEqual([]);
  });

  test("refuses a header that no message needs, before it is allocated", () => {
    const size = HEADER_BYTES_MAX + 1;
    const { reader } = readerOf(64 << 20);
    const preamble = Buffer.from([0, 0, 0, 0, FRAME_TYPE.raft, size >>> 16, size >>> 8, size]);
    preamble.writeUInt32BE(size + 4, 0);
    expect(reader.push(preamble)?.message).toContain(`header of ${size} bytes`);
  });

  test("stops in the middle of a chunk when the callback says so", () => {
    const got: number[] = [];
    const reader = new FrameReader({
      frameBytesMax: 1000,
      onFrame: (type) => {
        got.push(type);
        reader.stop();
      },
    });
    reader.push(STREAM);
    expect(got).toEqual([FRAME_TYPE.raft]);
  });

  test("takes a larger limit from within the callback", () => {
    const got: number[] = [];
    const reader = new FrameReader({
      frameBytesMax: 30,
      onFrame: (type) => {
        got.push(type);
        reader.frameBytesMax = 1000;
      },
    });
    expect(reader.push(Buffer.concat([frameOf(1, "h", ""), frameOf(2, "h", "x".repeat(500))]))).toBeNull();
    expect(got).toEqual([1, 2]);
  });
});

describe("finishFrame", () => {
  test("a ping is eight bytes", () => {
    expect(PING.byteCount).toBe(8);
    expect([...PING.chunks[0]!]).toEqual([0, 0, 0, 4, FRAME_TYPE.ping, 0, 0, 0]);
  });

  test("shares the payload instead of copying it", () => {
    const payload = new Uint8Array(10);
    expect(finishFrame(FRAME_TYPE.raft, beginFrame(), [payload]).chunks[1]).toBe(payload);
  });

  test("says where a header is too long to be sent", () => {
    const fits = finishFrame(FRAME_TYPE.raft, beginFrame().raw(new Uint8Array(HEADER_BYTES_MAX)));
    const tooLong = finishFrame(FRAME_TYPE.raft, beginFrame().raw(new Uint8Array(HEADER_BYTES_MAX + 1)));
    expect([fits.representable, tooLong.representable]).toEqual([true, false]);
  });
});
