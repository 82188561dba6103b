import fc from "fast-check";
import { expect, test } from "vitest";
import type { InstallSnapshotRequest } from "./message.ts";
import { SnapshotReceiver } from "./snapshot-receiver.ts";

const GIB = 1024 * 1024 * 1024;

function piece(more: Pick<InstallSnapshotRequest, "totalBytes" | "offset" | "data">): InstallSnapshotRequest {
  const configuration = new Uint8Array(0);
  return {
    kind: "installSnapshotRequest",
    from: 1,
    to: 2,
    term: 1,
    snapshotIndex: 5,
    snapshotTerm: 1,
    configuration,
    ...more,
  };
}

test("pieces of any size, early, twice or in order, make the whole; what is allocated follows what has arrived", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.array(fc.nat(40)),
      fc.infiniteStream(fc.nat(3)),
      (data, cuts, luck) => {
        const totalBytes = data.length;
        const receiver = new SnapshotReceiver(piece({ totalBytes, offset: 0, data }));
        let at = 0;
        for (const cut of [...cuts, totalBytes]) {
          const end = Math.min(at + cut, totalBytes);
          const next = piece({ totalBytes, offset: at, data: data.subarray(at, end) });
          if (luck.next().value === 0) receiver.take({ ...next, offset: at + 1 });
          receiver.take(next);
          if (luck.next().value === 0 && end > at) receiver.take(next);
          at = end;
          expect(receiver.offset).toBe(at);
          expect(receiver.capacityBytes).toBeLessThanOrEqual(Math.min(totalBytes, 2 * at));
          if (at < totalBytes) expect(receiver.complete).toBeUndefined();
        }
        expect(receiver.complete?.data).toEqual(data);
      },
    ),
  );
});

test("a size that is only claimed takes no memory", () => {
  const first = piece({ totalBytes: GIB, offset: 0, data: new Uint8Array(10) });
  const receiver = new SnapshotReceiver(first);
  receiver.take(first);
  expect([receiver.offset, receiver.capacityBytes]).toEqual([10, 10]);
});
