import type { DiskFile } from "../ports.ts";
import type { DiskRequest } from "./disk-device.ts";
import {
  type DiskFault,
  type DiskFaults,
  type DiskOperation,
  type FaultRange,
  isFailure,
  systemError,
  type WrongReadFault,
} from "./disk-faults.ts";
import type { SimInode } from "./sim-inode.ts";

/** What a file needs of the disk that it is on. */
export interface SimFileOwner {
  readonly faults: DiskFaults;
  /** Operations that changed the disk so far. */
  readonly operation: number;
  /** Throws where a planted fault fails the operation; returns one that lets it go wrong otherwise. */
  begin(on: DiskOperation, path: string, range?: FaultRange): DiskFault | undefined;
  /** Counts a change, and returns its number. */
  change(): number;
  /** Throws where files would outgrow the disk. */
  requireRoom(growthBytes: number, path: string): void;
  /** Throws where the process that opened a file has ended. */
  requireLife(life: number): void;
  /** Runs `work` and then `done` when the device is ready, in this life only. */
  completeLater(request: DiskRequest, work: () => Error | null, done: (error: Error | null) => void): void;
  syncFile(inode: SimInode, path: string, operation: number): Error | null;
  closed(): void;
}

/** An open file of a simulated disk. */
export class SimFile implements DiskFile {
  readonly #disk: SimFileOwner;
  readonly #inode: SimInode;
  readonly #path: string;
  readonly #life: number;
  readonly #writable: boolean;
  #open = true;

  constructor(disk: SimFileOwner, file: { inode: SimInode; path: string; life: number; writable: boolean }) {
    this.#disk = disk;
    this.#inode = file.inode;
    this.#path = file.path;
    this.#life = file.life;
    this.#writable = file.writable;
  }

  read(target: Uint8Array, position: number): number {
    this.#require(false);
    if (this.#disk.faults.none) return this.#inode.read(target, position);
    const fault = this.#disk.begin("read", this.#path, { position, sizeBytes: target.length });
    return fault?.on === "read"
      ? this.#wrongRead(fault as WrongReadFault, target, position)
      : this.#inode.read(target, position);
  }

  write(buffers: readonly Uint8Array[], position: number): void {
    this.#require(true);
    const whole = gathered(buffers);
    const fault = this.#disk.faults.none
      ? undefined
      : this.#disk.faults.strike("write", this.#path, { position, sizeBytes: whole.length });
    if (isFailure(fault)) {
      const torn = whole.subarray(0, fault.tornAfterBytes ?? 0);
      if (torn.length > 0) this.#inode.write(torn, position, this.#disk.change());
      throw systemError(fault.code, "write", this.#path);
    }
    this.#disk.requireRoom(position + whole.length - this.#inode.sizeBytes, this.#path);
    const operation = this.#disk.change();
    this.#inode.write(whole, position, operation, fault?.on === "write" ? fault : undefined);
  }

  datasync(done: (error: Error | null) => void): void {
    this.#require(false);
    const operation = this.#disk.operation;
    const path = this.#path;
    this.#disk.completeLater({ on: "datasync", path }, () => this.#disk.syncFile(this.#inode, path, operation), done);
  }

  datasyncNow(): void {
    this.#require(false);
    const error = this.#disk.syncFile(this.#inode, this.#path, this.#disk.operation);
    if (error) throw error;
  }

  truncate(sizeBytes: number): void {
    this.#require(true);
    this.#disk.begin("truncate", this.#path);
    this.#disk.requireRoom(sizeBytes - this.#inode.sizeBytes, this.#path);
    this.#inode.truncate(sizeBytes, this.#disk.change());
  }

  size(): number {
    this.#require(false);
    return this.#inode.sizeBytes;
  }

  close(): void {
    this.#require(false);
    this.#open = false;
    this.#disk.closed();
  }

  #wrongRead({ stale, flips = 0, position: at }: WrongReadFault, target: Uint8Array, position: number): number {
    const count = stale ? this.#inode.readStale(target, position) : this.#inode.read(target, position);
    const flipped = (at ?? position) - position;
    if (flipped < count) target[flipped]! ^= flips;
    return count;
  }

  #require(writable: boolean): void {
    this.#disk.requireLife(this.#life);
    if (!this.#open) throw systemError("EBADF", "use", this.#path);
    if (writable && !this.#writable) throw systemError("EBADF", "write", this.#path);
  }
}

/** Copies of small writes are cut from one allocation: each of its own costs more than the rest of the write. */
const SLAB_BYTES = 64 * 1024;
let slab = new Uint8Array(0);
let slabUsedBytes = 0;

function allocated(sizeBytes: number): Uint8Array {
  if (sizeBytes * 8 > SLAB_BYTES) return new Uint8Array(sizeBytes);
  if (slabUsedBytes + sizeBytes > slab.length) {
    slab = new Uint8Array(SLAB_BYTES);
    slabUsedBytes = 0;
  }
  slabUsedBytes += sizeBytes;
  return slab.subarray(slabUsedBytes - sizeBytes, slabUsedBytes);
}

/** A copy of all buffers in one piece: their owners use them again. */
function gathered(buffers: readonly Uint8Array[]): Uint8Array {
  let sizeBytes = 0;
  for (const bytes of buffers) sizeBytes += bytes.length;
  const whole = allocated(sizeBytes);
  let at = 0;
  for (const bytes of buffers) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}
