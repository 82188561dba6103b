import { errorCodes, syncGroup } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import { failedSync } from "../coordinator/group-messages.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * SyncGroup (key 14).
 *
 * Behavior: a member asks what it is assigned in the generation that it joined; the leader brings everyone's assignment along.
 * Answered when that is committed.
 *
 * Version notes: v3 has static members (KIP-345). From v5 on a member says which protocol it believes in, and must;
 * another one than the group's is INCONSISTENT_GROUP_PROTOCOL (KIP-559).
 */
export function syncGroupHandler(groups: GroupCoordinator): Handler<typeof syncGroup> {
  return handler(syncGroup, (request, { apiVersion }, respond) => {
    const saysProtocol = request.protocolType !== null && request.protocolName !== null;
    if (apiVersion >= 5 && !saysProtocol) respond(failedSync(errorCodes.INCONSISTENT_GROUP_PROTOCOL));
    else groups.sync(request, respond);
  });
}
