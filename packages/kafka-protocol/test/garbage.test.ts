import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ProtocolError } from "../src/index.ts";
import { codecs, goldenVectors } from "./support/golden.ts";

// Many runs, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const vectors = goldenVectors.filter((vector) => codecs.has(vector.message));

/** Long messages are cut at about this many places. */
const CUTS_MAX = 120;

const { stackTraceLimit } = Error;
beforeAll(() => {
  // Hundreds of thousands of errors are made here, and nobody looks at their stacks.
  Error.stackTraceLimit = 0;
});
afterAll(() => {
  Error.stackTraceLimit = stackTraceLimit;
});

/** What decoding throws; null where it does not. */
function failure(message: string, version: number, bytes: Uint8Array): unknown {
  try {
    codecs.get(message)!.decode(bytes, version);
    return null;
  } catch (error) {
    return error;
  }
}

describe("damaged messages", () => {
  test("cut off anywhere, every message is refused", () => {
    for (const { message, version, bytes } of vectors) {
      const step = Math.ceil(bytes.length / CUTS_MAX);
      for (let length = 0; length < bytes.length; length += step) {
        const error = failure(message, version, bytes.subarray(0, length));
        if (!(error instanceof ProtocolError)) throw new Error(`${message} v${version} cut at ${length}: ${error}`);
      }
    }
  });

  test("with something behind it, every message is refused", () => {
    for (const { message, version, bytes } of vectors) {
      const error = failure(message, version, Uint8Array.of(...bytes, 0));
      expect(error, `${message} v${version}`).toMatchObject({ code: "TRAILING_BYTES" });
    }
  });

  test("with bits flipped, a message decodes or is refused, and nothing else happens", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...vectors.filter((vector) => vector.bytes.length > 0)),
        fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
        ({ message, version, bytes }, bits) => {
          const damaged = bytes.slice();
          for (const bit of bits) damaged[(bit >> 3) % bytes.length]! ^= 1 << (bit & 7);
          const error = failure(message, version, damaged);
          expect(error === null || error instanceof ProtocolError).toBe(true);
        },
      ),
      { numRuns: 20_000 },
    );
  });

  test("any bytes at all decode or are refused", () => {
    const versions = [...codecs].flatMap(([name, codec]) =>
      Array.from({ length: codec.versions.max - codec.versions.min + 1 }, (_, i) => ({
        name,
        version: codec.versions.min + i,
      })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...versions), fc.uint8Array({ maxLength: 200 }), ({ name, version }, bytes) => {
        const error = failure(name, version, bytes);
        expect(error === null || error instanceof ProtocolError).toBe(true);
      }),
      { numRuns: 10_000 },
    );
  });
});
