import { assert, isShortage, WalError } from "../errors.ts";
import type { Defer, Disk, DiskFile, TimerHandle, Timers } from "../ports.ts";
import { journalFileName, UNFINISHED_FILE_NAME } from "./layout.ts";
import type { JournalOptions } from "./options.ts";
import type { JournalScan, ScannedFile } from "./scan.ts";

/** Zeroes written on one turn of the event loop while a file is made. */
const ZERO_SLICE_BYTES = 1024 * 1024;

interface OpenFile {
  readonly number: number;
  readonly file: DiskFile;
  readonly sizeBytes: number;
}

export interface JournalFilesInit {
  readonly disk: Disk;
  readonly folder: string;
  readonly defer: Defer;
  readonly timers: Timers;
  readonly options: JournalOptions;
  /** A file became ready to roll to. */
  readonly onReady: () => void;
  /**
   * A file could not be made for want of room. Tried again on a release and every `diskFullRetryMs`; only the latter is told anew:
   * an owner that releases when it is told would go in circles.
   */
  readonly onFull: () => void;
  /** Anything else went wrong. Final. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * The files of a journal and their lives: ready → active → filled → released → ready again under a new number.
 *
 * Invariants:
 * - Files are numbered without a gap from the oldest filled one over the active one to the last ready one.
 * - A ready file has its full size on the device, all blocks written once, and its name synced: writing to it changes no
 *   metadata, so a datasync is one write to the device.
 * - A file is released only when nothing in it is needed after a crash.
 */
export class JournalFiles {
  readonly #disk: Disk;
  readonly #folder: string;
  readonly #init: JournalFilesInit;
  #active: OpenFile;
  #position: number;
  #filled: ScannedFile[];
  #ready: OpenFile[] = [];
  /** Released, still under their old numbers. */
  #released: number[] = [];
  #making = false;
  #full = false;
  #toldFull = false;
  #closed = false;
  #retry: TimerHandle | null = null;

  constructor(init: JournalFilesInit, scan: JournalScan) {
    this.#init = init;
    this.#disk = init.disk;
    this.#folder = init.folder;
    const last = scan.files.at(-1);
    this.#filled = scan.files.slice(0, -1);
    this.#disk.remove(this.#path(UNFINISHED_FILE_NAME));
    // Without a frame anywhere, what is there was never written to: start from nothing.
    if (!last) for (const number of scan.unusedFiles) this.#disk.remove(this.#path(journalFileName(number)));
    // What was cut must not come back: gone, and synced to be gone, before anything new takes its sequence numbers.
    for (const number of scan.tornFiles) this.#disk.remove(this.#path(journalFileName(number)));
    this.#active = last ? this.#openActive(last.number) : this.#makeNow(1);
    this.#position = last ? scan.position : 0;
    this.#released.push(...scan.olderFiles);
    if (last) this.#adopt(scan.unusedFiles);
    this.#disk.syncFolderNow(this.#folder);
  }

  get activeNumber(): number {
    return this.#active.number;
  }

  get activeFile(): DiskFile {
    return this.#active.file;
  }

  /** Where the next group goes in the active file. */
  get position(): number {
    return this.#position;
  }

  get roomBytes(): number {
    return this.#active.sizeBytes - this.#position;
  }

  /** Room in files that are there already. */
  get roomBytesCertain(): number {
    return this.#ready.reduce((sum, { sizeBytes }) => sum + sizeBytes, this.roomBytes);
  }

  /** No file is ready and none could be made for want of room. */
  get full(): boolean {
    return this.#full && this.#ready.length === 0;
  }

  /** Of all files, ready and released ones included. */
  get sizeBytes(): number {
    const whole = this.#init.options.fileBytes;
    const idle = this.#ready.length + this.#released.length + this.#filled.length;
    return this.#active.sizeBytes + idle * whole;
  }

