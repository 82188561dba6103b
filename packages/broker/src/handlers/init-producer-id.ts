import { errorCodes, initProducerId } from "@chronik/kafka-protocol";
import type { Services } from "../services.ts";
import { type Handler, handler } from "./handler.ts";

/**
 * InitProducerId (key 22), for idempotent producers.
 *
 * Behavior: every call gets a producer id that was never given out before, with epoch 0; also one that names the id it had
 * (KIP-360), since nothing but its sequences depends on it. Transactions are not supported: a transactional id is refused
 * with UNSUPPORTED_VERSION, which clients report at once instead of trying again.
 */
export function initProducerIdHandler(services: Services): Handler<typeof initProducerId> {
  return handler(initProducerId, (request, _context, respond) => {
    if (request.transactionalId !== null) {
      return respond({ errorCode: errorCodes.UNSUPPORTED_VERSION, producerId: -1, producerEpoch: -1 });
    }
    services.producerIds.allocate((errorCode, producerId) => {
      respond({ errorCode, producerId, producerEpoch: errorCode === errorCodes.NONE ? 0 : -1 });
    });
  });
}
