import type { GroupCoordinator } from "../coordinator/group-coordinator.ts";
import type { CoordinatorDirectory } from "../coordinator/ports.ts";
import type { Services } from "../services.ts";
import { apiVersionsHandler } from "./api-versions.ts";
import { createPartitionsHandler } from "./create-partitions.ts";
import { createTopicsHandler } from "./create-topics.ts";
import { deleteGroupsHandler } from "./delete-groups.ts";
import { deleteTopicsHandler } from "./delete-topics.ts";
import { describeClusterHandler } from "./describe-cluster.ts";
import { describeConfigsHandler } from "./describe-configs.ts";
import { describeGroupsHandler } from "./describe-groups.ts";
import { electLeadersHandler } from "./elect-leaders.ts";
import { fetchHandler } from "./fetch.ts";
import { findCoordinatorHandler } from "./find-coordinator.ts";
import type { Handler } from "./handler.ts";
import { heartbeatHandler } from "./heartbeat.ts";
import { initProducerIdHandler } from "./init-producer-id.ts";
import { joinGroupHandler } from "./join-group.ts";
import { leaveGroupHandler } from "./leave-group.ts";
import { listGroupsHandler } from "./list-groups.ts";
import { listOffsetsHandler } from "./list-offsets.ts";
import { metadataHandler } from "./metadata.ts";
import { offsetCommitHandler } from "./offset-commit.ts";
import { offsetDeleteHandler } from "./offset-delete.ts";
import { offsetFetchHandler } from "./offset-fetch.ts";
import { offsetForLeaderEpochHandler } from "./offset-for-leader-epoch.ts";
import { produceHandler } from "./produce.ts";
import { syncGroupHandler } from "./sync-group.ts";

/** Every API that this broker answers, by its key: what is not here is not advertised. */
export function handlerTable(
  services: Services,
  groups: GroupCoordinator,
  directory: CoordinatorDirectory,
): ReadonlyMap<number, Handler> {
  const table = new Map<number, Handler>();
  const add = (...handlers: unknown[]): void => {
    // A table needs one type for all of them; the session gives each handler the requests of its own API.
    for (const handler of handlers as Handler[]) table.set(handler.api.key, handler);
  };
  add(apiVersionsHandler(table), metadataHandler(services), describeClusterHandler(services));
  add(produceHandler(services), initProducerIdHandler(services));
  add(fetchHandler(services), listOffsetsHandler(services), offsetForLeaderEpochHandler(services));
  add(createTopicsHandler(services), deleteTopicsHandler(services), describeConfigsHandler(services));
  add(createPartitionsHandler(services), electLeadersHandler(services));
  add(findCoordinatorHandler(directory), joinGroupHandler(groups), syncGroupHandler(groups));
  add(heartbeatHandler(groups), leaveGroupHandler(groups), offsetCommitHandler(groups), offsetFetchHandler(groups));
  add(
    describeGroupsHandler(groups),
    listGroupsHandler(groups),
    deleteGroupsHandler(groups),
    offsetDeleteHandler(groups),
  );
  return new Map([...table].sort(([a], [b]) => a - b));
}
