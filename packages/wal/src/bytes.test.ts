import { describe, expect, it } from "vitest";
import { ByteReader, ByteWriter } from "./bytes.ts";

describe("ByteWriter", () => {
  it.each(["uint32", "uint53"] as const)("grows wherever a %s happens to cross the end of its buffer", (kind) => {
    for (let lead = 0; lead < 16; lead++) {
      const writer = new ByteWriter();
      writer.ascii("x".repeat(lead));
      for (let value = 0; value < 3000; value++) writer[kind](value);
      const reader = new ByteReader(writer.bytes);
      expect(reader.ascii()).toBe("x".repeat(lead));
      for (let value = 0; value < 3000; value++) expect(reader[kind]()).toBe(value);
    }
  });
});
