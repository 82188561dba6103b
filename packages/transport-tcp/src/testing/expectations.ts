/** What the suite's tests have in common, without a test runner of their own. */
export function sequence(byteCount: number, seed: number): Uint8Array {
  const whole = new Uint8Array(byteCount);
  for (let at = 0; at < byteCount; at++) whole[at] = (at * 31 + (at >> 8) * 7 + seed) & 0xff;
  return whole;
}

export function concatenate(buffers: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(buffers.reduce((sum, buffer) => sum + buffer.byteLength, 0));
  let offset = 0;
  for (const buffer of buffers) {
    whole.set(buffer, offset);
    offset += buffer.byteLength;
  }
  return whole;
}

export function bytes(...values: number[]): Uint8Array {
  return Uint8Array.from(values);
}

export function areEqual(actual: Uint8Array, expected: Uint8Array): boolean {
  if (actual.length !== expected.length) return false;
  for (let at = 0; at < actual.length; at++) if (actual[at] !== expected[at]) return false;
  return true;
}

export function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`expected: ${what}`);
}

export function equal<Value>(actual: Value, expected: Value): void {
  if (!Object.is(actual, expected)) throw new Error(`expected ${String(expected)}, but it is ${String(actual)}`);
}
