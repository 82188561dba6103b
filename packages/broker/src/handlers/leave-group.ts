import { errorCodes, leaveGroup } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * LeaveGroup (key 13).
 *
 * Behavior: takes members out of a group, which rebalances without them. A tool removes a static member by its instance id
 * alone, with an empty member id.
 *
 * Version notes: up to v2 one member leaves, and its error is the response's. From v3 on several do, each with its own
 * (KIP-345). v5 has a reason (KIP-800).
 */
export function leaveGroupHandler(groups: GroupCoordinator): Handler<typeof leaveGroup> {
  return handler(leaveGroup, (request, { apiVersion }, respond) => {
    if (apiVersion >= 3) {
      const { errorCode, outcomes } = groups.leave(request.groupId, request.members);
      return respond({ errorCode, members: outcomes });
    }
    const alone = { memberId: request.memberId, groupInstanceId: null, reason: null };
    const { errorCode, outcomes } = groups.leave(request.groupId, [alone]);
    respond({ errorCode: errorCode === errorCodes.NONE ? (outcomes[0]?.errorCode ?? errorCode) : errorCode });
  });
}
