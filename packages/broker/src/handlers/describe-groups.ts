import { describeGroups, errorCodes, errorInfo } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import { GROUP_OPERATIONS, OPERATIONS_NOT_ASKED } from "./authorized-operations.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * DescribeGroups (key 15).
 *
 * Behavior: each group for itself. What the members say about themselves is shown while the group is Stable.
 *
 * Version notes: a group that does not exist is Dead without an error up to v5, and GROUP_ID_NOT_FOUND from v6 on
 * (KIP-1043). v3 tells the allowed operations, v4 the instance ids of static members.
 */
export function describeGroupsHandler(groups: GroupCoordinator): Handler<typeof describeGroups> {
  return handler(describeGroups, (request, { apiVersion }, respond) => {
    const authorizedOperations = request.includeAuthorizedOperations ? GROUP_OPERATIONS : OPERATIONS_NOT_ASKED;
    respond({ groups: request.groups.map((groupId) => ({ ...described(groupId), authorizedOperations })) });

    function described(groupId: string) {
      const description = groups.describe(groupId);
      if (typeof description === "number") return { groupId, ...undescribed(description, apiVersion) };
      const { state, protocolType, protocolName, members } = description;
      return {
        groupId,
        groupState: state,
        protocolType,
        protocolData: protocolName,
        members: members.map((member) => ({
          ...member,
          memberMetadata: member.metadata,
          memberAssignment: member.assignment,
        })),
      };
    }
  });
}

function undescribed(errorCode: number, apiVersion: number) {
  if (errorCode !== errorCodes.GROUP_ID_NOT_FOUND) return { errorCode };
  if (apiVersion < 6) return { groupState: "Dead" };
  return { groupState: "Dead", errorCode, errorMessage: errorInfo(errorCode)?.message ?? null };
}
