import { describeCluster, errorCodes } from "@chronik/kafka-protocol";
import type { Services } from "../services.ts";
import { CLUSTER_OPERATIONS, OPERATIONS_NOT_ASKED } from "./authorized-operations.ts";
import { brokersOn } from "./cluster-view.ts";
import { type Handler, handler } from "./handler.ts";

const ENDPOINT_TYPE_BROKERS = 1;

/**
 * DescribeCluster (key 60).
 *
 * Behavior: the brokers by their endpoints on the listener that the request came in on, and the node that leads the metadata log.
 *
 * Version notes: v1 can ask for controllers instead (KIP-919), which have no listener of their own for clients here. v2 can
 * ask for fenced brokers too.
 */
export function describeClusterHandler(services: Services): Handler<typeof describeCluster> {
  return handler(describeCluster, (request, context, respond) => {
    const { clusterId } = services.options;
    const { endpointType } = request;
    if (endpointType !== ENDPOINT_TYPE_BROKERS) {
      const errorMessage = "controllers have no endpoint of their own; ask for brokers";
      const errorCode = errorCodes.UNSUPPORTED_ENDPOINT_TYPE;
      return respond({ errorCode, errorMessage, clusterId, endpointType, brokers: [] });
    }
    const brokers = brokersOn(services.image(), context.listener, { fenced: request.includeFencedBrokers });
    respond({
      errorCode: errorCodes.NONE,
      clusterId,
      endpointType,
      controllerId: services.controllerId(),
      brokers: brokers.map(({ nodeId: brokerId, host, port, rack, fenced: isFenced }) => {
        return { brokerId, host, port, rack, isFenced: context.apiVersion >= 2 && isFenced };
      }),
      clusterAuthorizedOperations: request.includeClusterAuthorizedOperations
        ? CLUSTER_OPERATIONS
        : OPERATIONS_NOT_ASKED,
    });
  });
}
