import { readBatches } from "@chronik/kafka-protocol";
import type { SeededRandom, SimDisk } from "@chronik/wal/testing";

const DATA_FOLDER = "/data";
const JOURNAL_FOLDER = `${DATA_FOLDER}/journal`;
/** Groups of a journal begin at multiples of this, with a magic number, a checksum, and the number of the file. */
const SECTOR_BYTES = 512;
const FILE_NUMBER_AT = 8;
/** Behind what rots so many groups must follow, or nobody can tell damage from a torn tail. */
const GROUPS_BEHIND = 2;

/** Bits that are inverted in a file. */
export interface Rot {
  readonly path: string;
  readonly position: number;
  readonly mask: number;
}

/** Damage to a segment, which is noticed when it is read, or when the node starts. */
export type SegmentRot = Rot | { readonly path: string; readonly lost: "end" | "all" };

/** Something to go wrong with a segment of one of the node's logs; null where nothing is in them yet. */
export function rotInSegment(disk: SimDisk, random: SeededRandom): SegmentRot | null {
  const paths = disk
    .list(DATA_FOLDER)
    .filter((name) => /-\d+$/.test(name))
    .flatMap((folder) => disk.list(`${DATA_FOLDER}/${folder}`).map((name) => `${DATA_FOLDER}/${folder}/${name}`))
    .filter((path) => path.endsWith(".log") && disk.contents(path).length > 0);
  if (paths.length === 0) return null;
  const path = random.pick(paths);
  if (random.chance(0.3)) return { path, lost: random.pick(["end", "all"]) };
  const batches = [...readBatches(disk.contents(path))];
  if (batches.length === 0) return null;
  const { header, position } = random.pick(batches);
  return { path, position: position + random.below(header.sizeBytes), mask: 1 << random.below(8) };
}

/** Does it. The returned function tells whether it may be there still, and not noticed. */
export function damageSegment(disk: SimDisk, rot: SegmentRot, random: SeededRandom): () => boolean {
  const { path } = rot;
  if ("lost" in rot) {
    const bytes = disk.contents(path);
    if (rot.lost === "all") disk.remove(path);
    else disk.place(path, bytes.subarray(0, random.below(bytes.length)));
    // A start finds that out.
    return () => false;
  }
  disk.rot(path, rot.position, rot.mask);
  const rotten = disk.contents(path)[rot.position];
  return () => disk.exists(path) && disk.contents(path)[rot.position] === rotten;
}

/** A place in the middle of a node's journal that was durable for sure; null where there is none yet. */
export function rotInJournal(disk: SimDisk, random: SeededRandom): Rot | null {
  const places = disk
    .list(JOURNAL_FOLDER)
    .filter((name) => /^\d+\.journal$/.test(name))
    .flatMap((name) => {
      const path = `${JOURNAL_FOLDER}/${name}`;
      const groups = groupPositions(disk.contents(path), Number.parseInt(name, 10));
      return groups.slice(0, -GROUPS_BEHIND).map((position) => ({ path, position }));
    });
  if (places.length === 0) return null;
  const { path, position } = random.pick(places);
  return { path, position: position + random.below(SECTOR_BYTES), mask: 1 << random.below(8) };
}

/** Where groups begin that were written to the file under its present number. */
function groupPositions(bytes: Uint8Array, fileNumber: number): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < SECTOR_BYTES) return [];
  const magic = view.getUint32(0, true);
  const positions: number[] = [];
  for (let position = 0; position + SECTOR_BYTES <= bytes.length; position += SECTOR_BYTES) {
    const number = view.getUint32(position + FILE_NUMBER_AT, true);
    if (magic !== 0 && view.getUint32(position, true) === magic && number === fileNumber) positions.push(position);
  }
  return positions;
}
