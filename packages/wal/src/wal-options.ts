import type { JournalOptions } from "./journal/options.ts";
import type { LogSettings } from "./log/types.ts";

const MiB = 1024 * 1024;

export interface WalOptions {
  /** A checkpoint starts when so much was appended to the journal since the last one. Default 256 MiB. */
  readonly checkpointBytes: number;
  /** A checkpoint starts this long after the last one where anything was appended. Default 60,000 ms. */
  readonly checkpointIntervalMs: number;
  /**
   * A checkpoint keeps a log's derived state again when so much was appended to it since the last time; the last one of
   * a life in any case. Default 1 MiB.
   */
  readonly stateSnapshotBytes: number;
  /** A segment is synced in the background when so much was written to it, so that checkpoints find little to do. Default 8 MiB. */
  readonly writebackBytes: number;
  /** Files of partitions that are kept open; those with writes that are not synced are open in any case. Default 1,000. */
  readonly filesOpenMax: number;
  /** How often what waits for room on the disk is tried again. Default 1,000 ms. */
  readonly diskFullRetryMs: number;
  readonly journal: Partial<JournalOptions>;
  /** For logs that are not configured otherwise. */
  readonly log: Partial<LogSettings>;
}

/** Fills in the defaults. */
export function walOptions(options: Partial<WalOptions> = {}): WalOptions {
  return {
    checkpointBytes: options.checkpointBytes ?? 256 * MiB,
    checkpointIntervalMs: options.checkpointIntervalMs ?? 60_000,
    stateSnapshotBytes: options.stateSnapshotBytes ?? MiB,
    writebackBytes: options.writebackBytes ?? 8 * MiB,
    filesOpenMax: options.filesOpenMax ?? 1000,
    diskFullRetryMs: options.diskFullRetryMs ?? 1000,
    journal: options.journal ?? {},
    log: options.log ?? {},
  };
}
