import type { StreamProbe } from "@chronik/transport-tcp/testing";
import { SeededRandom } from "@chronik/wal/testing";
import { expect, test } from "vitest";
import { split } from "./partitions.ts";
import { isPrefix, NetworkRig, sequence } from "./testing/network-rig.ts";

const WRITTEN_BYTES_MAX = 400_000;
const WORDS = sequence(WRITTEN_BYTES_MAX);
const BOTH_WAYS = split(["client"], ["server"]);

/** One direction: the writer says {@link WORDS} from the beginning, a random number of bytes at a time. */
class Direction {
  readonly writer: StreamProbe;
  readonly reader: StreamProbe;
  writtenBytes = 0;
  /** The writer ended, and neither destroyed its stream nor died afterwards. */
  isWhole = false;
  #isDestroyed = false;

  constructor(writer: StreamProbe, reader: StreamProbe) {
    this.writer = writer;
    this.reader = reader;
  }

  write(byteCount: number): void {
    if (this.isWhole || this.writtenBytes + byteCount > WRITTEN_BYTES_MAX) return;
    this.writer.write([WORDS.subarray(this.writtenBytes, this.writtenBytes + byteCount)]);
    this.writtenBytes += byteCount;
  }

  end(): void {
    this.writer.end();
    this.isWhole = !this.#isDestroyed && !this.writer.isClosed;
  }

  destroy(): void {
    this.writer.destroy();
    this.#isDestroyed = true;
    this.isWhole = false;
  }
}

/** Streams that say and do anything, on a network where anything happens. */
class Walk {
  readonly rig: NetworkRig;
  readonly directions: Direction[] = [];
  readonly #random: SeededRandom;
  /** Of the connections of the server's present life. */
  #living: Direction[] = [];
  #undo: (() => void)[] = [];
  #isServerDown = false;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed);
    this.rig = new NetworkRig(seed, { bufferBytes: this.#random.pick([1000, 20_000, 256 * 1024]) });
  }

  run(steps: number): void {
    for (let step = 0; step < steps; step++) {
      if (!this.#isServerDown && (this.#living.length === 0 || this.#random.chance(0.05))) this.#connect();
      if (this.#living.length > 0) this.#stir(this.#random.pick(this.#living));
      if (this.#random.chance(0.1)) this.#fault();
      this.rig.runFor(this.#random.pick([0, 0.1, 1, 50]));
    }
    this.#recover();
    for (const { reader } of this.#living) if (!reader.isClosed) reader.resume();
    this.rig.runFor(10_000);
  }

  #connect(): void {
    this.#recover();
    const { here, there } = this.rig.pair();
    const directions = [new Direction(here, there), new Direction(there, here)];
    this.directions.push(...directions);
    this.#living.push(...directions);
  }

  #stir(direction: Direction): void {
    const draw = this.#random.below(20);
    if (draw < 14) direction.write(1 + this.#random.below(2 ** this.#random.below(16)));
    else if (draw < 16) direction.reader.pause();
    else if (draw < 18) direction.reader.resume();
    else if (draw === 18) direction.end();
    else direction.destroy();
  }

  #fault(): void {
    const { network, client, server } = this.rig;
    switch (this.#random.below(8)) {
      case 0:
        network.reset("client", "server", {
          sides: this.#random.pick(["both", "dialler", "acceptor"]),
          skewMsMax: this.#random.pick([0, 20]),
        });
        break;
      case 1:
        network.sever("client", "server");
        break;
      case 2:
        this.#undo.push(network.block([this.#random.pick(BOTH_WAYS)]));
        break;
      case 3:
        this.#undo.push(network.impose(BOTH_WAYS, { lossProbability: 0.2, bytesPerMs: 100 }));
        break;
      case 4:
        this.#random.pick([client, server]).pause();
        break;
      case 5:
        if (!this.#isServerDown) this.#end(this.#random.pick(["killed", "powerCut"] as const));
        break;
      default:
        this.#recover();
    }
  }

  #end(how: "killed" | "powerCut"): void {
    this.#isServerDown = true;
    this.rig.server.end(how);
    for (const direction of this.#living) direction.isWhole = false;
    this.#living = [];
  }

  #recover(): void {
    for (const takeBack of this.#undo.splice(0)) takeBack();
    this.rig.client.resume();
    if (this.#isServerDown) this.rig.restartServer();
    else this.rig.server.resume();
    this.#isServerDown = false;
  }
}

test("whatever happens, what is read is what was written, up to some byte, and all of it before an end", () => {
  let [ended, cut, refused] = [0, 0, 0];
  for (let seed = 1; seed <= 150; seed++) {
    const walk = new Walk(seed);
    walk.run(120);
    for (const { writer, reader, writtenBytes, isWhole } of walk.directions) {
      const where = `seed ${seed}`;
      expect(isPrefix(reader.bytes, WORDS.subarray(0, writtenBytes)), where).toBe(true);
      if (reader.isEnded && isWhole) expect(reader.byteCount, where).toBe(writtenBytes);
      if (reader.isEnded && isWhole) ended += 1;
      if (reader.error !== null && reader.byteCount < writtenBytes) cut += 1;
      if (writer.error !== null) refused += 1;
    }
    expect(walk.rig.calls.violations, `seed ${seed}`).toEqual([]);
  }
  expect([ended > 50, cut > 50, refused > 50]).toEqual([true, true, true]);
});
