export type { DiskLatency, LatencyDevice } from "./latency-device.ts";
export { SimClock, WALL_START_MS } from "./sim-clock.ts";
export {
  type DiskSnapshot,
  type MachineHooks,
  type ProcessPorts,
  type Program,
  SimMachine,
  type SimMachineInit,
} from "./sim-machine.ts";
export { type Death, SimProcess, type SimProcessInit } from "./sim-process.ts";
