import { MIB, writeInPieces, writeUntilStuck } from "./bulk-writes.ts";
import { areEqual, bytes, concatenate, equal, expect, sequence } from "./expectations.ts";
import type { RigTest } from "./sockets-rig.ts";

export function writingTests(test: RigTest): void {
  test("brings all bytes in order, in both directions at once", async (rig) => {
    const { here, there } = await rig.pair();
    const [fromHere, fromThere] = [sequence(100_003, 1), sequence(50_021, 7)];
    const sizes = [1, 0, 7, 1000, 3, 64 * 1024, 5];
    const written = [...writeInPieces(here, fromHere, sizes), ...writeInPieces(there, fromThere, sizes)];
    await rig.until(() => there.byteCount >= fromHere.length && here.byteCount >= fromThere.length);
    await rig.until(() => written.every(({ count }) => count === 1));
    expect(areEqual(there.bytes, fromHere) && areEqual(here.bytes, fromThere), "the same bytes");
  });

  test("brings one large buffer, and very many small ones", async (rig) => {
    const { here, there } = await rig.pair();
    const large = sequence(8 * MIB, 3);
    const small = Array.from({ length: 5000 }, (_, at) => bytes(at & 0xff, at >> 8));
    here.write([large]);
    const last = here.write(small);
    await rig.until(() => there.byteCount >= large.length + 10_000 && last.count === 1);
    const arrived = there.bytes;
    expect(areEqual(arrived.subarray(0, large.length), large), "the large one");
    expect(
      small.every((pair, at) => areEqual(arrived.subarray(large.length + at * 2, large.length + at * 2 + 2), pair)),
      "the small ones",
    );
  });

  test("calls written in the order of the writes, and the buffers may be used again then", async (rig) => {
    const { here, there } = await rig.pair();
    const order: number[] = [];
    const buffers = Array.from({ length: 20 }, (_, at) => new Uint8Array(1 + at * 5000).fill(at + 1));
    const expected = concatenate(buffers);
    buffers.forEach((buffer, at) => {
      here.write([buffer], () => {
        order.push(at);
        buffer.fill(0);
      });
    });
    await rig.until(() => there.byteCount === expected.length && order.length === buffers.length);
    equal(order.join(), buffers.map((_, at) => at).join());
    expect(areEqual(there.bytes, expected), "what they held when they were written");
  });

  test("from inside a handler is fine", async (rig) => {
    const { here, there } = await rig.pair();
    there.onData = () => there.write([there.chunks.at(-1)!.slice()]);
    const sent = sequence(10_000, 5);
    writeInPieces(here, sent, [1, 100, 999]);
    await rig.until(() => here.byteCount === sent.length);
    expect(areEqual(here.bytes, sent), "an echo");
  });
}

export function backPressureTests(test: RigTest): void {
  test("holds up the writer, loses nothing, and goes on where it stopped", async (rig) => {
    const { here, there } = await rig.pair();
    there.pause();
    const piece = sequence(MIB, 9);
    const written = await writeUntilStuck(rig, here, piece);
    expect(there.byteCount < MIB, "next to nothing is handed to a reader that is paused");
    here.end();
    await rig.settle();
    equal(there.isEnded, false);
    there.resume();
    await rig.until(() => there.isEnded);
    equal(there.byteCount, written.length * MIB);
    expect(
      written.every(({ count }) => count === 1),
      "all are written",
    );
    expect(areEqual(there.bytes.subarray(-MIB), piece), "the last piece");
  });

  test("does not hold up the other direction", async (rig) => {
    const { here, there } = await rig.pair();
    there.pause();
    await writeUntilStuck(rig, here, new Uint8Array(MIB));
    there.write([bytes(1, 2, 3)]);
    await rig.until(() => here.byteCount === 3);
  });

  test("may stop and go on from inside data", async (rig) => {
    const { here, there } = await rig.pair();
    let pauses = 0;
    there.onData = () => {
      if (pauses >= 3) return;
      pauses += 1;
      there.pause();
      there.resume();
    };
    const sent = sequence(300_000, 2);
    writeInPieces(here, sent, [1000, 70_000]);
    await rig.until(() => there.byteCount === sent.length);
    expect(areEqual(there.bytes, sent), "the same bytes");
  });
}
