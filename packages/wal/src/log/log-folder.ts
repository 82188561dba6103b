import type { Disk } from "../ports.ts";
import { isSegmentFileName, PARTITION_METADATA, partitionMetadata } from "./kafka-files.ts";
import { Segment } from "./segment.ts";
import type { SegmentHome } from "./segment-state.ts";
import { SegmentStore } from "./segment-store.ts";

/** Makes the folder of a log, which must not exist, with one empty segment. */
export function makeLogFolder(home: SegmentHome, topicId: string, startOffset: number): SegmentStore {
  const { disk } = home.context;
  disk.makeFolder(home.folder);
  writeWhole(disk, `${home.folder}/${PARTITION_METADATA}`, partitionMetadata(topicId));
  return new SegmentStore(home, [Segment.create(home, startOffset)]);
}

/** Removes all segment files but those with one of the base offsets. */
export function removeOtherSegments(home: SegmentHome, baseOffsets: ReadonlySet<number>): void {
  const { disk } = home.context;
  for (const name of disk.list(home.folder)) {
    if (isSegmentFileName(name) && !baseOffsets.has(Number.parseInt(name, 10))) disk.remove(`${home.folder}/${name}`);
  }
}

function writeWhole(disk: Disk, path: string, bytes: Uint8Array): void {
  const file = disk.open(path, "create");
  try {
    file.write([bytes], 0);
  } finally {
    file.close();
  }
}
