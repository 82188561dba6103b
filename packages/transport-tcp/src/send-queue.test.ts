import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Frame } from "./frame.ts";
import { SendQueue } from "./send-queue.ts";

function frame(byteCount: number): Frame {
  return { chunks: [], byteCount, representable: true };
}

describe("SendQueue", () => {
  test("takes at least one frame, then as many as fit", () => {
    const queue = new SendQueue();
    for (const size of [100, 10, 10, 10]) queue.push(frame(size));
    expect(queue.take(50).map(({ byteCount }) => byteCount)).toEqual([100]);
    expect(queue.take(25).map(({ byteCount }) => byteCount)).toEqual([10, 10]);
    expect(queue.take(25).map(({ byteCount }) => byteCount)).toEqual([10]);
    expect(queue.take(25)).toEqual([]);
  });

  test("does what an array would do", () => {
    const command = fc.oneof(
      fc.record({ do: fc.constant("push" as const), count: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ do: fc.constant("shift" as const), count: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ do: fc.constant("take" as const), count: fc.integer({ min: 1, max: 3000 }) }),
      fc.record({ do: fc.constant("clear" as const), count: fc.constant(1) }),
    );
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), (commands) => {
        const queue = new SendQueue();
        let model: Frame[] = [];
        let size = 0;
        for (const { do: what, count } of commands) {
          if (what === "push") {
            for (let i = 0; i < count; i++) {
              const next = frame(size++ % 17);
              queue.push(next);
              model.push(next);
            }
          } else if (what === "shift") {
            for (let i = 0; i < count; i++) expect(queue.shift()).toBe(model.shift());
          } else if (what === "take") {
            const taken = queue.take(count);
            expect(taken).toEqual(model.slice(0, taken.length));
            model = model.slice(taken.length);
          } else {
            queue.clear();
            model = [];
          }
          expect(queue.frameCount).toBe(model.length);
          expect(queue.byteCount).toBe(model.reduce((sum, { byteCount }) => sum + byteCount, 0));
        }
      }),
    );
  });
});
