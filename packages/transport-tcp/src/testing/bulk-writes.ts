import type { SocketsRig } from "./sockets-rig.ts";
import type { StreamProbe } from "./stream-probe.ts";

export const MIB = 1 << 20;
/** Beyond what the buffers of both systems of a connection hold together. */
const STUCK_BYTES_MIN = 64 * MIB;

export type Written = ReturnType<StreamProbe["write"]>;

/** Writes the piece again and again until nothing is taken any more; fails where there is no end to that. */
export async function writeUntilStuck(rig: SocketsRig, writer: StreamProbe, piece: Uint8Array): Promise<Written[]> {
  const written: Written[] = [];
  do {
    if (written.length * piece.byteLength >= STUCK_BYTES_MIN) throw new Error("the writer is never held up");
    written.push(writer.write([piece]));
    await rig.settle();
  } while (written.at(-1)!.count === 1);
  return written;
}

export function countOf(written: readonly Written[]): number {
  return written.reduce((sum, { count }) => sum + count, 0);
}

/** Cuts the bytes into buffers of these sizes, over and over, and writes two buffers at a time. */
export function writeInPieces(writer: StreamProbe, whole: Uint8Array, sizes: readonly number[]): Written[] {
  const written: Written[] = [];
  for (let offset = 0, at = 0; offset < whole.length; ) {
    const buffers: Uint8Array[] = [];
    for (let count = 0; count < 2; count++, at++) {
      const size = sizes[at % sizes.length]!;
      buffers.push(whole.subarray(offset, offset + size));
      offset += size;
    }
    written.push(writer.write(buffers));
  }
  return written;
}
