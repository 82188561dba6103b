import fc from "fast-check";
import { expect, test } from "vitest";
import { beginFrame, finishFrame } from "./frame.ts";
import { FrameReader } from "./frame-reader.ts";
import { gather } from "./gather.ts";

const frames = fc.array(
  fc.record({
    type: fc.integer({ min: 0, max: 255 }),
    header: fc.uint8Array({ maxLength: 40 }),
    payload: fc.array(fc.uint8Array({ maxLength: 5000 }), { maxLength: 3 }),
  }),
  { maxLength: 12 },
);

test("what is gathered and cut anywhere is read as it was written", () => {
  fc.assert(
    fc.property(frames, fc.infiniteStream(fc.integer({ min: 1, max: 700 })), (sent, cuts) => {
      const encoded = sent.map((frame) => finishFrame(frame.type, beginFrame().raw(frame.header), frame.payload));
      const stream = Buffer.concat(gather(encoded));
      const received: unknown[] = [];
      const reader = new FrameReader({
        frameBytesMax: 1 << 20,
        onFrame: (type, header, payload) =>
          received.push({ type, header: Buffer.from(header), payload: Buffer.from(payload) }),
      });
      for (let offset = 0; offset < stream.length; ) {
        const size = cuts.next().value as number;
        expect(reader.push(stream.subarray(offset, offset + size))).toBeNull();
        offset += size;
      }
      expect(received).toEqual(
        sent.map(({ type, header, payload }) => ({
          type,
          header: Buffer.from(header),
          payload: Buffer.concat(payload),
        })),
      );
      expect(stream.length).toBe(encoded.reduce((sum, frame) => sum + frame.byteCount, 0));
    }),
    { numRuns: 200 },
  );
});

test("garbage ends in a violation or in frames, never in anything else", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (chunks) => {
      const reader = new FrameReader({ frameBytesMax: 1 << 16, onFrame: () => {} });
      for (const chunk of chunks) {
        const violation = reader.push(chunk);
        if (violation !== null) expect(violation.code).toBe("protocolViolation");
      }
    }),
  );
});
