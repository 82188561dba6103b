import { SeededRandom } from "./random.ts";
import type { SimDisk } from "./sim-disk.ts";
import type { Survival } from "./sim-inode.ts";
import { SimScheduler } from "./sim-scheduler.ts";

/** What a crash left, opened again. */
export interface CrashRecovery {
  /** All that can be told from outside, in one text. */
  readonly digest: string;
  /**
   * Appends to it. The result is called when the disk has come to rest, and gives what the digest is by then; it throws where
   * something was not acknowledged.
   */
  goOn(): () => string;
}

/** What is put to the proof: something that keeps records on a disk and recovers them. */
export interface CrashSubject {
  /** Opens what is on a disk. Throws where it cannot be opened, which no crash excuses. */
  recover(disk: SimDisk, scheduler: SimScheduler): CrashRecovery;
  /** Throws where this is not what was acknowledged, alone or with some of what came after. */
  requireAllowed(digest: string): void;
}

/** How much is tried. Probabilities are in `[0, 1]`. */
export interface CrashPolicy {
  /**
   * Power cuts at each boundary that leave a part of what was not synced as chance has it, besides one that leaves nothing of it and one
   * that leaves everything.
   */
  readonly draws: number;
  /** How probable it is that the process is killed at a boundary, too: readers see what was not synced then. */
  readonly kills: number;
  /** How probable it is that a recovery is cut at each of its own boundaries; then that a recovery from that is; and so on. */
  readonly nested: readonly number[];
  /** How probable it is that what was recovered goes on to work, and is recovered again. */
  readonly goOn: number;
  /** How probable it is that the disk has no room when it is recovered for the first time. */
  readonly full: number;
}

/** What was tried. */
export interface CrashTally {
  boundaries: number;
  /** Disks that were recovered from, by hash: each of them once. */
  readonly states: Set<number>;
  kills: number;
  /** Crashes in a recovery; in the recovery from one of these; and so on. */
  readonly nested: number[];
  wentOn: number;
  /** Recoveries on a full disk. */
  full: number;
}

/** A crash, to say where it was. */
type Trail = readonly string[];

/**
 * Crashes a disk at each of its boundaries, before each change and each sync, in many ways, recovers from each, and
 * compares. What is after a boundary is before the next one. The disk itself stays as it is.
 *
 * - What is recovered must be allowed, in a recovery that was cut short too.
 * - After a power cut, whatever happens to the recovery, every later one finds the same.
 * - What a process finds that was started again after a kill, a later power cut cannot take away.
 * - What was recovered goes on to work.
 * - A recovery without room for it is refused (`diskFull`) or ends in part, and takes nothing from the next one.
 */
export class CrashExplorer {
  readonly tally: CrashTally = { boundaries: 0, states: new Set(), kills: 0, nested: [], wentOn: 0, full: 0 };
  readonly #subject: CrashSubject;
  readonly #policy: CrashPolicy;
  readonly #random: SeededRandom;
  /** What was recovered from a disk, by its hash. */
  readonly #known = new Map<number, string>();

  constructor(subject: CrashSubject, policy: CrashPolicy, random: SeededRandom) {
    this.#subject = subject;
    this.#policy = policy;
    this.#random = random;
  }

