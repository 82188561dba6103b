import { heartbeat } from "@chronik/kafka-protocol";
import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * Heartbeat (key 12).
 *
 * Behavior: renews a member's session. REBALANCE_IN_PROGRESS asks it to join again.
 *
 * Version notes: v3 has static members (KIP-345).
 */
export function heartbeatHandler(groups: GroupCoordinator): Handler<typeof heartbeat> {
  return handler(heartbeat, (request, _context, respond) => respond({ errorCode: groups.heartbeat(request) }));
}
