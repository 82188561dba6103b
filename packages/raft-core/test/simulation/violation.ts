/** An invariant did not hold. */
export class Violation extends Error {}
