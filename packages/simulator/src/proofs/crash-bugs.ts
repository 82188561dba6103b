import type { PlantedBug } from "../planted/planted-bug.ts";

/**
 * One row per way to lose, double or make up what was written when a crash comes. `wal:crash` must find each of them from some
 * seed, or it proves nothing about the code without it.
 */
export const CRASH_BUGS: readonly PlantedBug[] = [
  {
    name: "what was appended is acknowledged before it is on disk",
    package: "wal",
    file: "journal/journal.ts",
    find: "      file.datasync((error) => this.#synced(error));",
    replace: "      void file;\n      this.#init.defer(() => this.#synced(null));",
  },
  {
    name: "a torn group at the end of the journal is taken for whole",
    package: "wal",
    file: "journal/scan.ts",
    find: "    if (crc32c(group.subarray(at + FRAME_CHECKED_FROM, end), seed) !== frame.checksum) return false;",
    replace: "",
  },
  {
    name: "a new journal file is written to before its name is on disk",
    package: "wal",
    file: "journal/files.ts",
    find: "      this.#disk.syncFolder(this.#folder, (syncError) => this.#made(syncError, [made]));",
    replace: "      this.#init.defer(() => this.#made(null, [made]));",
  },
  {
    name: "a recycled journal file is written to before its new name is on disk",
    package: "wal",
    file: "journal/files.ts",
    find: "    this.#disk.syncFolder(this.#folder, (error) => this.#made(error, recycled));",
    replace: "    this.#init.defer(() => this.#made(null, recycled));",
  },
  {
    name: "files of the journal are used again before it is on disk that they were released",
    package: "wal",
    file: "journal/journal.ts",
    find: "    const payload = new Uint8Array(8);\n",
    replace: "    this.#files.release(sequence);\n    const payload = new Uint8Array(8);\n",
  },
  {
    name: "what a recycled file held in its earlier life is believed",
    package: "wal",
    file: "journal/scan.ts",
    find: "      if (!header || !this.#continues(header)) return position;",
    replace: "      if (!header) return position;",
    also: [
      {
        find: "header.fileNumber === fileNumber && header.frameCount > 0",
        replace: "header.frameCount > 0 && fileNumber > 0",
      },
    ],
  },
  {
    name: "after a kill the last group counts as durable, though only the page cache has it",
    package: "wal",
    file: "journal/journal.ts",
    find: "    this.#files.activeFile.datasyncNow();\n    if (this.#files.roomBytes",
    replace: "    if (this.#files.roomBytes",
  },
  {
    name: "a checkpoint does not wait for the segments to be on disk (KAFKA-9892)",
    package: "wal",
    file: "checkpoint/checkpointer.ts",
    find: "          if (file.dirty) file.datasync(ended(step));\n          else step();",
    replace: "          void file;\n          step();",
  },
  {
    name: "a checkpoint holds what the journal could still lose",
    package: "wal",
    file: "checkpoint/checkpointer.ts",
    find:
      "      journal.flushed((error) => {\n        if (error) return done(error);\n" +
      "        // What waited for a truncation to become durable happens now, or has its turn to come still.\n" +
      "        afterPaced(() =>\n          this.#note(entries, () =>\n            journal.flushed((lateError) => {",
    replace:
      "      ((work: Done) => work(null))((error) => {\n        if (error) return done(error);\n" +
      "        ((work: () => void) => work())(() =>\n          this.#note(entries, () =>\n" +
      "            ((work: Done) => work(null))((lateError) => {",
  },
  {
    name: "a checkpoint is renamed into place before its bytes are on disk (KAFKA-16541)",
    package: "wal",
    file: "checkpoint/replace-file.ts",
    find: "    file.datasync(end);",
    replace: "    end(null);",
  },
  {
    name: "the journal is released before the name of the new checkpoint is on disk",
    package: "wal",
    file: "checkpoint/checkpointer.ts",
    find: "      disk.syncFolder(folder, (syncError) => {\n        if (syncError) return done(syncError);\n        this.#prepareNext(bytes.length);\n        done(null);\n      });",
    replace: "      this.#prepareNext(bytes.length);\n      done(null);",
  },
  {
    name: "the journal is released beyond what a log that waits still needs",
    package: "wal",
    file: "checkpoint/checkpointer.ts",
    find: "      replayFrom = Math.min(replayFrom, fresh?.sequence ?? record.neededFrom);",
    replace: "",
  },
  {
    name: "a checkpoint names a log whose folder's own name is not on disk",
    package: "wal",
    file: "checkpoint/checkpointer.ts",
    find: "    disk.syncFolder(folder, (error) => {\n      if (error) return done(error);\n      runSlices(",
    replace:
      "    const skip = (work: Done) => work(null);\n    skip((error) => {\n      if (error) return done(error);\n      runSlices(",
  },
  {
    name: "a checkpoint names segments whose names are not on disk",
    package: "wal",
    file: "checkpoint/checkpointer.ts",
    find: "    if (!store?.folderDirty) return done(null);",
    replace: "    if (store !== undefined) return done(null);",
  },
  {
    name: "what destroys happens to the files before the journal has it on disk",
    package: "wal",
    file: "log/effects.ts",
    find: "        if (!effect.durable) return;",
    replace: "",
  },
  {
    name: "a truncation does not survive a restart",
    package: "wal",
    file: "recovery/recovering-log.ts",
    find: "    store.truncateTo(offset);",
    replace: "",
  },
  {
    name: "recovery believes a segment beyond where a later truncation cut it",
    package: "wal",
    file: "recovery/replay-plan.ts",
    find: "      plan.stableOffset = Math.min(plan.stableOffset, offset);",
    replace: "",
  },
  {
    name: "recovery applies a frame twice",
    package: "wal",
    file: "recovery/recovering-log.ts",
    find: "    store.append(frames, [payload]);",
    replace: "    store.append(frames, [payload]);\n    store.append(frames, [payload]);",
  },
  {
    name: "recovery repeats what came before a reset",
    package: "wal",
    file: "recovery/replay-plan.ts",
    find: "  plan.applyFrom = sequence;",
    replace: "",
  },
  {
    name: "recovery forgets that the start of a log has moved",
    package: "wal",
    file: "recovery/replay-plan.ts",
    find: "      plan.logStartOffset = Math.max(plan.logStartOffset, readOffsetPayload(frame.payload));",
    replace: "",
  },
  {
    name: "a deleted log is there again after a crash",
    package: "wal",
    file: "recovery/replay-plan.ts",
    find: "      this.logs.delete(frame.stream);\n",
    replace: "",
  },
  {
    name: "leader epochs that came after the checkpoint are forgotten",
    package: "wal",
    file: "recovery/recovering-log.ts",
    find: "    for (const frame of frames) this.#epochs.assign(frame.leaderEpoch, frame.baseOffset);",
    replace: "",
  },
  {
    name: "what Raft wrote counts when its first piece is on disk",
    package: "broker",
    file: "raft/raft-log.ts",
    find: "          last ? done : () => undefined,",
    replace: "          number === 0 ? done : () => undefined,",
  },
  {
    name: "what comes before a snapshot of Raft is given up before the snapshot is on disk",
    package: "broker",
    file: "raft/raft-log.ts",
    find: "    const first = this.#write(FRAME.checkpoint,",
    replace:
      "    this.#journal.release(this.#journal.durableSequence + 1, () => undefined);\n    const first = this.#write(FRAME.checkpoint,",
  },
  {
    name: "the term and vote are not in what replaces the log of Raft",
    package: "broker",
    file: "raft/log-recovery.ts",
    find: "    mirror.write({ compaction: { snapshot }, entries, hardState });",
    replace: "    mirror.write({ compaction: { snapshot }, entries });\n    void hardState;",
  },
];
