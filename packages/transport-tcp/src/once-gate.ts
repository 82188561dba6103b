/** Keys remembered; beyond, the oldest is forgotten, and may pass again. */
const KEYS_MAX = 256;

/** Lets each key pass once: for a log line that would otherwise be written on every retry. */
export class OnceGate {
  readonly #keys = new Set<string>();

  passes(key: string): boolean {
    if (this.#keys.has(key)) return false;
    if (this.#keys.size >= KEYS_MAX) this.#forgetOldest();
    this.#keys.add(key);
    return true;
  }

  /** Keys that begin like this may pass again. */
  forget(prefix: string): void {
    for (const key of this.#keys) {
      if (key.startsWith(prefix)) this.#keys.delete(key);
    }
  }

  #forgetOldest(): void {
    for (const oldest of this.#keys) {
      this.#keys.delete(oldest);
      return;
    }
  }
}
