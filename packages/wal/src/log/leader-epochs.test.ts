import { describe, expect, test } from "vitest";
import { LeaderEpochs } from "./leader-epochs.ts";

const epochs = () =>
  new LeaderEpochs([
    { epoch: 1, startOffset: 0 },
    { epoch: 3, startOffset: 10 },
    { epoch: 4, startOffset: 20 },
  ]);

describe("LeaderEpochs", () => {
  test.each([
    [0, undefined],
    [1, { epoch: 1, endOffset: 10 }],
    [2, { epoch: 1, endOffset: 10 }],
    [3, { epoch: 3, endOffset: 20 }],
    [4, { epoch: 4, endOffset: 25 }],
    [99, { epoch: 4, endOffset: 25 }],
  ])("epoch %j ends at %j (KIP-101: the largest epoch that is not larger)", (epoch, expected) => {
    expect(epochs().endOffsetFor(epoch, 25)).toEqual(expected);
  });

  test("only a larger epoch starts one", () => {
    const log = new LeaderEpochs();
    expect([log.last, log.assign(0, 0), log.assign(0, 5), log.assign(2, 7), log.assign(1, 9), log.last]).toEqual([
      -1,
      true,
      false,
      true,
      false,
      2,
    ]);
    expect(log.entries).toEqual([
      { epoch: 0, startOffset: 0 },
      { epoch: 2, startOffset: 7 },
    ]);
  });

  test.each([
    [25, [1, 3, 4]],
    [20, [1, 3]],
    [15, [1, 3]],
    [10, [1]],
    [0, []],
  ])("a cut at %j leaves epochs %j", (offset, left) => {
    const log = epochs();
    log.truncateEnd(offset);
    expect(log.entries.map(({ epoch }) => epoch)).toEqual(left);
  });

  test.each([
    [0, ["1@0", "3@10", "4@20"]],
    [5, ["1@5", "3@10", "4@20"]],
    [10, ["3@10", "4@20"]],
    [22, ["4@22"]],
    [99, ["4@99"]],
  ])("a start at %j leaves %j: the epoch that is current there is kept", (offset, left) => {
    const log = epochs();
    log.truncateStart(offset);
    expect(log.entries.map(({ epoch, startOffset }) => `${epoch}@${startOffset}`)).toEqual(left);
  });
});
