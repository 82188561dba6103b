import { errorCodes } from "@chronik/kafka-protocol";
import type { AllocateProducerIds } from "../command.ts";
import type { MetadataImage } from "../image.ts";
import { type Outcome, refuse, SUCCESS } from "./outcome.ts";

/** The most producer ids in one block; what a node has not used when it stops is lost. */
export const PRODUCER_ID_BLOCK_MAX = 1_000_000;

/** Gives out the block `[next, next + count)`, never again. */
export function applyAllocateProducerIds(image: MetadataImage, command: AllocateProducerIds): Outcome {
  const { count } = command;
  if (!Number.isSafeInteger(count) || count <= 0 || count > PRODUCER_ID_BLOCK_MAX) {
    return refuse(image, errorCodes.INVALID_REQUEST, `a block has 1 to ${PRODUCER_ID_BLOCK_MAX} ids, not ${count}`);
  }
  const firstProducerId = image.nextProducerId;
  const nextProducerId = firstProducerId + count;
  if (!Number.isSafeInteger(nextProducerId)) {
    return refuse(image, errorCodes.INVALID_REQUEST, "there are no producer ids left");
  }
  return { image: { ...image, nextProducerId }, result: { ...SUCCESS, firstProducerId } };
}
