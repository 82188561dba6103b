import { BoundInvariants, type Bounds } from "./bounds.ts";
import { MetadataInvariants } from "./metadata-invariants.ts";
import { type ObservedDisk, type ObservedNode, UNSEEN_DISK } from "./observed.ts";
import { RaftInvariants } from "./raft-invariants.ts";
import { ReplicaInvariants } from "./replica-invariants.ts";

/** Everything that always holds, looked at after every step of every node. Throws a `Violation` where it does not. */
export class Invariants {
  readonly replicas = new ReplicaInvariants();
  readonly #raft = new RaftInvariants();
  readonly #metadata = new MetadataInvariants();
  readonly #bounds: BoundInvariants;
  readonly #diskOf: (node: number) => ObservedDisk;
  /** The node's parts in the process life that is watched. */
  readonly #lives = new Map<number, ObservedNode>();
  /** Nodes that came back with another disk, and were not seen since. */
  readonly #replaced = new Set<number>();

  constructor(bounds: Bounds, diskOf: (node: number) => ObservedDisk = () => UNSEEN_DISK) {
    this.#diskOf = diskOf;
    this.#bounds = new BoundInvariants(bounds);
  }

  /** The next life of the node begins with another disk: what it held is gone, and is not asked for. */
  diskReplaced(node: number): void {
    this.#replaced.add(node);
  }

  /** A callback of the node has run. */
  afterStep(node: number, observed: ObservedNode): void {
    const raft = observed.loop.status();
    if (this.#lives.get(node) !== observed) this.#begin(node, observed);
    this.#raft.afterStep(node, raft, observed.raftLog);
    this.#metadata.afterStep(node, observed.metadata.image);
    this.replicas.afterStep(node, observed.replicas.all(), observed.metadata.image.nodes);
    this.#bounds.afterStep(node, observed);
  }

  #begin(node: number, observed: ObservedNode): void {
    const before = this.#lives.get(node);
    if (before !== undefined) this.replicas.stopped(before.replicas.all());
    if (this.#replaced.delete(node)) {
      this.#raft.forget(node);
      this.replicas.forget(node, before?.metadata.image.nodes.get(node)?.directoryId);
    }
    this.#lives.set(node, observed);
    this.#raft.started(node, observed.loop.status(), observed.raftLog);
    this.#metadata.started(node);
    this.replicas.recovered(node, observed.wal.partitions(), this.#diskOf(node));
  }
}
