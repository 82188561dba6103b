import { describe, expect, it } from "vitest";
import { RequestWindow, WINDOW_ENTRIES } from "./request-window.ts";

const request = (sequence: number, basisIndex: number, incarnation = "life") => ({
  requestId: { proposer: 1, incarnation, sequence },
  basisIndex,
});

describe("RequestWindow", () => {
  it("takes the first entry with an id and no other", () => {
    const window = new RequestWindow();
    expect(window.admit(request(1, 0), 1)).toBe("fresh");
    expect(window.admit(request(1, 0), 2)).toBe("duplicate");
    expect(window.admit(request(2, 0), 3)).toBe("fresh");
    expect(window.admit(request(1, 0, "next life"), 4)).toBe("fresh");
  });

  it("takes nothing beyond its reach, so that what it has forgotten cannot come again", () => {
    const window = new RequestWindow();
    const basisIndex = 10;
    const last = basisIndex + WINDOW_ENTRIES;
    expect(window.admit(request(1, basisIndex), basisIndex + 1)).toBe("fresh");
    expect(window.admit(request(2, basisIndex), last)).toBe("fresh");
    expect(window.admit(request(1, basisIndex), last)).toBe("duplicate");
    expect(window.admit(request(1, basisIndex), last + 1)).toBe("duplicate");
    expect(window.admit(request(1, basisIndex), last + 2)).toBe("expired");
    expect(window.admit(request(3, basisIndex), last + 2)).toBe("expired");
  });

  it("is bounded", () => {
    const window = new RequestWindow();
    for (let index = 1; index <= 3 * WINDOW_ENTRIES; index++) window.admit(request(index, index - 1), index);
    expect([...window.applied()].length).toBeLessThanOrEqual(WINDOW_ENTRIES + 1);
  });

  it("goes on from what it held", () => {
    const window = new RequestWindow();
    window.admit(request(1, 0), 1);
    window.admit(request(2, 0), 2);
    const restored = new RequestWindow(window.applied());
    expect([...restored.applied()]).toEqual([...window.applied()]);
    expect(restored.admit(request(2, 0), 3)).toBe("duplicate");
    expect(restored.admit(request(3, 0), 4)).toBe("fresh");
  });
});
