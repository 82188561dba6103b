import {
  FRAME_APPEND,
  FRAME_CREATE,
  FRAME_DELETE,
  FRAME_QUARANTINE,
  FRAME_RESET,
  FRAME_START,
  FRAME_TRUNCATE,
  type LogIdentity,
  readCreatePayload,
  readOffsetPayload,
  readQuarantinePayload,
} from "../frames.ts";
import { splitBatches } from "../log/batches.ts";
import type { LogFault } from "../log/types.ts";
import type { BatchFraming } from "../ports.ts";

/** What a WAL has written to its journal about one log. `unreadable`: of another version, or not a WAL's at all. */
export type WalFrame =
  | { readonly kind: "create"; readonly startOffset: number }
  | { readonly kind: "append"; readonly baseOffset: number; readonly lastOffset: number; readonly batches: number }
  | { readonly kind: "truncate" | "reset" | "deleteBefore"; readonly offset: number }
  | { readonly kind: "quarantine"; readonly fault: LogFault }
  | { readonly kind: "delete" | "unreadable" };

export interface WalFrameReport {
  /** Whose it is; null where nothing that was read says so. */
  readonly log: LogIdentity | null;
  readonly frame: WalFrame;
}

/** Says what the frames of a WAL's journal mean. They are to be handed in in their order, since a creation names a stream. */
export class WalFrameReader {
  readonly #framing: BatchFraming;
  readonly #names: Map<number, LogIdentity>;

  /** @param names The logs that are known already, by the stream of their frames. */
  constructor(framing: BatchFraming, names: ReadonlyMap<number, LogIdentity> = new Map()) {
    this.#framing = framing;
    this.#names = new Map(names);
  }

  read(frame: { readonly stream: number; readonly kind: number; readonly payload: Uint8Array }): WalFrameReport {
    const meaning = this.#meaningOf(frame);
    return { log: this.#names.get(frame.stream) ?? null, frame: meaning };
  }

  #meaningOf({ stream, kind, payload }: { stream: number; kind: number; payload: Uint8Array }): WalFrame {
    try {
      switch (kind) {
        case FRAME_CREATE: {
          const { startOffset, ...identity } = readCreatePayload(payload);
          this.#names.set(stream, identity);
          return { kind: "create", startOffset };
        }
        case FRAME_APPEND:
          return this.#append(payload);
        case FRAME_TRUNCATE:
          return { kind: "truncate", offset: readOffsetPayload(payload) };
        case FRAME_RESET:
          return { kind: "reset", offset: readOffsetPayload(payload) };
        case FRAME_START:
          return { kind: "deleteBefore", offset: readOffsetPayload(payload) };
        case FRAME_QUARANTINE:
          return { kind: "quarantine", fault: readQuarantinePayload(payload) };
        case FRAME_DELETE:
          return { kind: "delete" };
        default:
          return { kind: "unreadable" };
      }
    } catch (error) {
      // The checksum holds, so this was written by somebody else: another kind of journal, or another version.
      if (error instanceof RangeError || error instanceof SyntaxError) return { kind: "unreadable" };
      throw error;
    }
  }

  #append(payload: Uint8Array): WalFrame {
    const frames = splitBatches(this.#framing, payload);
    if (frames === null) return { kind: "unreadable" };
    return {
      kind: "append",
      baseOffset: frames[0]!.baseOffset,
      lastOffset: frames.at(-1)!.lastOffset,
      batches: frames.length,
    };
  }
}
