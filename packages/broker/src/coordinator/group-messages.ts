import type { GroupState } from "./group-state.ts";

/**
 * What a group is asked, and what it answers: the classic group protocol without its versions. Handlers translate.
 * Bytes in requests may be views of a frame: a group copies what it keeps. Bytes in answers are the group's own, not to be
 * written to.
 */

/** A way of assigning partitions that a member understands, with what it says about itself in it. */
export interface GroupProtocol {
  readonly name: string;
  readonly metadata: Uint8Array;
}

export interface JoinRequest {
  readonly groupId: string;
  /** Empty for a member that has no id yet. */
  readonly memberId: string;
  /** Not null for a static member (KIP-345). */
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly sessionTimeoutMs: number;
  readonly rebalanceTimeoutMs: number;
  readonly protocolType: string;
  /** In the member's order of preference. */
  readonly protocols: readonly GroupProtocol[];
  /** The member knows MEMBER_ID_REQUIRED (KIP-394). */
  readonly knowsMemberIdRequired: boolean;
  /** The member knows `skipAssignment` (KIP-814). */
  readonly knowsSkipAssignment: boolean;
  /** Why it joins (KIP-800), for the log. */
  readonly reason: string | null;
}

export interface JoinAnswer {
  readonly errorCode: number;
  readonly memberId: string;
  readonly generationId: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly leader: string;
  /** The leader has an assignment to ask for already, and shall not make one. */
  readonly skipAssignment: boolean;
  /** For the leader only. */
  readonly members: readonly JoinedMember[];
}

export interface JoinedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly metadata: Uint8Array;
}

export interface SyncRequest {
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  /** Null where the member does not say (KIP-559). */
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  /** From the leader only. */
  readonly assignments: readonly { readonly memberId: string; readonly assignment: Uint8Array }[];
}

export interface SyncAnswer {
  readonly errorCode: number;
  readonly protocolType: string | null;
  readonly protocolName: string | null;
  readonly assignment: Uint8Array;
}

/** Who speaks, and of which generation. */
export interface GenerationMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly generationId: number;
}

export interface LeavingMember {
  /** Empty where a static member is named by its instance id alone, by an operator's tool. */
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly reason: string | null;
}

export interface LeaveOutcome {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly errorCode: number;
}

export interface GroupDescription {
  readonly state: GroupState;
  readonly generationId: number;
  /** Empty for a group that never had members. */
  readonly protocolType: string;
  /** Empty unless Stable. */
  readonly protocolName: string;
  readonly members: readonly DescribedMember[];
}

export interface DescribedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | null;
  readonly clientId: string;
  readonly clientHost: string;
  readonly metadata: Uint8Array;
  readonly assignment: Uint8Array;
}

export const NO_BYTES = new Uint8Array(0);

export function failedJoin(errorCode: number, memberId: string): JoinAnswer {
  return {
    errorCode,
    memberId,
    generationId: -1,
    protocolType: null,
    protocolName: null,
    leader: "",
    skipAssignment: false,
    members: [],
  };
}

export function failedSync(errorCode: number): SyncAnswer {
  return { errorCode, protocolType: null, protocolName: null, assignment: NO_BYTES };
}
