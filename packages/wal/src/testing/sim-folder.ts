import type { SeededRandom } from "./random.ts";
import { SimInode, type Survival } from "./sim-inode.ts";

export type SimNode = SimInode | SimFolder;

type FolderChange =
  | { readonly kind: "link"; readonly name: string; readonly node: SimNode; readonly operation: number }
  | { readonly kind: "rename"; readonly from: string; readonly to: string; readonly operation: number }
  | { readonly kind: "unlink"; readonly name: string; readonly operation: number };

/**
 * The names in one simulated folder: those a lister sees, those that are on the device for certain, and the changes in
 * between. After a power cut a prefix of these changes has happened (a journaling file system) or any subset (POSIX).
 */
export class SimFolder {
  entries = new Map<string, SimNode>();
  #durable = new Map<string, SimNode>();
  #changes: FolderChange[] = [];

  link(name: string, node: SimNode, operation: number): void {
    this.#change({ kind: "link", name, node, operation });
  }

  rename(from: string, to: string, operation: number): void {
    this.#change({ kind: "rename", from, to, operation });
  }

  unlink(name: string, operation: number): void {
    this.#change({ kind: "unlink", name, operation });
  }

  /** Makes durable what was changed up to and with `operation`. */
  sync(operation: number): void {
    for (const change of this.#changes) if (change.operation <= operation) apply(this.#durable, change);
    this.#changes = this.#changes.filter((change) => change.operation > operation);
  }

  crash(random: SeededRandom, survival: Survival): void {
    const inOrder = random.chance(0.5);
    const prefix = random.below(this.#changes.length + 1);
    this.#changes.forEach((change, at) => {
      const happened = survival === "any" ? (inOrder ? at < prefix : random.chance(0.5)) : survival === "everything";
      if (happened) apply(this.#durable, change);
    });
    this.#changes = [];
    this.entries = new Map(this.#durable);
    for (const node of this.entries.values()) node.crash(random, survival);
  }

  copy(copied: Map<SimNode, SimNode>): SimFolder {
    const known = copied.get(this);
    if (known) return known as SimFolder;
    const copy = new SimFolder();
    copied.set(this, copy);
    const nodeCopy = (node: SimNode): SimNode => {
      if (node instanceof SimFolder) return node.copy(copied);
      const inode = copied.get(node) ?? node.copy();
      copied.set(node, inode);
      return inode;
    };
    for (const [name, node] of this.entries) copy.entries.set(name, nodeCopy(node));
    for (const [name, node] of this.#durable) copy.#durable.set(name, nodeCopy(node));
    for (const change of this.#changes) {
      copy.#changes.push(change.kind === "link" ? { ...change, node: nodeCopy(change.node) } : change);
    }
    return copy;
  }

  /** Readers of all files below see what the device holds, where nothing waits to be written. */
  evict(): void {
    for (const node of this.entries.values()) node.evict();
  }

  /** All files below, by their paths. */
  *files(path: string): IterableIterator<readonly [path: string, inode: SimInode]> {
    for (const name of [...this.entries.keys()].sort()) {
      const node = this.entries.get(name)!;
      if (node instanceof SimInode) yield [`${path}/${name}`, node];
      else yield* node.files(`${path}/${name}`);
    }
  }

  /** Bytes in all files below. */
  usedBytes(): number {
    let bytes = 0;
    for (const node of this.entries.values()) bytes += node instanceof SimInode ? node.sizeBytes : node.usedBytes();
    return bytes;
  }

  #change(change: FolderChange): void {
    apply(this.entries, change);
    this.#changes.push(change);
  }
}

/** A change whose own precondition was lost with an earlier one leaves the folder as it is. */
function apply(entries: Map<string, SimNode>, change: FolderChange): void {
  if (change.kind === "link") {
    entries.set(change.name, change.node);
  } else if (change.kind === "unlink") {
    entries.delete(change.name);
  } else {
    const node = entries.get(change.from);
    if (node === undefined) return;
    entries.delete(change.from);
    entries.set(change.to, node);
  }
}
