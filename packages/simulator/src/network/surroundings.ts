import type { SeededRandom } from "@chronik/wal/testing";
import type { EventQueue } from "../world/event-queue.ts";

/** What every part of a network shares. */
export interface NetworkSurroundings {
  readonly queue: EventQueue;
  /** For what faults leave to chance. */
  readonly random: SeededRandom;
  readonly bufferBytes: number;
  /** A piece is about to be handed to a process on this host. */
  delivered(host: string, byteCount: number): void;
}

/** An error as the operating system reports it. */
export function systemError(code: string, what: string): Error & { code: string } {
  return Object.assign(new Error(`${what} ${code}`), { code });
}
