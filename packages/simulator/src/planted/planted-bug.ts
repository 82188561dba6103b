/** A change to the source that undoes one protection. */
export interface PlantedBug {
  /** What goes wrong, and where in the field it did. */
  readonly name: string;
  /** The folder below `packages/`. */
  readonly package: "broker" | "wal" | "raft-core" | "transport-tcp" | "kafka-protocol";
  /** Below the package's `src/`. */
  readonly file: string;
  /** Stands in the file exactly once. */
  readonly find: string;
  readonly replace: string;
  /** It takes a meeting of several rare things: so many seeds are tried where the command names no number. Default: `SEEDS_MAX`. */
  readonly seedsMax?: number;
  /** More of the same file, where one protection is backed by another. */
  readonly also?: readonly { readonly find: string; readonly replace: string }[];
}
