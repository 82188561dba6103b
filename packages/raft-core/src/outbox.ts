import type { Message } from "./message.ts";

interface Withheld {
  /** The write that must be durable first. */
  readonly seq: number;
  readonly message: Message;
}

/**
 * What goes to the peers: at once, or as soon as what it promises is on stable storage.
 *
 * What may be lost on the way may also be dropped here: behind a stalled disk at most `withheldMax` messages wait, and
 * the oldest go first. An acknowledgement replaces the one before it where both wait for the same write.
 */
export class Outbox {
  readonly #withheldMax: number;
  #ready: Message[] = [];
  #withheld: Withheld[] = [];

  constructor(withheldMax: number) {
    this.#withheldMax = withheldMax;
  }

  get hasMessages(): boolean {
    return this.#ready.length > 0;
  }

  send(message: Message): void {
    this.#ready.push(message);
  }

  /** Sends when write `seq` is durable. */
  withhold(seq: number, message: Message): void {
    const newest = this.#withheld.at(-1);
    if (newest !== undefined && newest.seq === seq && supersedes(message, newest.message)) this.#withheld.pop();
    this.#withheld.push({ seq, message });
    if (this.#withheld.length > this.#withheldMax) this.#withheld.shift();
  }

  /**
   * Everything from `index` on left the log. An acknowledgement of it that still waits is taken back: its write may never
   * have carried what it acknowledges.
   */
  retract(index: number): void {
    this.#withheld = this.#withheld.filter(
      ({ message }) => message.kind !== "appendResponse" || !message.accepted || message.matchIndex < index,
    );
  }

  durable(seq: number): void {
    if (this.#withheld.length === 0) return;
    const waiting: Withheld[] = [];
    for (const item of this.#withheld) {
      if (item.seq <= seq) this.#ready.push(item.message);
      else waiting.push(item);
    }
    this.#withheld = waiting;
  }

  take(): readonly Message[] {
    const messages = this.#ready;
    this.#ready = [];
    return messages;
  }
}

function supersedes(later: Message, earlier: Message): boolean {
  return (
    later.kind === "appendResponse" &&
    earlier.kind === "appendResponse" &&
    later.to === earlier.to &&
    later.term === earlier.term &&
    later.accepted &&
    earlier.accepted &&
    later.matchIndex >= earlier.matchIndex
  );
}
