import type { NodeId } from "@chronik/raft-core";
import type { MetadataImage, PartitionImage } from "../metadata/image.ts";
import { brokerOn } from "./cluster-view.ts";

/**
 * Who leads instead, told in the response that refuses (KIP-951): collects the leaders of one response, so that each
 * node's endpoint is named once.
 */
export class LeaderHints {
  readonly #image: MetadataImage;
  readonly #listener: string;
  readonly #nodes = new Set<NodeId>();

  constructor(image: MetadataImage, listener: string) {
    this.#image = image;
    this.#listener = listener;
  }

  /** What goes into the partition's part of the response. */
  hint(partition: PartitionImage): { leaderId: number; leaderEpoch: number } {
    if (this.#image.nodes.has(partition.leader)) this.#nodes.add(partition.leader);
    return { leaderId: partition.leader, leaderEpoch: partition.leaderEpoch };
  }

  /** The endpoints of all hinted leaders. */
  endpoints(): { nodeId: number; host: string; port: number; rack: string | null }[] {
    return [...this.#nodes].flatMap((nodeId) => {
      const broker = brokerOn(this.#image, this.#listener, nodeId);
      return broker === undefined ? [] : [broker];
    });
  }
}
