import type { CommandResult, MetadataCommand } from "./command.ts";
import type { MetadataImage } from "./image.ts";

/** Where encoded proposals go: the Raft message loop, which forwards them to the leader. */
export interface ProposalSink {
  /** `ok` promises nothing but an attempt. The bytes are kept and not copied. */
  propose(bytes: Uint8Array): { readonly ok: true } | { readonly ok: false; readonly reason: string };
}

/** Told of every published image, and of the one published before. */
export type ImageListener = (before: MetadataImage, after: MetadataImage) => void;

/** What the parts of a broker see of the metadata log. `MetadataLog` is one. */
export interface Metadata {
  /** The last published image. */
  readonly image: MetadataImage;
  /** Calls `listener` after every publication, until the returned function is called. */
  onChange(listener: ImageListener): () => void;
  /**
   * Has the command applied on every node. `done` is called exactly once, never from inside this call:
   *
   * - with the command's result, when `image` and all that listens to it have its effect; or
   * - with REQUEST_TIMED_OUT, after `timeoutMs` or when the node stops: the command may have been applied, or may be yet. With
   *   an infinite `timeoutMs` a node that runs learns the outcome, however long it takes. Whoever acts differently on
   *   success and on refusal (an ISR change under way, say) must wait that long: a change that was given up is not refused.
   */
  propose(command: MetadataCommand, options: { readonly timeoutMs: number }, done: ProposalDone): void;
}

export type ProposalDone = (result: CommandResult) => void;
