import { consumerProtocolSubscription, ProtocolError } from "@chronik/kafka-protocol";
import type { GroupMember } from "./group-member.ts";

/** The protocol type of groups that consume topics. Other groups (Connect, say) use the same machinery for their own ends. */
export const CONSUMER_PROTOCOL_TYPE = "consumer";

/**
 * Whether any of these members of a consumer group says that it consumes the topic. What cannot be read may say anything, so
 * it counts as yes.
 */
export function subscribes(members: Iterable<GroupMember>, topic: string): boolean {
  for (const member of members) {
    for (const { metadata } of member.protocols) if (mayName(metadata, topic)) return true;
  }
  return false;
}

function mayName(subscription: Uint8Array, topic: string): boolean {
  try {
    return consumerProtocolSubscription.decode(subscription).value.topics.includes(topic);
  } catch (error) {
    if (error instanceof ProtocolError) return true;
    throw error;
  }
}
