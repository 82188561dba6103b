/** Hexadecimal digits of which a number can hold every value exactly: 52 bits. */
const DIGITS = 13;

/**
 * A process life as the network between nodes names it: a number, the first 52 bits of the UUID that the metadata log knows it
 * by. Two lives of one node have the same one only by a chance of 1 in 2^52.
 */
export function connectionIncarnation(incarnation: string): number {
  return Number.parseInt(incarnation.slice(0, DIGITS), 16);
}
