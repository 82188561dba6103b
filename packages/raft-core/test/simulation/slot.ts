/** Where a term and an index meet, as one number: a key that needs no string. Exact for indexes below 2^26. */
export function slotOf(term: number, index: number): number {
  return term * 0x4000000 + index;
}

export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
