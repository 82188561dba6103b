import type { Disk, DiskFile } from "../ports.ts";
import type { DiskDevice, DiskRequest } from "./disk-device.ts";
import {
  type DiskFault,
  DiskFaults,
  type DiskOperation,
  type FaultRange,
  isFailure,
  systemError,
} from "./disk-faults.ts";
import { SeededRandom } from "./random.ts";
import { SimFile, type SimFileOwner } from "./sim-file.ts";
import { SimFolder, type SimNode } from "./sim-folder.ts";
import { SimInode, type Survival } from "./sim-inode.ts";

/**
 * A disk in memory that behaves as badly as POSIX allows. What is written but not synced may, after a power cut, be there,
 * be torn between sectors, or not be there; so may names in folders. Faults can be planted. Every change calls
 * `onBoundary` first, so that a test can {@link fork} the disk there and cut the power on the copy.
 */
export class SimDisk implements Disk, SimFileOwner {
  /** Called before every operation that changes the disk, and before every sync takes effect. */
  onBoundary: (() => void) | null = null;
  /** Files cannot grow beyond this together. */
  capacityBytes = Number.POSITIVE_INFINITY;
  /** @internal */
  readonly faults = new DiskFaults();
  readonly #device: DiskDevice;
  #root = new SimFolder();
  #operation = 0;
  #life = 0;
  #openFiles = 0;

  constructor(device: DiskDevice) {
    this.#device = device;
  }

  /** Operations that changed the disk so far. */
  get operations(): number {
    return this.#operation;
  }

  /** Files that are open now. */
  get openFiles(): number {
    return this.#openFiles;
  }

  /** Bytes in all files. */
  get usedBytes(): number {
    return this.#root.usedBytes();
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
    const request = { on: "syncFolder", path } as const;
    this.completeLater(request, () => this.#sync(request, () => folder.sync(operation)), done);
  }

  syncFolderNow(path: string): void {
    const folder = this.#folder(path);
    const error = this.#sync({ on: "syncFolder", path }, () => folder.sync(this.#operation));
    if (error) throw error;
  }

  /** Plants a fault; the result lifts it. */
  plant(fault: DiskFault): () => void {
    return this.faults.plant(fault);
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

  /** All files below the root in the order of their paths, and their contents as a reader sees them. */
  *files(): IterableIterator<readonly [path: string, bytes: Uint8Array]> {
    for (const [path, inode] of this.#root.files("")) {
      const bytes = new Uint8Array(inode.sizeBytes);
      inode.read(bytes, 0);
      yield [path, bytes];
    }
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

  /**
   * The power was cut, and is back: of what was not synced, the seed decides what is there. Files opened before are gone.
   *
   * @param survival Default: the seed decides that too.
   */
  restart(seed: number, survival?: Survival): void {
    const random = new SeededRandom(seed);
    const drawn = random.pick(["nothing", "everything", "any", "any"] as const);
    this.#root.crash(random, survival ?? drawn);
    this.#reborn();
  }

  /** The process is gone (SIGKILL), the machine is not: what was written is still there, synced or not. */
  restartProcess(): void {
    this.#reborn();
  }

  /** The system drops its page cache: files that have nothing to be synced are read from the device again. */
  dropCaches(): void {
    this.#root.evict();
  }

  /** All files are lost, as those of a disk that was replaced by an empty one. For a machine that is off. */
  wipe(): void {
    this.#root = new SimFolder();
    this.#reborn();
  }

  /** A disk of its own in the same state, cached and durable, without hooks, faults and open files. */
  fork(device: DiskDevice): SimDisk {
    const fork = new SimDisk(device);
    fork.#root = this.#root.copy(new Map<SimNode, SimNode>());
    fork.#operation = this.#operation;
    fork.capacityBytes = this.capacityBytes;
    return fork;
  }

  /** Goes back to the state of an earlier {@link fork}, which stays as it is. For a machine that is off. */
  rollBackTo(snapshot: SimDisk): void {
    this.#root = snapshot.#root.copy(new Map<SimNode, SimNode>());
    this.#reborn();
  }

  /** Whether a file of an earlier life of the process is used. @internal */
  requireLife(life: number): void {
    if (life !== this.#life) throw systemError("EBADF", "use", "a file opened before the restart");
  }

  /** Throws where a planted fault fails the operation; returns one that lets it go wrong otherwise. @internal */
  begin(on: DiskOperation, path: string, range?: FaultRange): DiskFault | undefined {
    if (this.faults.none) return undefined;
    const fault = this.faults.strike(on, path, range);
    if (isFailure(fault)) throw systemError(fault.code, on, path);
    return fault;
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

  /** Runs `work` and then `done` when the device is ready, in this life only. @internal */
  completeLater(request: DiskRequest, work: () => Error | null, done: (error: Error | null) => void): void {
    const life = this.#life;
    this.#device.complete(() => {
      if (life === this.#life) done(work());
    }, request);
  }

  /** @internal */
  syncFile(inode: SimInode, path: string, operation: number): Error | null {
    const work = () => inode.sync(operation);
    return this.#sync({ on: "datasync", path }, work, () => inode.forget(operation));
  }

  #sync({ on, path }: DiskRequest, work: () => void, forget: () => void = () => {}): Error | null {
    const fault = this.faults.none ? undefined : this.faults.strike(on, path);
    if (isFailure(fault)) {
      if (fault.forgets) forget();
      return systemError(fault.code, on, path);
    }
    this.onBoundary?.();
    work();
    return null;
  }

  #full(growthBytes: number): boolean {
    if (this.capacityBytes === Number.POSITIVE_INFINITY) return false;
    return this.usedBytes + growthBytes > this.capacityBytes;
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

function parts(path: string): string[] {
  return path.split("/").filter((part) => part !== "");
}
