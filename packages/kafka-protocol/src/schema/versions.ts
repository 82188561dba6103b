/** A range of versions as Kafka's own schemas write it: `"3+"`, `"0-6"`, `"4"` or `"none"`. */
export type Versions = `${number}+` | `${number}-${number}` | `${number}` | "none";

/** The same, parsed: inclusive at both ends; empty where `min` exceeds `max`. */
export interface VersionRange {
  readonly min: number;
  readonly max: number;
}

export const ALL_VERSIONS: VersionRange = { min: 0, max: Number.POSITIVE_INFINITY };
export const NO_VERSIONS: VersionRange = { min: 0, max: -1 };

const PATTERN = /^(\d+)(?:(\+)|-(\d+))?$/;

/** @throws Error where `text` is not a range: it comes from a declaration, never from the wire. */
export function parseVersions(text: Versions): VersionRange {
  if (text === "none") return NO_VERSIONS;
  const match = PATTERN.exec(text);
  if (match === null) throw new Error(`not a version range: ${text}`);
  const min = Number(match[1]);
  if (match[2] !== undefined) return { min, max: Number.POSITIVE_INFINITY };
  return { min, max: match[3] === undefined ? min : Number(match[3]) };
}

export function includes(range: VersionRange, version: number): boolean {
  return version >= range.min && version <= range.max;
}
