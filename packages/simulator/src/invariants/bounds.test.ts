import { expect, test } from "vitest";
import { BoundInvariants } from "./bounds.ts";

const observed = (journalPendingBytes: number, pendingProposalCount: number) =>
  ({
    wal: { partitions: () => [], stats: () => ({ journalPendingBytes }) },
    metadata: { pendingProposalCount, image: undefined as never },
  }) as const;

test("queues that outgrow their limits raise an alarm", () => {
  const bounds = new BoundInvariants({ journalPendingBytesMax: 1000, requestBytesMax: 100_000 });
  bounds.afterStep(1, observed(100_000, 4096));
  expect(() => bounds.afterStep(1, observed(1_200_000, 0))).toThrow("the journal takes in more than it may");
  expect(() => bounds.afterStep(1, observed(0, 4097))).toThrow("more proposals wait than may");
});
