import type { WriteMishap } from "./sim-inode.ts";

export type DiskOperation =
  | "create"
  | "open"
  | "read"
  | "write"
  | "datasync"
  | "truncate"
  | "makeFolder"
  | "rename"
  | "remove"
  | "syncFolder";

interface FaultPlace {
  /** Only where the path contains this. */
  readonly path?: string;
  /** Only reads and writes that touch this byte. */
  readonly position?: number;
  /** How often; default: until it is lifted. */
  readonly times?: number;
}

/** An operation that fails. */
export interface FailingFault extends FaultPlace {
  readonly on: DiskOperation;
  /** The system's error code. */
  readonly code: "EIO" | "ENOSPC" | "EMFILE" | "EACCES";
  /** Of a write: so many bytes of it are written before it fails. Default none. */
  readonly tornAfterBytes?: number;
  /**
   * Of a sync: what it should have made durable is given up, as Linux does; readers see it until the power is cut. Default: it
   * may still reach the device.
   */
  readonly forgets?: true;
}

/** A write that seems to succeed; what is wrong with it shows when the page cache is gone. */
export interface MishapFault extends FaultPlace, WriteMishap {
  readonly on: "write";
}

/** A read that seems to succeed: with bits of its first byte (or of the one at `position`) inverted, or of the device as it was. */
export interface WrongReadFault extends FaultPlace {
  readonly on: "read";
  readonly flips?: number;
  readonly stale?: true;
}

export type DiskFault = FailingFault | MishapFault | WrongReadFault;

/** Where an operation happens. */
export interface FaultRange {
  readonly position: number;
  readonly sizeBytes: number;
}

/** The faults that are planted in a disk. */
export class DiskFaults {
  #planted: { readonly fault: DiskFault; left: number }[] = [];

  get none(): boolean {
    return this.#planted.length === 0;
  }

  plant(fault: DiskFault): () => void {
    const planted = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#planted.push(planted);
    return () => {
      this.#planted = this.#planted.filter((other) => other !== planted);
    };
  }

  clear(): void {
    this.#planted = [];
  }

  /** The fault that strikes an operation, if there is one; that counts as one of its times. */
  strike(on: DiskOperation, path: string, range?: FaultRange): DiskFault | undefined {
    const planted = this.#planted.find(({ fault, left }) => left > 0 && fits(fault, on, path, range));
    if (planted === undefined) return undefined;
    planted.left--;
    return planted.fault;
  }
}

export function isFailure(fault: DiskFault | undefined): fault is FailingFault {
  return fault !== undefined && "code" in fault;
}

function fits(fault: DiskFault, on: DiskOperation, path: string, range: FaultRange | undefined): boolean {
  if (fault.on !== on || !path.includes(fault.path ?? "")) return false;
  if (fault.position === undefined || range === undefined) return true;
  return fault.position >= range.position && fault.position < range.position + range.sizeBytes;
}

/** As Node reports what the system refused. */
export function systemError(code: string, call: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${call} '${path}'`), { code, syscall: call, path });
}
