import type { Disk, DiskFile } from "../ports.ts";
import { SeededRandom } from "./random.ts";
import { SimFolder, type SimNode } from "./sim-folder.ts";
import { SimInode, type Survival } from "./sim-inode.ts";
import type { SimScheduler } from "./sim-scheduler.ts";

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

/** An operation that fails. */
export interface DiskFault {
  readonly on: DiskOperation;
  /** Only where the path contains this. */
  readonly path?: string;
  /** Only reads and writes that touch this byte. */
  readonly position?: number;
  /** The system's error code. */
  readonly code: "EIO" | "ENOSPC" | "EMFILE" | "EACCES";
  /** How often; default: until it is lifted. */
  readonly times?: number;
}

/**
 * A disk in memory that behaves as badly as POSIX allows. What is written but not synced may, after a power cut, be there,
 * be torn between sectors, or not be there; so may names in folders. Faults can be planted. Every change calls
 * `onBoundary` first, so that a test can {@link fork} the disk there and cut the power on the copy.
 */
export class SimDisk implements Disk {
  /** Called before every operation that changes the disk, and before every sync takes effect. */
  onBoundary: (() => void) | null = null;
  /** Files cannot grow beyond this together. */
  capacityBytes = Number.POSITIVE_INFINITY;
  readonly #scheduler: SimScheduler;
  #root = new SimFolder();
  #faults: { fault: DiskFault; left: number }[] = [];
  #operation = 0;
  #life = 0;
  #openFiles = 0;

  constructor(scheduler: SimScheduler) {
    this.#scheduler = scheduler;
  }

  /** Operations that changed the disk so far. */
  get operations(): number {
    return this.#operation;
  }

  /** Files that are open now. */
  get openFiles(): number {
    return this.#openFiles;
  }

