import { assert } from "../errors.ts";
import type { Disk, DiskFile } from "../ports.ts";
import type { Done } from "./types.ts";
import { Writeback } from "./writeback.ts";

/**
 * Keeps few files open for many that are used. The least recently used one is closed where there are too many.
 *
 * A file with writes that are not synced is pinned: were it closed, an error of the kernel's own write-back could be
 * lost before our sync gets to see it. So more than `filesOpenMax` may be open while more than that are dirty.
 */
export class FilePool {
  readonly #disk: Disk;
  readonly #filesOpenMax: number;
  readonly #writeback: Writeback;
  /** Open and closable, least recently used first. */
  readonly #idle = new Set<PooledFile>();
  /** Open and pinned. */
  readonly #dirty = new Set<PooledFile>();

  /** @param writebackBytes See {@link Writeback}. */
  constructor(disk: Disk, filesOpenMax: number, writebackBytes: number) {
    this.#disk = disk;
    this.#filesOpenMax = filesOpenMax;
    this.#writeback = new Writeback(writebackBytes);
  }

  get filesOpen(): number {
    return this.#idle.size + this.#dirty.size;
  }

  file(path: string, mode: "open" | "read"): PooledFile {
    return new PooledFile(this, path, mode);
  }

  /** Makes a file, which must not exist, and opens it. */
  create(path: string): PooledFile {
    const file = new PooledFile(this, path, "open");
    file.opened(this.#disk.open(path, "create"));
    this.touch(file);
    return file;
  }

  /** Closes every file that was opened and not closed, dirty ones too: for an owner that gives up. */
  closeAll(): void {
    for (const file of [...this.#idle, ...this.#dirty]) file.close();
  }

  /** @internal */
  open(file: PooledFile): DiskFile {
    const handle = this.#disk.open(file.path, file.mode);
    file.opened(handle);
    this.touch(file);
    return handle;
  }

  /** @internal */
  touch(file: PooledFile): void {
    this.#idle.delete(file);
    this.#idle.add(file);
    for (const oldest of this.#idle) {
      if (this.filesOpen <= this.#filesOpenMax || oldest === file) break;
      oldest.close();
    }
  }

  /** @internal */
  wrote(file: PooledFile, unsyncedBytes: number): void {
    this.#writeback.wrote(file, unsyncedBytes);
  }

  /** @internal */
  pin(file: PooledFile): void {
    this.#idle.delete(file);
    this.#dirty.add(file);
  }

  /** @internal */
  unpin(file: PooledFile, open: boolean): void {
    this.#dirty.delete(file);
    if (open) this.touch(file);
  }

  /** @internal */
  forget(file: PooledFile): void {
    this.#idle.delete(file);
  }
}

/**
 * A file that is open while it is used often enough.
 *
 * A failed sync is final: whoever asks for one later gets the same error, since the kernel would claim success.
 */
export class PooledFile {
  readonly path: string;
  readonly mode: "open" | "read";
  readonly #pool: FilePool;
  #handle: DiskFile | null = null;
  #pinned = false;
  #syncing = false;
  #syncError: Error | null = null;
  /** Those who asked for a sync while one was under way, which may have begun too early for them. */
  #waiting: Done[] = [];
  /** Changes with every write, so that the end of a sync knows whether it covered all. */
  #writes = 0;
  #unsyncedBytes = 0;

  /** @internal Made by the pool. */
  constructor(pool: FilePool, path: string, mode: "open" | "read") {
    this.#pool = pool;
    this.path = path;
    this.mode = mode;
  }

  /** Whether something was written that no sync has covered. */
  get dirty(): boolean {
    return this.#pinned;
  }

  /** The open file, for use at once: a later call to the pool may close it. */
  get handle(): DiskFile {
    if (this.#handle === null) return this.#pool.open(this);
    if (!this.#pinned) this.#pool.touch(this);
    return this.#handle;
  }

  /** @internal */
  opened(handle: DiskFile): void {
    assert(this.#handle === null, "a file is opened once");
    this.#handle = handle;
  }

  write(buffers: readonly Uint8Array[], position: number): void {
    this.handle.write(buffers, position);
    this.#wrote();
    for (const bytes of buffers) this.#unsyncedBytes += bytes.length;
    this.#pool.wrote(this, this.#unsyncedBytes);
  }

  truncate(sizeBytes: number): void {
    this.handle.truncate(sizeBytes);
    this.#wrote();
  }

  /** `done` gets the error of the disk, or null when what was written before is durable or the file was dropped. */
  datasync(done: Done): void {
    assert(this.#pinned, "only a dirty file is synced");
    if (this.#syncError) return done(this.#syncError);
    this.#waiting.push(done);
    if (!this.#syncing) this.#sync();
  }

  #sync(): void {
    const served = this.#waiting;
    this.#waiting = [];
    const handle = this.handle;
    const writes = this.#writes;
    this.#syncing = true;
    this.#unsyncedBytes = 0;
    handle.datasync((error) => {
      this.#syncing = false;
      const dropped = this.#handle !== handle;
      // Dropped meanwhile: the descriptor had to live until the sync was over.
      if (dropped) handle.close();
      else if (error) this.#syncError = error;
      else if (this.#writes === writes) {
        this.#pinned = false;
        this.#pool.unpin(this, true);
      }
      for (const done of served) done(dropped ? null : error);
      this.#goOn();
    });
  }

  /** Serves those who asked meanwhile. */
  #goOn(): void {
    if (this.#syncing || this.#waiting.length === 0) return;
    if (this.#pinned && !this.#syncError) return this.#sync();
    for (const done of this.#waiting.splice(0)) done(this.#syncError);
  }

  /** Closes the file, dirty or not; one that is being synced is closed when that ends. */
  close(): void {
    const handle = this.#handle;
    if (handle === null) return;
    this.#handle = null;
    if (this.#pinned) this.#pool.unpin(this, false);
    else this.#pool.forget(this);
    this.#pinned = false;
    if (!this.#syncing) handle.close();
  }

  #wrote(): void {
    this.#writes++;
    if (this.#pinned) return;
    this.#pinned = true;
    this.#pool.pin(this);
  }
}
