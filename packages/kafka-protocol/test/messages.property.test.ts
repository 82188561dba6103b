import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { arbitraryOf } from "./support/arbitrary.ts";
import { codecs } from "./support/golden.ts";

// Many runs, on machines that may be busy.
vi.setConfig({ testTimeout: 60_000 });

const RUNS_PER_VERSION = 12;

describe("any value survives encoding and decoding", () => {
  test.each([...codecs.keys()])("%s, in each of its versions", (name) => {
    const codec = codecs.get(name)!;
    for (let version = codec.versions.min; version <= codec.versions.max; version++) {
      fc.assert(
        fc.property(arbitraryOf(codec, version), (value) => {
          expect(codec.decode(codec.encode(value, version), version)).toEqual(value);
        }),
        { numRuns: RUNS_PER_VERSION },
      );
    }
  });
});