  /** Looks at all that a crash could leave of the disk as it is now. Throws an error that says which crash was not survived. */
  explore(disk: SimDisk): void {
    const { draws, kills } = this.#policy;
    const boundary = ++this.tally.boundaries;
    for (const survival of survivals(draws)) {
      const trail = [`the power was cut at boundary ${boundary}, and left ${survival} of what was not synced`];
      const digest = this.#cut(disk, survival, 0, trail);
      this.#judge(trail, () => this.#subject.requireAllowed(digest));
    }
    if (this.#random.chance(kills)) this.#kill(disk, [`the process was killed at boundary ${boundary}`]);
  }

  /** What is recovered after a power cut. */
  #cut(from: SimDisk, survival: Survival, depth: number, trail: Trail): string {
    const disk = from.fork(IDLE);
    disk.restart(this.#random.seed(), survival);
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    const state = hashOf(disk);
    const known = this.#known.get(state);
    if (known !== undefined) return known;
    this.tally.states.add(state);
    const { digest } = this.#recover(disk, depth, trail, (found, first, way) => this.#requireSame(found, first, way));
    this.#known.set(state, digest);
    if (depth !== LAST && this.#random.chance(this.#policy.full)) this.#recoverWithoutRoom(disk, digest, trail);
    return digest;
  }

  #kill(from: SimDisk, trail: Trail): void {
    this.tally.kills++;
    const disk = from.fork(IDLE);
    disk.restartProcess();
    disk.capacityBytes = Number.POSITIVE_INFINITY;
    // What only the page cache had may be lost as long as the recovery has not ended.
    const allowed = (found: string, _: string, way: Trail) =>
      this.#judge(way, () => this.#subject.requireAllowed(found));
    const recovered = this.#recover(disk, 0, trail, allowed);
    allowed(recovered.digest, "", trail);
    const way = [...trail, "the power was cut when it had recovered"];
    for (const survival of survivals(1)) {
      this.#requireSame(this.#cut(recovered.disk, survival, LAST, way), recovered.digest, way);
    }
  }

  /** Recovers, and with some luck crashes at each boundary on the way, or goes on to work. */
  #recover(
    crashed: SimDisk,
    depth: number,
    trail: Trail,
    check: (found: string, first: string, trail: Trail) => void,
  ): { digest: string; disk: SimDisk } {
    const { nested, goOn } = this.#policy;
    const scheduler = new SimScheduler(new SeededRandom(this.#random.seed()));
    const disk = crashed.fork(scheduler);
    const copies: SimDisk[] = [];
    const cutting = this.#random.chance(nested[depth] ?? 0);
    if (cutting) disk.onBoundary = () => copies.push(disk.fork(IDLE));
    const recovery = this.#judge(trail, () => this.#subject.recover(disk, scheduler));
    const recovered = disk.fork(IDLE);
    if (cutting) this.#judge(trail, () => scheduler.drain());
    disk.onBoundary = null;
    for (const [at, copy] of copies.entries()) {
      this.tally.nested[depth] = (this.tally.nested[depth] ?? 0) + 1;
      const way = [...trail, `again at boundary ${at + 1} of the recovery`];
      check(this.#cut(copy, this.#random.pick(SURVIVALS), depth + 1, way), recovery.digest, way);
    }
    if (depth !== LAST && this.#random.chance(goOn)) this.#goOn(disk, scheduler, recovery, trail);
    return { digest: recovery.digest, disk: recovered };
  }

  #goOn(disk: SimDisk, scheduler: SimScheduler, recovery: CrashRecovery, trail: Trail): void {
    this.tally.wentOn++;
    const way = [...trail, "it went on to work", "the power was cut"];
    const digest = this.#judge(way, () => {
      const finish = recovery.goOn();
      scheduler.drain();
      return finish();
    });
    const after = this.#cut(disk, this.#random.pick(SURVIVALS), LAST, way);
    this.#requireSame(after, digest, way);
  }

  #recoverWithoutRoom(crashed: SimDisk, digest: string, trail: Trail): void {
    this.tally.full++;
    const way = [...trail, "it was recovered on a full disk", "the power was cut"];
    const scheduler = new SimScheduler(new SeededRandom(this.#random.seed()));
    const disk = crashed.fork(scheduler);
    disk.capacityBytes = disk.usedBytes + this.#random.pick([0, 0, 500, 5000]);
    this.#judge(way, () => {
      try {
        this.#subject.recover(disk, scheduler);
        scheduler.drain();
      } catch (error) {
        if ((error as { code?: unknown }).code !== "diskFull") throw error;
      }
    });
    const after = this.#cut(disk, this.#random.pick(SURVIVALS), LAST, way);
    this.#requireSame(after, digest, way);
  }

  #requireSame(found: string, first: string, trail: Trail): void {
    if (found === first) return;
    this.#judge(trail, () => {
      throw new Error(`recovered\n${found}\nwhere it had been\n${first}`);
    });
  }

  #judge<Result>(trail: Trail, work: () => Result): Result {
    try {
      return work();
    } catch (cause) {
      if (cause instanceof CrashFailure) throw cause;
      throw new CrashFailure(`${trail.join("; ")}: ${(cause as Error).message}`, { cause });
    }
  }
}

/** A crash was not survived; the message says which, and what was found. */
export class CrashFailure extends Error {
  override readonly name = "CrashFailure";
}

const SURVIVALS: readonly Survival[] = ["nothing", "everything", "any", "any"];
/** The depth of a recovery that only looks at what is there. */
const LAST = Number.POSITIVE_INFINITY;
/** For disks that nothing waits for. */
const IDLE = { complete: () => {} };

function survivals(draws: number): readonly Survival[] {
  return ["nothing", "everything", ...new Array<Survival>(draws).fill("any")];
}

/** 53 bits that tell disks apart by the names and contents of their files. */
export function hashOf(disk: SimDisk): number {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  const take = (word: number) => {
    high = Math.imul(high ^ word, 0x01000193) ^ (low >>> 15);
    low = Math.imul(low + word, 0xc2b2ae35) ^ (high >>> 13);
  };
  for (const [path, bytes] of disk.files()) {
    for (let at = 0; at < path.length; at++) take(path.charCodeAt(at));
    take(bytes.length);
    const words = new Uint32Array(bytes.buffer, 0, bytes.length >>> 2);
    for (const word of words) take(word);
    for (const byte of bytes.subarray(words.length * 4)) take(byte);
  }
  return (high >>> 11) * 0x1_0000_0000 + (low >>> 0);
}
