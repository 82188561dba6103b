/** What clients did, and what must not follow from it. */
export { checkHistory } from "./check-history.ts";
export type { Anomaly, AnomalyName, Evidence, FinalLog } from "./evidence.ts";
export { History } from "./history.ts";
export {
  type Acks,
  describe,
  type Operation,
  type OperationOf,
  type OperationValue,
  type PolledRecord,
} from "./operation.ts";
