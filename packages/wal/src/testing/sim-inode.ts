import type { SeededRandom } from "./random.ts";

/** What a device writes whole or not at all. */
export const SECTOR_BYTES = 512;

/** A change of the contents that is not known to be on the device. */
interface PendingWrite {
  readonly operation: number;
  readonly bytes: Uint8Array;
  /** Where the device puts it; −1 where it loses it. A sound device puts it where it was asked to. */
  readonly position: number;
}

interface SizeVersion {
  readonly operation: number;
  readonly sizeBytes: number;
}

/** How much of what was not synced a power cut leaves. */
export type Survival = "nothing" | "everything" | "any";

/** What becomes of a write, other than what was asked for. */
export interface WriteMishap {
  /** The device puts the bytes so far away from where they belong; the page cache has them right. */
  readonly misdirectedBytes?: number;
  /** The device never writes them; the page cache has them. */
  readonly lost?: true;
}

/**
 * The contents of one simulated file: what a reader sees (the page cache), what the device holds for certain, and the writes in
 * between. After a power cut each sector, and the length, is independently in any one of the states that it has been in since:
 * writes may be lost, torn between sectors, and reordered, as POSIX allows.
 */
export class SimInode {
  #cache = new Uint8Array(0);
  #sizeBytes = 0;
  #durable = new Uint8Array(0);
  #durableSizeBytes = 0;
  #writes: PendingWrite[] = [];
  #sizes: SizeVersion[] = [];

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  read(target: Uint8Array, position: number): number {
    return readFrom(this.#cache, this.#sizeBytes, target, position);
  }

  /** As {@link read}, but what the device held at the last sync; the rest is zeroes. */
  readStale(target: Uint8Array, position: number): number {
    const count = Math.max(0, Math.min(target.length, this.#sizeBytes - position));
    target.fill(0, 0, count);
    readFrom(this.#durable, this.#durableSizeBytes, target.subarray(0, count), position);
    return count;
  }

  /** Keeps `bytes`, which nobody may change any more. */
  write(bytes: Uint8Array, position: number, operation: number, mishap: WriteMishap = {}): void {
    if (bytes.length === 0) return;
    const end = position + bytes.length;
    this.#cache = grown(this.#cache, end);
    this.#cache.set(bytes, position);
    if (end > this.#sizeBytes) this.#resize(end, operation);
    const devicePosition = mishap.lost ? -1 : Math.max(0, position + (mishap.misdirectedBytes ?? 0));
    this.#writes.push({ operation, bytes, position: devicePosition });
  }

  truncate(sizeBytes: number, operation: number): void {
    const before = this.#sizeBytes;
    if (sizeBytes === before) return;
    this.#cache = grown(this.#cache, sizeBytes);
    if (sizeBytes < before) {
      this.#cache.fill(0, sizeBytes, before);
      this.#writes.push({ operation, bytes: new Uint8Array(before - sizeBytes), position: sizeBytes });
    }
    this.#resize(sizeBytes, operation);
  }

  /** Makes durable what was written up to and with `operation`. */
  sync(operation: number): void {
    const { writes, sizes } = this.#takeUpTo(operation);
    for (const { bytes, position } of writes) this.#settle(bytes, position);
    this.#durableSizeBytes = sizes.at(-1)?.sizeBytes ?? this.#durableSizeBytes;
  }

  /** A sync failed: the system gives up what it could not write, though readers go on seeing it. */
  forget(operation: number): void {
    this.#takeUpTo(operation);
  }

  /** The power is cut: the file becomes one of the states that the device may hold. */
  crash(random: SeededRandom, survival: Survival): void {
    if (this.#writes.length > 0 && survival === "everything") {
      for (const { bytes, position } of this.#writes) this.#settle(bytes, position);
    } else if (this.#writes.length > 0 && survival === "any") {
      this.#tear(random);
    }
    const choice = surviving(this.#sizes.length, random, survival);
    if (choice > 0) this.#durableSizeBytes = this.#sizes[choice - 1]!.sizeBytes;
    this.#writes = [];
    this.#sizes = [];
    this.evict();
  }

  /** Readers see what the device holds from now on, where nothing waits to be written. */
  evict(): void {
    if (this.#writes.length > 0 || this.#sizes.length > 0) return;
    this.#durable = grown(this.#durable, this.#durableSizeBytes);
    this.#durable.fill(0, this.#durableSizeBytes);
    this.#sizeBytes = this.#durableSizeBytes;
    this.#cache = this.#durable.slice(0, this.#sizeBytes);
  }

  /** Bit rot: changes what is on the device, and what readers see. */
  corrupt(position: number, bytes: Uint8Array): void {
    this.#cache.set(bytes, position);
    this.#settle(bytes, position);
  }

  copy(): SimInode {
    const copy = new SimInode();
    copy.#cache = this.#cache.slice(0, this.#sizeBytes);
    copy.#sizeBytes = this.#sizeBytes;
    copy.#durable = this.#durable.slice();
    copy.#durableSizeBytes = this.#durableSizeBytes;
    copy.#writes = this.#writes.slice();
    copy.#sizes = this.#sizes.slice();
    return copy;
  }

  #resize(sizeBytes: number, operation: number): void {
    this.#sizeBytes = sizeBytes;
    this.#sizes.push({ operation, sizeBytes });
  }

  #takeUpTo(operation: number): { writes: PendingWrite[]; sizes: SizeVersion[] } {
    return { writes: taken(this.#writes, operation), sizes: taken(this.#sizes, operation) };
  }

  /** Each sector has seen some of the writes to it, up to one that chance picks. */
  #tear(random: SeededRandom): void {
    const writesTo = new Map<number, PendingWrite[]>();
    for (const write of this.#writes) {
      if (write.position < 0) continue;
      const end = Math.ceil((write.position + write.bytes.length) / SECTOR_BYTES);
      for (let sector = Math.floor(write.position / SECTOR_BYTES); sector < end; sector++) {
        const writes = writesTo.get(sector);
        if (writes) writes.push(write);
        else writesTo.set(sector, [write]);
      }
    }
    for (const [sector, writes] of writesTo) {
      const choice = surviving(writes.length, random, "any");
      const from = sector * SECTOR_BYTES;
      for (const { bytes, position } of writes.slice(0, choice)) {
        const start = Math.max(0, from - position);
        this.#settle(bytes.subarray(start, from + SECTOR_BYTES - position), position + start);
      }
    }
  }

  #settle(bytes: Uint8Array, position: number): void {
    if (position < 0) return;
    this.#durable = grown(this.#durable, position + bytes.length);
    this.#durable.set(bytes, position);
  }
}

/** Which of `count` unsynced versions survives, counted from 1; 0 where none does. */
export function surviving(count: number, random: SeededRandom, survival: Survival): number {
  if (survival === "nothing") return 0;
  return survival === "everything" ? count : random.below(count + 1);
}

/** Removes from the front, and returns, what is not later than `operation`. */
function taken<Item extends { readonly operation: number }>(items: Item[], operation: number): Item[] {
  let count = 0;
  while (count < items.length && items[count]!.operation <= operation) count++;
  return items.splice(0, count);
}

function readFrom(bytes: Uint8Array, sizeBytes: number, target: Uint8Array, position: number): number {
  const end = Math.min(position + target.length, sizeBytes, bytes.length);
  if (end <= position) return 0;
  target.set(bytes.subarray(position, end));
  return end - position;
}

function grown(bytes: Uint8Array<ArrayBuffer>, sizeBytes: number): Uint8Array<ArrayBuffer> {
  if (bytes.length >= sizeBytes) return bytes;
  const larger = new Uint8Array(Math.max(sizeBytes, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
