export { type DiskUnderTest, diskCompliance, type TestRunner } from "./disk-compliance.ts";
export { SeededRandom } from "./random.ts";
export { type DiskFault, type DiskOperation, SimDisk } from "./sim-disk.ts";
export { SimScheduler } from "./sim-scheduler.ts";