  open(path: string, mode: "create" | "open" | "read"): DiskFile {
    this.begin(mode === "create" ? "create" : "open", path);
    const { folder, name } = this.#locate(path);
    const existing = folder.entries.get(name);
    if (mode !== "create") {
      if (!existing) throw systemError("ENOENT", "open", path);
      if (!(existing instanceof SimInode)) throw systemError("EISDIR", "open", path);
      return this.#handle(existing, path, mode === "open");
    }
    if (existing) throw systemError("EEXIST", "open", path);
    if (this.#full(1)) throw systemError("ENOSPC", "open", path);
    const inode = new SimInode();
    folder.link(name, inode, this.change());
    return this.#handle(inode, path, true);
  }

  exists(path: string): boolean {
    return this.#find(path) !== undefined;
  }

  list(folder: string): string[] {
    const node = this.#find(folder);
    return node instanceof SimFolder ? [...node.entries.keys()].sort() : [];
  }

  makeFolder(path: string): void {
    this.begin("makeFolder", path);
    let folder = this.#root;
    for (const name of parts(path)) {
      const existing = folder.entries.get(name);
      if (existing instanceof SimInode) throw systemError("ENOTDIR", "mkdir", path);
      if (!existing) folder.link(name, new SimFolder(), this.change());
      folder = folder.entries.get(name) as SimFolder;
    }
  }

  rename(from: string, to: string): void {
    this.begin("rename", from);
    const source = this.#locate(from);
    const target = this.#locate(to);
    if (!source.folder.entries.has(source.name)) throw systemError("ENOENT", "rename", from);
    if (source.folder !== target.folder) throw systemError("EXDEV", "rename", from);
    if (target.folder.entries.get(target.name) instanceof SimFolder) throw systemError("ENOTEMPTY", "rename", to);
    source.folder.rename(source.name, target.name, this.change());
  }

  remove(path: string): void {
    this.begin("remove", path);
    const node = this.#find(path);
    if (node === undefined) return;
    if (node instanceof SimFolder) for (const name of [...node.entries.keys()]) this.remove(`${path}/${name}`);
    const { folder, name } = this.#locate(path);
    folder.unlink(name, this.change());
  }

  syncFolder(path: string, done: (error: Error | null) => void): void {
    const folder = this.#folder(path);
    const operation = this.#operation;
    this.completeLater(() => this.#sync("syncFolder", path, () => folder.sync(operation)), done);
  }

  syncFolderNow(path: string): void {
    const folder = this.#folder(path);
    const error = this.#sync("syncFolder", path, () => folder.sync(this.#operation));
    if (error) throw error;
  }

  /** Plants a fault; the result lifts it. */
  plant(fault: DiskFault): () => void {
    const planted = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#faults.push(planted);
    return () => {
      this.#faults = this.#faults.filter((other) => other !== planted);
    };
  }

  /** Bit rot: inverts the bits of `mask` in one byte, on the device. */
  rot(path: string, position: number, mask = 0xff): void {
    const inode = this.#inode(path);
    const byte = new Uint8Array(1);
    inode.read(byte, position);
    inode.corrupt(position, Uint8Array.of(byte[0]! ^ mask));
  }

  /** The contents of a file as a reader sees them. */
  contents(path: string): Uint8Array {
    const inode = this.#inode(path);
    const bytes = new Uint8Array(inode.sizeBytes);
    inode.read(bytes, 0);
    return bytes;
  }

  /** Puts a file there as it is, durable. */
  place(path: string, bytes: Uint8Array): void {
    const { folder, name } = this.#locate(path);
    const inode = new SimInode();
    inode.write(bytes, 0, 0);
    inode.sync(0);
    folder.link(name, inode, this.#operation);
    folder.sync(this.#operation);
  }

  /** The power was cut, and is back: of what was not synced, the seed decides what is there. Files opened before are gone. */
  restart(seed: number): void {
    const random = new SeededRandom(seed);
    const survival: Survival = random.pick(["nothing", "everything", "any", "any"]);
    this.#root.crash(random, survival);
    this.#reborn();
  }

  /** The process is gone (SIGKILL), the machine is not: what was written is still there, synced or not. */
  restartProcess(): void {
    this.#reborn();
  }

  /** A disk of its own in the same state, cached and durable, without hooks, faults and open files. */
  fork(scheduler: SimScheduler): SimDisk {
    const fork = new SimDisk(scheduler);
    fork.#root = this.#root.copy(new Map<SimNode, SimNode>());
    fork.#operation = this.#operation;
    fork.capacityBytes = this.capacityBytes;
    return fork;
  }

  /** Whether a file of an earlier life of the process is used. @internal */
  requireLife(life: number): void {
    if (life !== this.#life) throw systemError("EBADF", "use", "a file opened before the restart");
  }

  /** Throws the fault that is planted for an operation. @internal */
  begin(on: DiskOperation, path: string, range?: { position: number; sizeBytes: number }): void {
    for (const planted of this.#faults) {
      const { fault } = planted;
      if (planted.left <= 0 || fault.on !== on || !path.includes(fault.path ?? "")) continue;
      if (fault.position !== undefined && range) {
        if (fault.position < range.position || fault.position >= range.position + range.sizeBytes) continue;
      }
      planted.left--;
      throw systemError(fault.code, on, path);
    }
  }

  /** Counts a change, after the hook has seen the disk without it. @internal */
  change(): number {
    this.onBoundary?.();
    return ++this.#operation;
  }

  /** Throws where files would outgrow the disk. @internal */
  requireRoom(growthBytes: number, path: string): void {
    if (growthBytes > 0 && this.#full(growthBytes)) throw systemError("ENOSPC", "write", path);
  }

  /** @internal */
  get operation(): number {
    return this.#operation;
  }

  /** @internal */
  closed(): void {
    this.#openFiles--;
  }

  /** Runs `work` and then `done` on a later step, in this life only. @internal */
  completeLater(work: () => Error | null, done: (error: Error | null) => void): void {
    const life = this.#life;
    this.#scheduler.complete(() => {
      if (life !== this.#life) return;
      done(work());
    });
  }

  /** @internal */
  syncFile(inode: SimInode, path: string, operation: number): Error | null {
    return this.#sync("datasync", path, () => inode.sync(operation));
  }

  #sync(on: "datasync" | "syncFolder", path: string, work: () => void): Error | null {
    try {
      this.begin(on, path);
    } catch (error) {
      return error as Error;
    }
    this.onBoundary?.();
    work();
    return null;
  }

  #full(growthBytes: number): boolean {
    if (this.capacityBytes === Number.POSITIVE_INFINITY) return false;
    return this.#root.usedBytes() + growthBytes > this.capacityBytes;
  }

  #reborn(): void {
    this.#life++;
    this.#openFiles = 0;
  }

  #handle(inode: SimInode, path: string, writable: boolean): DiskFile {
    this.#openFiles++;
    return new SimFile(this, { inode, path, life: this.#life, writable });
  }

  #find(path: string): SimNode | undefined {
    let node: SimNode | undefined = this.#root;
    for (const name of parts(path)) node = node instanceof SimFolder ? node.entries.get(name) : undefined;
    return node;
  }

  #inode(path: string): SimInode {
    const node = this.#find(path);
    if (!(node instanceof SimInode)) throw systemError("ENOENT", "open", path);
    return node;
  }

  #folder(path: string): SimFolder {
    const node = this.#find(path);
    if (!(node instanceof SimFolder)) throw systemError("ENOENT", "open", path);
    return node;
  }

