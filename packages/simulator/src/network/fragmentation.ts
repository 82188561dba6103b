import type { SeededRandom } from "@chronik/wal/testing";

/** The most that one read of a socket brings, as in Node. */
const READ_BYTES_MAX = 64 * 1024;
/**
 * So many pieces, and what has piled up behind them comes as large as a read brings it. Every piece is an event: without an end to
 * them, one large response byte by byte costs more than the rest of the run, and shows nothing that its first pieces have not shown.
 */
const PIECES_MAX = 128;

type Manner = "writes" | "merged" | "pieces" | "crumbs";

/** In which pieces a stream's bytes are handed to its reader. TCP keeps their order, and nothing else of how they were written. */
export class Fragmentation {
  readonly #manner: Manner;
  readonly #random: SeededRandom;
  readonly #bytesMax: number;
  /** Handed over since the reader had last read all there was. */
  #pieces = 0;

  /**
   * Draws a manner for one direction of a connection. No piece is larger than `bytesMax`, up to {@link PIECES_MAX} of them in a row:
   * 1 for one byte after the other, 0 where nothing is cut but at what one read brings.
   */
  constructor(random: SeededRandom, bytesMax: number) {
    this.#random = random;
    this.#bytesMax = bytesMax === 0 ? READ_BYTES_MAX : Math.min(bytesMax, READ_BYTES_MAX);
    this.#manner = drawn(random.below(16), bytesMax > 0);
  }

  /** Bytes of the next piece, of so many that are there; `firstBytes` of them were written at one time. */
  next(firstBytes: number, availableBytes: number): number {
    const byteCount =
      this.#pieces < PIECES_MAX ? this.#cut(firstBytes, availableBytes) : Math.min(availableBytes, READ_BYTES_MAX);
    this.#pieces = byteCount === availableBytes ? 0 : this.#pieces + 1;
    return byteCount;
  }

  #cut(firstBytes: number, availableBytes: number): number {
    switch (this.#manner) {
      case "writes":
        return Math.min(firstBytes, this.#bytesMax);
      case "merged":
        return Math.min(availableBytes, this.#bytesMax);
      case "pieces":
        return this.#piece(availableBytes);
      case "crumbs":
        return this.#random.chance(0.75) ? 1 : this.#piece(availableBytes);
    }
  }

  /** Small and large ones alike: as many of 1 to 2 bytes as of 512 to 1024. */
  #piece(availableBytes: number): number {
    const bytesMax = Math.min(availableBytes, this.#bytesMax, 2 ** this.#random.below(17));
    return 1 + this.#random.below(bytesMax);
  }
}

function drawn(draw: number, mayCut: boolean): Manner {
  if (mayCut && draw === 0) return "crumbs";
  if (mayCut && draw < 4) return "pieces";
  return draw < 10 ? "writes" : "merged";
}
