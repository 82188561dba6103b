import type { MetadataCommand } from "../command.ts";
import type { MetadataImage } from "../image.ts";
import { applyAllocateProducerIds } from "./allocate-producer-ids.ts";
import { applyChangeIsr } from "./change-isr.ts";
import { applyCreatePartitions } from "./create-partitions.ts";
import { applyCreateTopic } from "./create-topic.ts";
import { applyDeleteTopic } from "./delete-topic.ts";
import { applyElectLeaders } from "./elect-leaders.ts";
import { applyFailReplicas } from "./fail-replicas.ts";
import { applyFenceNode } from "./fence-node.ts";
import type { Outcome } from "./outcome.ts";
import { applyRegisterNode } from "./register-node.ts";
import type { MetadataRules } from "./rules.ts";
import { applyUnfenceNode } from "./unfence-node.ts";

/**
 * The image after a command, and what the command came to. Pure, the same on every node, and total: a command that does not
 * fit the image is refused with a Kafka error code and changes nothing but `appliedIndex`.
 */
export function applyCommand(
  image: MetadataImage,
  command: MetadataCommand,
  entryIndex: number,
  rules: MetadataRules,
): Outcome {
  const { image: changed, result } = dispatch(image, command, entryIndex, rules);
  return { image: { ...changed, appliedIndex: entryIndex }, result };
}

function dispatch(image: MetadataImage, command: MetadataCommand, entryIndex: number, rules: MetadataRules): Outcome {
  switch (command.kind) {
    case "registerNode":
      return applyRegisterNode(image, command, entryIndex);
    case "fenceNode":
      return applyFenceNode(image, command);
    case "unfenceNode":
      return applyUnfenceNode(image, command);
    case "createTopic":
      return applyCreateTopic(image, command, rules);
    case "deleteTopic":
      return applyDeleteTopic(image, command);
    case "createPartitions":
      return applyCreatePartitions(image, command);
    case "electLeaders":
      return applyElectLeaders(image, command);
    case "changeIsr":
      return applyChangeIsr(image, command);
    case "failReplicas":
      return applyFailReplicas(image, command);
    case "allocateProducerIds":
      return applyAllocateProducerIds(image, command);
  }
}
