import { countOf, MIB, writeUntilStuck } from "./bulk-writes.ts";
import { bytes, equal, expect, sequence } from "./expectations.ts";
import type { RigTest } from "./sockets-rig.ts";

export function endingTests(test: RigTest): void {
  test("one side leaves the other, which may go on; when both have ended, both close", async (rig) => {
    const { here, there } = await rig.pair();
    const written = here.write([sequence(200_000, 4)]);
    here.end();
    await rig.until(() => there.isEnded);
    equal(written.count, 1);
    equal(there.byteCount, 200_000);
    there.write([bytes(5, 6)]);
    await rig.until(() => here.byteCount === 2);
    equal(here.isClosed || there.isClosed, false);
    there.end();
    await rig.until(() => here.isClosed && there.isClosed);
    equal(here.isEnded, true);
    equal(here.error ?? there.error, null);
  });

  test("both sides at once closes both", async (rig) => {
    const { here, there } = await rig.pair();
    here.write([bytes(1)]);
    here.end();
    there.end();
    await rig.until(() => here.isClosed && there.isClosed);
    equal(there.byteCount, 1);
    equal(here.error ?? there.error, null);
  });

  test("in answer to an end, from inside the handler, is heard by the other side too", async (rig) => {
    for (const lastWords of [[], [bytes(1, 2)]]) {
      const { here, there } = await rig.pair();
      there.onEnded = () => {
        if (lastWords.length > 0) there.write(lastWords);
        there.end();
      };
      here.end();
      await rig.until(() => here.isClosed && there.isClosed);
      equal(here.byteCount, lastWords.length * 2);
      equal(here.isEnded, true);
      equal(here.error ?? there.error, null);
    }
  });

  test("and destroying at once still tells the other side", async (rig) => {
    const { here, there } = await rig.pair();
    here.end();
    here.destroy();
    await rig.until(() => there.isEnded || there.error !== null);
  });

  test("leaves nothing to write", async (rig) => {
    const { here, there } = await rig.pair();
    here.end();
    const written = here.write([bytes(1)]);
    here.end();
    await rig.until(() => there.isEnded);
    await rig.settle();
    equal(written.count + there.byteCount, 0);
    equal(here.isClosed, false);
  });
}

export function destroyingTests(test: RigTest): void {
  test("tells the other side", async (rig) => {
    const { here, there } = await rig.pair();
    here.destroy();
    await rig.until(() => here.isClosed && (there.isEnded || there.error !== null));
  });

  test("lets nothing more arrive, whatever the other side still says, which learns of it", async (rig) => {
    const { here, there } = await rig.pair();
    const talk = (): void => {
      if (!there.isClosed) there.write([new Uint8Array(1000)], talk);
    };
    talk();
    here.onData = () => here.destroy();
    await rig.until(() => here.isClosed && there.isClosed);
    equal(here.chunks.length, 1);
    expect(there.error !== null, "the writer is told");
  });

  test("in the middle of what arrives at once hands on no more of it", async (rig) => {
    const { here, there } = await rig.pair();
    there.pause();
    for (let count = 0; count < 50; count++) here.write([sequence(3000, count)]);
    await rig.settle();
    there.onData = () => there.destroy();
    there.resume();
    await rig.until(() => there.isClosed && (here.isEnded || here.error !== null));
    equal(there.chunks.length, 1);
  });

  test("drops what could not be written, which never counts as written", async (rig) => {
    const { here, there } = await rig.pair();
    there.pause();
    const written = await writeUntilStuck(rig, here, new Uint8Array(MIB));
    const countBefore = countOf(written);
    here.destroy();
    there.resume();
    await rig.until(() => here.isClosed && (there.isEnded || there.error !== null));
    equal(countOf(written), countBefore);
    expect(there.byteCount < written.length * MIB, "not all arrived");
  });

  test("both sides at once closes both", async (rig) => {
    const { here, there } = await rig.pair();
    here.destroy();
    there.destroy();
    await rig.until(() => here.isClosed && there.isClosed);
  });

  test("twice, or ending and writing after it, does nothing more", async (rig) => {
    const { here } = await rig.pair();
    here.destroy();
    here.destroy();
    here.end();
    here.pause();
    here.resume();
    const written = here.write([bytes(1)]);
    await rig.until(() => here.isClosed);
    here.destroy();
    here.write([bytes(1)]);
    await rig.settle();
    equal(written.count, 0);
  });
}
