import type { TopicId } from "../metadata/image.ts";
import type { GenerationMember } from "./group-messages.ts";
import type { CommittedOffset } from "./group-metadata.ts";

/** What a group is asked about its offsets, and what it answers: OffsetCommit, OffsetFetch, OffsetDelete without their versions. */

export interface CommitRequest extends GenerationMember {
  readonly groupId: string;
  /** How long to keep them, where the client says (OffsetCommit up to v4); −1 for the broker's retention. */
  readonly retentionMs: number;
  /** The client knows GROUP_ID_NOT_FOUND here; else it is told ILLEGAL_GENERATION of a group that does not exist. */
  readonly knowsGroupIdNotFound: boolean;
  readonly offsets: readonly OffsetToCommit[];
}

export interface OffsetToCommit {
  readonly topic: string;
  /** The zero UUID where it is not known. */
  readonly topicId: TopicId;
  readonly partition: number;
  readonly offset: number;
  /** −1 where the client does not say. */
  readonly leaderEpoch: number;
  readonly metadata: string;
}

export interface FetchOffsetsRequest {
  readonly groupId: string;
  /** Null for all that the group has. */
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[] | null;
  /** Waits for the commits that are on their way (KIP-447). */
  readonly requireStable: boolean;
}

export interface FetchOffsetsAnswer {
  readonly errorCode: number;
  readonly topics: readonly FetchedTopic[];
}

export interface FetchedTopic {
  readonly topic: string;
  /** In the order of the request. Undefined where nothing is committed. */
  readonly partitions: readonly { readonly partition: number; readonly committed: CommittedOffset | undefined }[];
}

export interface DeleteOffsetsRequest {
  readonly groupId: string;
  readonly topics: readonly { readonly topic: string; readonly partitions: readonly number[] }[];
}

export interface DeleteOffsetsAnswer {
  readonly errorCode: number;
  /** Error codes, by topic and partition as in the request; empty where the whole request failed. */
  readonly topics: readonly {
    readonly topic: string;
    readonly errors: readonly { partition: number; errorCode: number }[];
  }[];
}
