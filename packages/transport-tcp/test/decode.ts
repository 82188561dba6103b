import type { Frame } from "../src/frame.ts";
import { FrameReader } from "../src/frame-reader.ts";
import { gather } from "../src/gather.ts";

/** Sends a frame through bytes: what the other side's codec would get. */
export function transmit(frame: Frame): { type: number; header: Uint8Array; payload: Uint8Array } {
  let received: { type: number; header: Uint8Array; payload: Uint8Array } | undefined;
  const reader = new FrameReader({
    frameBytesMax: 1 << 26,
    onFrame: (type, header, payload) => {
      received = { type, header, payload };
    },
  });
  const violation = reader.push(Buffer.concat(gather([frame])));
  if (violation !== null) throw violation;
  if (received === undefined) throw new Error("no frame arrived");
  return received;
}
