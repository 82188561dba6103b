/** A fault of a plan. It begins `atMs` after the cluster has come to serve clients; negative: while it starts. */
export type FaultPlan = { readonly atMs: number } & Fault;

/** Which node a fault hits. Everything but a number is looked up when the fault begins; where nobody fits, it does not happen. */
export type Target =
  | number
  /** Leads the metadata log. */
  | "raftLeader"
  /** Leads the partition with this number of the clients' topic. */
  | `leaderOf${number}`
  /** Coordinates the first group. */
  | "coordinator"
  /** Started last and does not serve clients yet. */
  | "recovering"
  /** Became leader of a partition last. */
  | "newLeader";

export type Fault = ProcessFault | NetworkFault | DiskFault | ClockFault;

export type FaultKind = Fault["kind"];

/** Those that end a process bring it back after `durationMs`. */
export type ProcessFault =
  /** SIGKILL. What was written is there, synced or not. */
  | { readonly kind: "kill"; readonly target: Target; readonly durationMs: number }
  /** The power of some nodes, or of all, is cut at one moment. */
  | { readonly kind: "powerCut"; readonly targets: readonly Target[] | "all"; readonly durationMs: number }
  /** Dies at its n-th effect (change of the disk, sync, bytes sent) from now on. */
  | {
      readonly kind: "crashAtEffect";
      readonly target: Target;
      readonly effects: number;
      readonly power: boolean;
      readonly durationMs: number;
    }
  /** Is killed, and dies again at the n-th effect of its next start. */
  | {
      readonly kind: "crashInRecovery";
      readonly target: Target;
      readonly effects: number;
      readonly power: boolean;
      readonly durationMs: number;
    }
  /** SIGSTOP. */
  | { readonly kind: "pause"; readonly target: Target; readonly durationMs: number }
  /** Killed and started again, every so often. */
  | { readonly kind: "restartLoop"; readonly target: Target; readonly times: number; readonly durationMs: number }
  /** SIGTERM. */
  | { readonly kind: "terminate"; readonly target: Target; readonly durationMs: number };

export type NetworkFault =
  /** Nothing gets from the one to the other; the way back is open. */
  | { readonly kind: "oneWay"; readonly from: Target; readonly to: Target; readonly durationMs: number }
  /** Nothing gets from or to the node. */
  | { readonly kind: "isolate"; readonly target: Target; readonly clients: boolean; readonly durationMs: number }
  /** The two sides do not reach each other. */
  | { readonly kind: "split"; readonly side: readonly Target[]; readonly durationMs: number }
  /** Every node reaches its two neighbours only. */
  | { readonly kind: "ring"; readonly durationMs: number }
  /** Bytes from and to the node take longer. */
  | {
      readonly kind: "slowLink";
      readonly target: Target;
      readonly latencyMs: number;
      /** 0 for no limit. */
      readonly bytesPerMs: number;
      readonly durationMs: number;
    }
  /** All connections between the node and the others break, in the middle of what is under way. */
  | { readonly kind: "reset"; readonly target: Target; readonly clients: boolean }
  /** The node's connections are dead, and neither side is told. */
  | { readonly kind: "halfOpen"; readonly target: Target };

export type DiskFault =
  /** Operations fail. A failed write or sync of the journal ends the process; it comes back when the fault is over. */
  | {
      readonly kind: "diskError";
      readonly target: Target;
      readonly on: "read" | "write" | "datasync";
      readonly durationMs: number;
    }
  /** So many bytes more can be written, and no more until there is room again. */
  | { readonly kind: "diskFull"; readonly target: Target; readonly freeBytes: number; readonly durationMs: number }
  /** Syncs take so much longer. */
  | { readonly kind: "slowDisk"; readonly target: Target; readonly syncMs: number; readonly durationMs: number }
  /** Syncs do not end before the fault does. */
  | { readonly kind: "stalledDisk"; readonly target: Target; readonly durationMs: number }
  /** The process is killed, and comes back with an empty disk. */
  | { readonly kind: "wipe"; readonly target: Target; readonly durationMs: number }
  /**
   * The process is killed, bits rot in the middle of its journal, and it starts again: it must notice, or not need them. Then the disk
   * is replaced.
   */
  | { readonly kind: "rot"; readonly target: Target; readonly durationMs: number }
  /**
   * The process is killed, a segment of one of its logs is damaged, and it starts again. It must not serve what is wrong there; the other
   * replicas make it whole, as soon as it notices.
   */
  | { readonly kind: "segmentRot"; readonly target: Target };

export type ClockFault =
  | { readonly kind: "clockSkew"; readonly target: Target; readonly ppm: number; readonly durationMs: number }
  /** The wall clock jumps; the monotonic one does not. */
  | { readonly kind: "clockJump"; readonly target: Target; readonly byMs: number };

/** How long a fault goes on, in ms; 0 for one that is over at once. */
export function durationOf(fault: Fault): number {
  return "durationMs" in fault ? fault.durationMs : 0;
}
