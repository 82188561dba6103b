/** Every subset of `items`, the empty one first. For oracles that try everything. */
export function subsets<T>(items: readonly T[]): T[][] {
  const all: T[][] = [[]];
  for (const item of items) all.push(...all.map((set) => set.concat([item])));
  return all;
}
