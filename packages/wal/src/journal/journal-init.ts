import type { WalError } from "../errors.ts";
import type { Defer, Disk, Timers } from "../ports.ts";
import type { JournalOptions } from "./options.ts";

export interface JournalInit {
  readonly disk: Disk;
  /** Absolute; made where it does not exist, in a folder that is there and durable. Nothing else lives in it. */
  readonly folder: string;
  readonly defer: Defer;
  readonly timers: Timers;
  readonly options?: Partial<JournalOptions>;
  /**
   * The first sequence number that the owner needs. Frames below are not replayed and may be gone. Default: what was
   * released last.
   */
  readonly from?: number | undefined;
  /** The journal failed. Called once, before the `done` of any append gets the error. */
  readonly onFailure: (error: WalError) => void;
  /** A group became durable, and its callbacks have run. */
  readonly onGroup?: () => void;
  /** The disk is full, and only what fits the files that are there is accepted: a good time to release. */
  readonly onDiskFull?: () => void;
}

export interface JournalAppend {
  /** Whatever the owner tells its frames apart by; 32 bits. */
  readonly stream: number;
  /** 16 bits. */
  readonly kind: number;
  /** Not copied: they must not change until `done`. */
  readonly buffers: readonly Uint8Array[];
  /** Never refused, whatever waits and however full the disk is: for what frees room or must not be lost. Default false. */
  readonly essential?: boolean;
}
