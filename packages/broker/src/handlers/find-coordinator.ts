import { errorCodes, errorInfo, findCoordinator } from "@chronik/kafka-protocol";
import type { CoordinatorDirectory } from "../coordinator/ports.ts";
import { type Handler, handler } from "./handler.ts";

/** Transactional ids are 1, share groups 2. */
const GROUP_KEY_TYPE = 0;

/**
 * FindCoordinator (key 10).
 *
 * Behavior: the leader of the partition of `__consumer_offsets` that the group belongs to, at its endpoint on the listener that the
 * request came in on. Where nobody is found, COORDINATOR_NOT_AVAILABLE, and the topic is created if it is missing. This
 * broker coordinates groups; any other type of key is answered INVALID_REQUEST, which the Java client reports at once, and
 * after which librdkafka asks again until its own timeout.
 *
 * Version notes: v0 has groups only, v1 has an error message, v4 asks for several keys at once (KIP-699).
 */
export function findCoordinatorHandler(directory: CoordinatorDirectory): Handler<typeof findCoordinator> {
  return handler(findCoordinator, (request, { apiVersion, listener }, respond) => {
    const find = (key: string) => {
      const found =
        request.keyType === GROUP_KEY_TYPE ? directory.coordinator(key, listener) : errorCodes.INVALID_REQUEST;
      if (found === errorCodes.COORDINATOR_NOT_AVAILABLE) directory.ensureInternalTopic();
      return typeof found === "number" ? nobody(found) : { ...found, errorCode: errorCodes.NONE, errorMessage: null };
    };
    if (apiVersion < 4) respond(find(request.key));
    else respond({ coordinators: request.coordinatorKeys.map((key) => ({ key, ...find(key) })) });
  });
}

function nobody(errorCode: number) {
  return { errorCode, errorMessage: errorInfo(errorCode)?.message ?? null, nodeId: -1, host: "", port: -1 };
}