  advance(sizeBytes: number): void {
    this.#position += sizeBytes;
    assert(this.#position <= this.#active.sizeBytes, "a group fits the journal file it is written to");
  }

  /** Goes on to the next file; false where none is ready yet. The active file must be synced. */
  roll(lastSequence: number): boolean {
    const next = this.#ready.shift();
    if (!next) {
      SIMULATION: globalThis.chronikSometimes?.("the journal waits for a file");
      this.prepare();
      return false;
    }
    assert(next.number === this.#active.number + 1, "journal files are numbered without a gap");
    this.#active.file.close();
    this.#filled.push({ number: this.#active.number, lastSequence });
    this.#active = next;
    this.#position = 0;
    this.prepare();
    return true;
  }

  /** The same on the caller's turn, for start-up: makes a file where none is ready. */
  rollNow(lastSequence: number): void {
    if (this.#ready.length === 0) this.#ready.push(this.#makeNow(this.#active.number + 1));
    this.roll(lastSequence);
  }

  /** Frees the files that hold nothing at or above `sequence`. */
  release(sequence: number): void {
    const kept = this.#filled.findIndex((file) => file.lastSequence >= sequence);
    const freed = this.#filled.splice(0, kept < 0 ? this.#filled.length : kept);
    for (const { number } of freed) this.#released.push(number);
    this.prepare();
  }

  /** Makes files ready in the background, where some are missing. */
  prepare(): void {
    if (this.#making || this.#closed) return;
    this.#guard(() => {
      if (this.#recycle()) return;
      if (this.#ready.length === 0) this.#make();
    });
  }

  close(): void {
    this.#closed = true;
    this.#retry?.cancel();
    this.#active.file.close();
    for (const { file } of this.#ready) file.close();
    this.#ready = [];
  }

  #path(name: string): string {
    return `${this.#folder}/${name}`;
  }

  #openActive(number: number): OpenFile {
    const file = this.#disk.open(this.#path(journalFileName(number)), "open");
    return { number, file, sizeBytes: file.size() };
  }

  #makeNow(number: number): OpenFile {
    const unfinished = this.#path(UNFINISHED_FILE_NAME);
    const sizeBytes = this.#init.options.firstFileBytes;
    let file: DiskFile | null = null;
    try {
      file = this.#disk.open(unfinished, "create");
      file.write([new Uint8Array(sizeBytes)], 0);
      file.datasyncNow();
      this.#disk.rename(unfinished, this.#path(journalFileName(number)));
      this.#disk.syncFolderNow(this.#folder);
      return { number, file, sizeBytes };
    } catch (error) {
      file?.close();
      if (!isShortage(error)) throw error;
      throw new WalError("diskFull", `there is no room for a journal file in ${this.#folder}`, error);
    }
  }

  /** Takes over the files that were ready before. */
  #adopt(unused: readonly number[]): void {
    for (const number of unused) {
      const expected = this.#active.number + this.#ready.length + 1;
      const fits = number === expected && this.#ready.length < this.#init.options.readyFilesMax;
      const file = fits ? this.#openWhole(number) : null;
      if (file) this.#ready.push(file);
      else this.#disk.remove(this.#path(journalFileName(number)));
    }
  }

  /** Null where the file has another size than files have now. */
  #openWhole(number: number): OpenFile | null {
    const { fileBytes } = this.#init.options;
    const file = this.#disk.open(this.#path(journalFileName(number)), "open");
    if (file.size() === fileBytes) return { number, file, sizeBytes: fileBytes };
    file.close();
    return null;
  }

  /** Gives released files new numbers, as many as may be kept; false where there is none to take. */
  #recycle(): boolean {
    const recycled: OpenFile[] = [];
    const { readyFilesMax } = this.#init.options;
    while (this.#released.length > 0) {
      const old = this.#released[0]!;
      const wanted = this.#ready.length + recycled.length < readyFilesMax;
      const number = this.#active.number + this.#ready.length + recycled.length + 1;
      const file = wanted ? this.#openWhole(old) : null;
      if (file) {
        try {
          this.#disk.rename(this.#path(journalFileName(old)), this.#path(journalFileName(number)));
        } catch (error) {
          file.file.close();
          if (recycled.length === 0) throw error;
          break;
        }
        recycled.push({ ...file, number });
      } else {
        this.#disk.remove(this.#path(journalFileName(old)));
      }
      this.#released.shift();
    }
    if (recycled.length === 0) return false;
    SIMULATION: globalThis.chronikSometimes?.("a journal file is recycled");
    this.#making = true;
    this.#disk.syncFolder(this.#folder, (error) => this.#made(error, recycled));
    return true;
  }

  /** Fills a new file with zeroes, a slice per turn, and syncs it before it gets its name. */
  #make(): void {
    const { fileBytes } = this.#init.options;
    const path = this.#path(UNFINISHED_FILE_NAME);
    this.#disk.remove(path);
    const file = this.#disk.open(path, "create");
    this.#making = true;
    const slice = new Uint8Array(Math.min(ZERO_SLICE_BYTES, fileBytes));
    let position = 0;
    const fill = () => {
      if (this.#closed) return file.close();
      this.#guard(() => {
        const sizeBytes = Math.min(slice.length, fileBytes - position);
        file.write([slice.subarray(0, sizeBytes)], position);
        position += sizeBytes;
        if (position < fileBytes) this.#init.defer(fill);
        else file.datasync((error) => this.#name(file, error));
      }, file);
    };
    fill();
  }

  #name(file: DiskFile, error: Error | null): void {
    if (this.#closed) return file.close();
    this.#guard(() => {
      if (error) throw error;
      const number = this.#active.number + 1;
      this.#disk.rename(this.#path(UNFINISHED_FILE_NAME), this.#path(journalFileName(number)));
      const made = { number, file, sizeBytes: this.#init.options.fileBytes };
      this.#disk.syncFolder(this.#folder, (syncError) => this.#made(syncError, [made]));
    }, file);
  }

  #made(error: Error | null, files: readonly OpenFile[]): void {
    if (this.#closed) {
      for (const { file } of files) file.close();
      return;
    }
    if (error) return this.#init.onFailure(error);
    this.#making = false;
    this.#full = false;
    this.#toldFull = false;
    this.#ready.push(...files);
    this.#init.onReady();
    if (this.#released.length > 0) this.prepare();
  }

  /** Runs a step of making a file. Want of room is a state, all else is final. */
  #guard(step: () => void, unfinished?: DiskFile): void {
    try {
      step();
    } catch (error) {
      unfinished?.close();
      if (!isShortage(error)) return this.#init.onFailure(error);
      this.#making = false;
      this.#full = true;
      this.#disk.remove(this.#path(UNFINISHED_FILE_NAME));
      this.#retry ??= this.#init.timers.set(this.#init.options.diskFullRetryMs, () => {
        this.#retry = null;
        this.#toldFull = false;
        this.prepare();
      });
      if (this.#toldFull) return;
      this.#toldFull = true;
      this.#init.onFull();
    }
  }
}
