export {
  CrashExplorer,
  CrashFailure,
  type CrashPolicy,
  type CrashRecovery,
  type CrashSubject,
  type CrashTally,
} from "./crash-explorer.ts";
export { type DiskUnderTest, diskCompliance, type TestRunner } from "./disk-compliance.ts";
export type { DiskDevice, DiskRequest } from "./disk-device.ts";
export type { DiskFault, DiskOperation, FailingFault, MishapFault, WrongReadFault } from "./disk-faults.ts";
export { SeededRandom } from "./random.ts";
export { SimDisk } from "./sim-disk.ts";
export { SimScheduler } from "./sim-scheduler.ts";
