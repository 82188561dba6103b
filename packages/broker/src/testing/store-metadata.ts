import type { Defer, Disk, Timers } from "@chronik/wal";
import type { MetadataCommand } from "../metadata/command.ts";
import { encodeProposal } from "../metadata/proposal-codec.ts";
import { DurableRaftLog } from "../raft/raft-log.ts";

/** Small files: making them is most of the work. */
const JOURNAL = { fileBytes: 256 * 1024, firstFileBytes: 16 * 1024, readyFilesMax: 1 };
const FRAME_BYTES_MAX = 64 * 1024;

/** Makes a data folder whose metadata log holds these commands, from index 1 on, as if node 1 had proposed all of them. */
export function storeMetadata(
  at: { readonly disk: Disk; readonly dataFolder: string; readonly defer: Defer; readonly timers: Timers },
  { commands, commit }: { readonly commands: readonly MetadataCommand[]; readonly commit: number },
  done: (error: Error | null) => void,
): void {
  const { disk, defer, timers } = at;
  const folder = `${at.dataFolder}/raft`;
  const sizes = { journal: JOURNAL, frameBytesMax: FRAME_BYTES_MAX };
  const log = DurableRaftLog.open({ disk, folder, defer, timers, onFailure: done, ...sizes });
  const entries = commands.map((command, place) => {
    const requestId = { proposer: 1, incarnation: "life 1", sequence: place + 1 };
    const data = encodeProposal({ requestId, basisIndex: place, command });
    return { index: place + 1, term: 1, kind: "command" as const, data };
  });
  log.append({ entries, hardState: { term: 1, vote: 1, commit } }, (error) => (error ? done(error) : log.close(done)));
}
