import { listGroups } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import { type Handler, handler } from "./handler.ts";

/** The only type of group here. */
const CLASSIC = "classic";

/**
 * ListGroups (key 16).
 *
 * Behavior: the groups that this node coordinates; a tool asks every node. While one of its partitions is being loaded,
 * COORDINATOR_LOAD_IN_PROGRESS rather than a part of them.
 *
 * Version notes: v4 filters by state (KIP-518), v5 by type (KIP-848); upper and lower case do not matter, an empty filter
 * lets everything through.
 */
export function listGroupsHandler(groups: GroupCoordinator): Handler<typeof listGroups> {
  return handler(listGroups, (request, _context, respond) => {
    const { errorCode, groups: all } = groups.list();
    const listed = all.filter(
      ({ state }) => passes(request.statesFilter, state) && passes(request.typesFilter, CLASSIC),
    );
    respond({
      errorCode,
      groups: listed.map(({ groupId, protocolType, state }) => ({
        groupId,
        protocolType,
        groupState: state,
        groupType: CLASSIC,
      })),
    });
  });
}

function passes(filter: readonly string[], value: string): boolean {
  return filter.length === 0 || filter.some((wanted) => wanted.toLowerCase() === value.toLowerCase());
}
