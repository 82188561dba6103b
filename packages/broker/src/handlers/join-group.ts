import { joinGroup } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import type { JoinAnswer } from "../coordinator/group-messages.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * JoinGroup (key 11).
 *
 * Behavior: enters the group's rebalance and is answered when that has gathered its members, or at once where the member
 * need not take part. A session timeout outside of what the node allows is INVALID_SESSION_TIMEOUT. Only the leader's
 * answer lists the members.
 *
 * Version notes: v0 has no rebalance timeout, its session timeout counts instead. A new dynamic member of v4+ is first sent
 * away with an id of its own, MEMBER_ID_REQUIRED (KIP-394). v5 has static members (KIP-345), v8 a reason (KIP-800), v9
 * `skipAssignment` (KIP-814). Before v7 a missing protocol is the empty string.
 */
export function joinGroupHandler(groups: GroupCoordinator): Handler<typeof joinGroup> {
  return handler(joinGroup, (request, context, respond) => {
    const { apiVersion } = context;
    const rebalanceTimeoutMs = request.rebalanceTimeoutMs < 0 ? request.sessionTimeoutMs : request.rebalanceTimeoutMs;
    const join = {
      ...request,
      rebalanceTimeoutMs,
      clientId: context.clientId ?? "",
      clientHost: context.clientHost,
      knowsMemberIdRequired: apiVersion >= 4,
      knowsSkipAssignment: apiVersion >= 9,
    };
    groups.join(join, (answer) => respond(toResponse(answer, apiVersion)));
  });
}

function toResponse(answer: JoinAnswer, apiVersion: number) {
  const protocolName = answer.protocolName === null && apiVersion < 7 ? "" : answer.protocolName;
  return { ...answer, protocolName };
}
