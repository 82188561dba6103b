import type { TimerHandle, Timers } from "../ports.ts";

/**
 * How long a group may wait for more, counted from its first frame, the time that the disk is busy with the group before included. With
 * a longest delay of 0 it never does.
 */
export class CommitDelay {
  readonly #timers: Timers;
  readonly #delayMsMax: number;
  readonly #onOver: () => void;
  #timer: TimerHandle | null = null;
  #over = false;

  /** @param onOver The group that waits should go out now. */
  constructor(timers: Timers, delayMsMax: number, onOver: () => void) {
    this.#timers = timers;
    this.#delayMsMax = delayMsMax;
    this.#onOver = onOver;
  }

  /** Whether the group that waits has waited for long enough. */
  get over(): boolean {
    return this.#over || this.#delayMsMax === 0;
  }

  /** A group has its first frame. */
  begin(): void {
    if (this.#delayMsMax === 0) return;
    this.#timer = this.#timers.set(this.#delayMsMax, () => {
      this.#timer = null;
      this.#over = true;
      this.#onOver();
    });
  }

  /** Nothing waits any more. */
  end(): void {
    this.#timer?.cancel();
    this.#timer = null;
    this.#over = false;
  }
}
