import type { MetadataCommand } from "../../metadata/command.ts";
import type { MetadataImage } from "../../metadata/image.ts";
import type { ImageListener, Metadata, ProposalDone } from "../../metadata/ports.ts";
import { TestCluster } from "../../metadata/testing/cluster.ts";
import type { Logger } from "../../ports.ts";

interface Proposal {
  readonly command: MetadataCommand;
  readonly timeoutMs: number;
  readonly done: ProposalDone;
}

/** A metadata log whose proposals wait until they are committed, or dropped, by hand. */
export class FakeMetadata implements Metadata {
  readonly cluster = new TestCluster();
  readonly #listeners = new Set<ImageListener>();
  #proposals: Proposal[] = [];

  get image(): MetadataImage {
    return this.cluster.image;
  }

  /** What has been proposed and neither committed nor dropped. */
  get proposed(): readonly MetadataCommand[] {
    return this.#proposals.map(({ command }) => command);
  }

  get listenerCount(): number {
    return this.#listeners.size;
  }

  onChange(listener: ImageListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  propose(command: MetadataCommand, { timeoutMs }: { readonly timeoutMs: number }, done: ProposalDone): void {
    this.#proposals.push({ command, timeoutMs, done });
  }

  /** Changes the image, as the command of somebody else would. */
  change(action: (cluster: TestCluster) => void): void {
    const before = this.image;
    action(this.cluster);
    for (const listener of this.#listeners) listener(before, this.image);
  }

  /** Applies what was proposed first. */
  commit(): void {
    const { command, done } = this.#take();
    const before = this.image;
    const result = this.cluster.apply(command);
    for (const listener of this.#listeners) listener(before, this.image);
    done(result);
  }

  /** Answers what was proposed first with an error. */
  refuse(error: number): void {
    this.#take().done({ error, message: "refused by the test" });
  }

  #take(): Proposal {
    const proposal = this.#proposals.shift();
    if (proposal === undefined) throw new Error("nothing was proposed");
    return proposal;
  }
}

/** Keeps what was logged, as `level message`. */
export class FakeLogger implements Logger {
  readonly lines: string[] = [];

  debug(message: string): void {
    this.lines.push(`debug ${message}`);
  }

  info(message: string): void {
    this.lines.push(`info ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn ${message}`);
  }

  error(message: string): void {
    this.lines.push(`error ${message}`);
  }
}
