import { SeededRandom } from "../src/testing/random.ts";
import { SimDisk } from "../src/testing/sim-disk.ts";
import { SimScheduler } from "../src/testing/sim-scheduler.ts";

/** A simulated machine with one folder, `/data`, that survives everything. */
export function makeMachine(seed = 1) {
  const random = new SeededRandom(seed);
  const scheduler = new SimScheduler(random);
  const disk = new SimDisk(scheduler);
  disk.makeFolder("/data");
  disk.syncFolderNow("/");
  return { random, scheduler, disk };
}

/** Remembers what a `done` callback was called with, in the order of the calls. */
export class Outcomes {
  readonly calls: [name: string, error: Error | null][] = [];

  done(name: string): (error: Error | null) => void {
    return (error) => {
      this.calls.push([name, error]);
    };
  }

  get names(): string[] {
    return this.calls.map(([name]) => name);
  }

  /** The error that a call ended with; undefined where it has not ended. */
  errorOf(name: string): Error | null | undefined {
    return this.calls.find(([other]) => other === name)?.[1];
  }
}
