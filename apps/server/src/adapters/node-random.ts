import { randomInt, randomUUID } from "node:crypto";
import type { Random } from "@chronik/broker";

/** The machine's entropy. */
export const nodeRandom: Random = {
  below: (bound) => randomInt(bound),
  uuid: () => randomUUID().replaceAll("-", ""),
};