  #locate(path: string): { folder: SimFolder; name: string } {
    const at = path.lastIndexOf("/");
    return { folder: this.#folder(path.slice(0, at)), name: path.slice(at + 1) };
  }
}

class SimFile implements DiskFile {
  readonly #disk: SimDisk;
  readonly #inode: SimInode;
  readonly #path: string;
  readonly #life: number;
  readonly #writable: boolean;
  #open = true;

  constructor(disk: SimDisk, file: { inode: SimInode; path: string; life: number; writable: boolean }) {
    this.#disk = disk;
    this.#inode = file.inode;
    this.#path = file.path;
    this.#life = file.life;
    this.#writable = file.writable;
  }

  read(target: Uint8Array, position: number): number {
    this.#require(false);
    this.#disk.begin("read", this.#path, { position, sizeBytes: target.length });
    return this.#inode.read(target, position);
  }

  write(buffers: readonly Uint8Array[], position: number): void {
    this.#require(true);
    const sizeBytes = buffers.reduce((sum, bytes) => sum + bytes.length, 0);
    this.#disk.begin("write", this.#path, { position, sizeBytes });
    this.#disk.requireRoom(position + sizeBytes - this.#inode.sizeBytes, this.#path);
    const operation = this.#disk.change();
    const whole = new Uint8Array(sizeBytes);
    let at = 0;
    for (const bytes of buffers) {
      whole.set(bytes, at);
      at += bytes.length;
    }
    this.#inode.write(whole, position, operation);
  }

  datasync(done: (error: Error | null) => void): void {
    this.#require(false);
    const operation = this.#disk.operation;
    this.#disk.completeLater(() => this.#disk.syncFile(this.#inode, this.#path, operation), done);
  }

  datasyncNow(): void {
    this.#require(false);
    const error = this.#disk.syncFile(this.#inode, this.#path, this.#disk.operation);
    if (error) throw error;
  }

  truncate(sizeBytes: number): void {
    this.#require(true);
    this.#disk.begin("truncate", this.#path);
    this.#disk.requireRoom(sizeBytes - this.#inode.sizeBytes, this.#path);
    this.#inode.truncate(sizeBytes, this.#disk.change());
  }

  size(): number {
    this.#require(false);
    return this.#inode.sizeBytes;
  }

  close(): void {
    this.#require(false);
    this.#open = false;
    this.#disk.closed();
  }

  #require(writable: boolean): void {
    this.#disk.requireLife(this.#life);
    if (!this.#open) throw systemError("EBADF", "use", this.#path);
    if (writable && !this.#writable) throw systemError("EBADF", "write", this.#path);
  }
}

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}

function systemError(code: string, call: string, path: string): Error {
  return Object.assign(new Error(`${code}: ${call} '${path}'`), { code, syscall: call, path });
}
