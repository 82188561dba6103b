import type { SeededRandom } from "./random.ts";

/** What a device writes whole or not at all. */
export const SECTOR_BYTES = 512;

interface SectorVersion {
  readonly operation: number;
  readonly bytes: Uint8Array;
}

interface SizeVersion {
  readonly operation: number;
  readonly sizeBytes: number;
}

/** How much of what was not synced a power cut leaves. */
export type Survival = "nothing" | "everything" | "any";

/**
 * The contents of one simulated file: what a reader sees (the page cache), what the device holds for certain, and every
 * state in between that a sector or the length has been in since. After a power cut each sector is, independently, in any
 * one of these states: writes may be lost, torn between sectors, and reordered, as POSIX allows.
 */
export class SimInode {
  #cache = new Uint8Array(0);
  #sizeBytes = 0;
  #durable = new Uint8Array(0);
  #durableSizeBytes = 0;
  #sectors = new Map<number, SectorVersion[]>();
  #sizes: SizeVersion[] = [];

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  read(target: Uint8Array, position: number): number {
    const end = Math.min(position + target.length, this.#sizeBytes);
    if (end <= position) return 0;
    target.set(this.#cache.subarray(position, end));
    return end - position;
  }

  write(bytes: Uint8Array, position: number, operation: number): void {
    if (bytes.length === 0) return;
    const end = position + bytes.length;
    this.#cache = grown(this.#cache, end);
    this.#cache.set(bytes, position);
    if (end > this.#sizeBytes) this.#resize(end, operation);
    this.#remember(Math.floor(position / SECTOR_BYTES), Math.ceil(end / SECTOR_BYTES), operation);
  }

  truncate(sizeBytes: number, operation: number): void {
    const before = this.#sizeBytes;
    if (sizeBytes === before) return;
    this.#cache = grown(this.#cache, sizeBytes);
    if (sizeBytes < before) {
      this.#cache.fill(0, sizeBytes, before);
      this.#remember(Math.floor(sizeBytes / SECTOR_BYTES), Math.ceil(before / SECTOR_BYTES), operation);
    }
    this.#resize(sizeBytes, operation);
  }

  /** Makes durable what was written up to and with `operation`. */
  sync(operation: number): void {
    for (const [sector, versions] of this.#sectors) {
      const kept = versions.filter((version) => version.operation > operation);
      const settled = versions[versions.length - kept.length - 1];
      if (settled) this.#settle(sector, settled.bytes);
      if (kept.length === 0) this.#sectors.delete(sector);
      else this.#sectors.set(sector, kept);
    }
    for (const size of this.#sizes) if (size.operation <= operation) this.#durableSizeBytes = size.sizeBytes;
    this.#sizes = this.#sizes.filter((size) => size.operation > operation);
  }

  /** The power is cut: the file becomes one of the states that the device may hold. */
  crash(random: SeededRandom, survival: Survival): void {
    for (const [sector, versions] of this.#sectors) {
      const choice = surviving(versions.length, random, survival);
      if (choice > 0) this.#settle(sector, versions[choice - 1]!.bytes);
    }
    const choice = surviving(this.#sizes.length, random, survival);
    if (choice > 0) this.#durableSizeBytes = this.#sizes[choice - 1]!.sizeBytes;
    this.#durable = grown(this.#durable, this.#durableSizeBytes);
    this.#durable.fill(0, this.#durableSizeBytes);
    this.#cache = this.#durable.slice();
    this.#sizeBytes = this.#durableSizeBytes;
    this.#sectors.clear();
    this.#sizes = [];
  }

  /** Bit rot: changes what is on the device, and what readers see. */
  corrupt(position: number, bytes: Uint8Array): void {
    this.#cache.set(bytes, position);
    this.#durable = grown(this.#durable, position + bytes.length);
    this.#durable.set(bytes, position);
  }

  copy(): SimInode {
    const copy = new SimInode();
    copy.#cache = this.#cache.slice();
    copy.#sizeBytes = this.#sizeBytes;
    copy.#durable = this.#durable.slice();
    copy.#durableSizeBytes = this.#durableSizeBytes;
    for (const [sector, versions] of this.#sectors) copy.#sectors.set(sector, versions.slice());
    copy.#sizes = this.#sizes.slice();
    return copy;
  }

  #resize(sizeBytes: number, operation: number): void {
    this.#sizeBytes = sizeBytes;
    this.#sizes.push({ operation, sizeBytes });
  }

  #remember(fromSector: number, toSector: number, operation: number): void {
    this.#cache = grown(this.#cache, toSector * SECTOR_BYTES);
    for (let sector = fromSector; sector < toSector; sector++) {
      const bytes = this.#cache.slice(sector * SECTOR_BYTES, (sector + 1) * SECTOR_BYTES);
      const versions = this.#sectors.get(sector);
      if (versions) versions.push({ operation, bytes });
      else this.#sectors.set(sector, [{ operation, bytes }]);
    }
  }

  #settle(sector: number, bytes: Uint8Array): void {
    this.#durable = grown(this.#durable, (sector + 1) * SECTOR_BYTES);
    this.#durable.set(bytes, sector * SECTOR_BYTES);
  }
}

/** Which of `count` unsynced versions survives, counted from 1; 0 where none does. */
export function surviving(count: number, random: SeededRandom, survival: Survival): number {
  if (survival === "nothing") return 0;
  return survival === "everything" ? count : random.below(count + 1);
}

function grown(bytes: Uint8Array<ArrayBuffer>, sizeBytes: number): Uint8Array<ArrayBuffer> {
  if (bytes.length >= sizeBytes) return bytes;
  const larger = new Uint8Array(Math.max(sizeBytes, bytes.length * 2));
  larger.set(bytes);
  return larger;
}
