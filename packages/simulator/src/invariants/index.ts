export type { Bounds } from "./bounds.ts";
export { Invariants } from "./invariants.ts";
export type { ObservedNode } from "./observed.ts";
export { demand, Violation } from "./violation.ts";
