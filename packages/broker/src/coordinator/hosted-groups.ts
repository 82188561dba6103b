import type { TimerHandle } from "@chronik/wal";
import { Group } from "./group.ts";
import { type GroupOptions, MEMBER_ID_PREFIX_LENGTH_MAX, TIMER_LATENESS_MS_MAX } from "./group-options.ts";
import type { CoordinatorPorts } from "./ports.ts";
import type { GroupPorts } from "./rebalance.ts";
import type { RetentionClock } from "./retention-clock.ts";
import type { ShardImage } from "./shard-image.ts";
import { type ShardWriter, storingError } from "./shard-writer.ts";
import type { StoredRecord } from "./stored-record.ts";

/** A group that lives in a shard. */
export interface HostedGroup {
  readonly group: Group;
  timer: TimerHandle | null;
  timerAtMs: number;
  /** Its records on their way to the log. */
  writesInFlight: number;
}

/**
 * The groups of one shard, each with its one timer. One comes into being with its first request, or because it is stored;
 * it goes when nothing goes on in it and nothing of it is stored.
 *
 * Invariants:
 * - Whatever group is stored, or may turn out to be, is hosted.
 * - After {@link close} no timer is set.
 */
export class HostedGroups {
  readonly #ports: CoordinatorPorts;
  readonly #options: GroupOptions;
  readonly #image: ShardImage;
  readonly #writer: ShardWriter;
  readonly #retention: RetentionClock;
  readonly #hosted = new Map<string, HostedGroup>();
  #closed = false;

  /** Opens all that `image` holds. */
  constructor(options: {
    ports: CoordinatorPorts;
    options: GroupOptions;
    image: ShardImage;
    writer: ShardWriter;
    retention: RetentionClock;
  }) {
    this.#ports = options.ports;
    this.#options = options.options;
    this.#image = options.image;
    this.#writer = options.writer;
    this.#retention = options.retention;
    for (const groupId of options.image.groups.keys()) this.#arm(this.#open(groupId));
  }

  get groupIds(): IterableIterator<string> {
    return this.#hosted.keys();
  }

  get(groupId: string): HostedGroup | undefined {
    return this.#hosted.get(groupId);
  }

  /** Calls `use` with the group, then sees to its timer. Null where there is no such group and `create` does not say so. */
  with<Result>(groupId: string, create: boolean, use: (group: Group | null) => Result): Result {
    const hosted = this.#hosted.get(groupId) ?? (create ? this.#open(groupId) : undefined);
    const result = use(hosted?.group ?? null);
    if (hosted !== undefined) this.#after(groupId, hosted);
    return result;
  }

  /** Writes records of a group, which stays hosted meanwhile. `done` as in {@link ShardWriter.append}. */
  append(groupId: string, records: readonly StoredRecord[], done: (error: number) => void): void {
    const hosted = this.#hosted.get(groupId);
    if (hosted !== undefined) hosted.writesInFlight++;
    this.#writer.append(records, (error) => {
      if (hosted !== undefined) hosted.writesInFlight--;
      done(error);
      if (hosted !== undefined) this.#after(groupId, hosted);
    });
  }

  /** Whether records of the group are on their way, or have failed and may be in the log nevertheless. */
  isUnsettled(groupId: string): boolean {
    return (this.#hosted.get(groupId)?.writesInFlight ?? 0) > 0 || this.#writer.isInDoubt(groupId);
  }

  /** In the place of a Dead group, the one that is stored, if there is one. */
  reopen(groupId: string): void {
    if (this.#closed) return;
    this.#drop(groupId);
    if (this.#isStored(groupId)) this.#arm(this.#open(groupId));
  }

  /** Lets go of what is not stored any more. */
  sweep(): void {
    for (const [groupId, hosted] of this.#hosted) this.#after(groupId, hosted);
  }

  /** Who waits is answered with `error`. */
  close(error: number): void {
    this.#closed = true;
    for (const { group, timer } of this.#hosted.values()) {
      timer?.cancel();
      group.die(error);
    }
  }

  #open(groupId: string): HostedGroup {
    const stored = this.#image.groups.get(groupId)?.metadata ?? null;
    const group = new Group({ groupId, stored, options: this.#options, ports: this.#groupPorts(groupId) });
    const hosted = { group, timer: null, timerAtMs: Number.POSITIVE_INFINITY, writesInFlight: 0 };
    this.#hosted.set(groupId, hosted);
    return hosted;
  }

  #drop(groupId: string): void {
    this.#hosted.get(groupId)?.timer?.cancel();
    this.#hosted.delete(groupId);
  }

  #groupPorts(groupId: string): GroupPorts {
    const { clock, logger, random } = this.#ports;
    return {
      clock,
      logger,
      newMemberId: (prefix) => `${prefix.slice(0, MEMBER_ID_PREFIX_LENGTH_MAX)}-${random.uuid()}`,
      stampMs: () => this.#retention.stampMs(),
      persist: (metadata, done) => {
        this.append(groupId, [{ kind: "group", groupId, value: metadata }], (error) => done(storingError(error)));
      },
    };
  }

  #isStored(groupId: string): boolean {
    return this.#image.groups.has(groupId) || this.#writer.isInDoubt(groupId);
  }

  /** The group may have changed: its timer follows; where nothing is left of it, it goes. */
  #after(groupId: string, hosted: HostedGroup): void {
    if (this.#closed || this.#hosted.get(groupId) !== hosted) return;
    const isGone = hosted.group.isIdle && hosted.writesInFlight === 0 && !this.#isStored(groupId);
    if (isGone) this.#drop(groupId);
    else this.#arm(hosted);
  }

  /** A timer that is set too early costs less than one that is moved with each heartbeat. */
  #arm(hosted: HostedGroup): void {
    const { wakeMs } = hosted.group;
    if (hosted.timer !== null && hosted.timerAtMs <= wakeMs) return;
    hosted.timer?.cancel();
    hosted.timer = null;
    if (wakeMs === Number.POSITIVE_INFINITY) return;
    hosted.timerAtMs = wakeMs;
    const delayMs = Math.max(0, Math.ceil(wakeMs - this.#ports.clock.monotonicMs()));
    hosted.timer = this.#ports.timers.set(delayMs, () => this.#wake(hosted));
  }

  #wake(hosted: HostedGroup): void {
    hosted.timer = null;
    const lateMs = this.#ports.clock.monotonicMs() - hosted.timerAtMs;
    if (lateMs > TIMER_LATENESS_MS_MAX) hosted.group.startOver(lateMs);
    else hosted.group.tick();
    this.#after(hosted.group.groupId, hosted);
  }
}
