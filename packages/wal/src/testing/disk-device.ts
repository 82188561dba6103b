/** Something that a disk is asked for and answers later. */
export interface DiskRequest {
  readonly on: "datasync" | "syncFolder";
  readonly path: string;
}

/** Decides when a simulated disk is done with what takes time. `SimScheduler` is one. */
export interface DiskDevice {
  /** Runs `callback`, once, after this call has returned; several in any order. Need not run those of a process that has ended. */
  complete(callback: () => void, request: DiskRequest): void;
}
