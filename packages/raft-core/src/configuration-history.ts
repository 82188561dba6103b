import type { Configuration } from "./configuration.ts";
import { decodeConfiguration, encodeConfiguration } from "./configuration.ts";
import type { Entry } from "./entry.ts";
import { invariant } from "./error.ts";

interface Item {
  readonly index: number;
  readonly configuration: Configuration;
}

/**
 * Which configuration holds at which index. A server uses the latest one in its log, committed or not (thesis, section
 * 4.1); it goes back where the entry is truncated, and a snapshot is given the one of its own index, never a later
 * one that might still be undone.
 *
 * Invariant: indexes grow; there is always a first item, which holds for everything at and below the start of the log.
 */
export class ConfigurationHistory {
  #items: Item[];

  constructor(initial: Configuration) {
    this.#items = [{ index: 0, configuration: initial }];
  }

  get latest(): Configuration {
    return this.#items.at(-1)!.configuration;
  }

  /** Index of the entry that holds {@link latest}; 0 where it did not come from the log. */
  get latestIndex(): number {
    return this.#items.at(-1)!.index;
  }

  at(index: number): Configuration {
    for (let at = this.#items.length - 1; at >= 0; at--) {
      const item = this.#items[at]!;
      if (item.index <= index) return item.configuration;
    }
    return this.#items[0]!.configuration;
  }

  /** {@link at}, as a snapshot at `index` carries it. */
  encodedAt(index: number): Uint8Array {
    return encodeConfiguration(this.at(index));
  }

  /** Takes the configurations in `entries`, which replace everything from the first one's index on. True: the latest changed. */
  append(entries: readonly Entry[]): boolean {
    const first = entries[0];
    if (first === undefined) return false;
    let changed = this.#truncateFrom(first.index);
    for (const entry of entries) {
      if (entry.kind !== "configuration") continue;
      const configuration = decodeConfiguration(entry.data);
      invariant(configuration !== undefined, "a configuration in the log is valid");
      this.#items.push({ index: entry.index, configuration });
      changed = true;
    }
    return changed;
  }

  /** A snapshot takes the place of everything before. */
  reset(index: number, configuration: Configuration): void {
    this.#items = [{ index, configuration }];
  }

  /** Forgets what held below `index`, which is compacted. */
  compact(index: number): void {
    while (this.#items.length > 1 && this.#items[1]!.index <= index) this.#items.shift();
  }

  #truncateFrom(index: number): boolean {
    let changed = false;
    while (this.#items.length > 1 && this.#items.at(-1)!.index >= index) {
      this.#items.pop();
      changed = true;
    }
    return changed;
  }
}
