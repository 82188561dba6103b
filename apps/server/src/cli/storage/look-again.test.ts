import { describe, expect, it } from "vitest";
import { lookAgain } from "./look-again.ts";

/** Finds what is given, one after the other; an error is thrown. Then the last for ever. */
function looks(...found: (readonly string[] | Error)[]) {
  let count = 0;
  let pauses = 0;
  const look = () => {
    const now = found[Math.min(count++, found.length - 1)]!;
    if (now instanceof Error) throw now;
    return { result: now.join(), wrong: now };
  };
  const pause = () => {
    pauses++;
    return Promise.resolve();
  };
  return { run: () => lookAgain(look, pause), counts: () => ({ count, pauses }) };
}

const gone = Object.assign(new Error("gone"), { code: "ENOENT" });

describe("lookAgain", () => {
  it("believes at once that all is well", async () => {
    const { run, counts } = looks([]);
    expect(await run()).toBe("");
    expect(counts()).toEqual({ count: 1, pauses: 0 });
  });

  it("believes that something is wrong when it is found twice", async () => {
    const { run, counts } = looks(["a", "b"]);
    expect(await run()).toBe("a,b");
    expect(counts()).toEqual({ count: 2, pauses: 1 });
  });

  it("does not believe what is gone at the next look", async () => {
    expect(await looks(["a", "b"], ["b"]).run()).toBe("b");
    expect(await looks(["a"], []).run()).toBe("");
  });

  it("looks again at something new, and not for ever", async () => {
    const { run, counts } = looks(["a"], ["b"], ["c"], ["d"], ["e"], ["f"]);
    expect(await run()).toBe("e");
    expect(counts()).toEqual({ count: 5, pauses: 4 });
  });

  it("looks again where a file was renamed meanwhile, and not for ever", async () => {
    expect(await looks(gone, []).run()).toBe("");
    expect(await looks(gone, ["a"], ["a"]).run()).toBe("a");
    await expect(looks(gone).run()).rejects.toBe(gone);
  });

  it("passes on any other error at once", async () => {
    const { run, counts } = looks(new Error("EIO"));
    await expect(run()).rejects.toThrow("EIO");
    expect(counts()).toEqual({ count: 1, pauses: 0 });
  });
});
