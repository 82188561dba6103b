import { deleteGroups } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import { answerEach } from "./answer-each.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * DeleteGroups (key 42).
 *
 * Behavior: removes groups with all their offsets, each for itself, and answers when that is committed. NON_EMPTY_GROUP for one
 * that has members, GROUP_ID_NOT_FOUND for one that does not exist.
 *
 * Version notes: none that matter here.
 */
export function deleteGroupsHandler(groups: GroupCoordinator): Handler<typeof deleteGroups> {
  return handler(deleteGroups, (request, _context, respond) => {
    const groupIds = [...new Set(request.groupsNames)];
    const remove = (groupId: string, done: (result: { groupId: string; errorCode: number }) => void) =>
      groups.deleteGroup(groupId, (errorCode) => done({ groupId, errorCode }));
    answerEach(groupIds, remove, (results) => respond({ results }));
  });
}
