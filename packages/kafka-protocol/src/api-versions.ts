/** What is peculiar about ApiVersions: what is advertised, what an unknown version of it is answered, what it checks. */
import type { AnyApi } from "./api.ts";
import { errorCodes } from "./errors.ts";
import { type ApiVersionsResponseInput, apiVersions } from "./messages/api-versions.ts";
import { produce } from "./messages/produce.ts";

/** The versions of one API that a broker claims, both inclusive. */
export interface ApiVersionRange {
  readonly apiKey: number;
  readonly minVersion: number;
  readonly maxVersion: number;
}

/**
 * The table that a broker answers ApiVersions with, for the APIs that it handles, by key.
 *
 * Produce is claimed from version 0 on although it begins at 3, as Kafka does: without that, librdkafka silently sends
 * everything uncompressed (KAFKA-18659). Reject 0 to 2 where they are used after all.
 */
export function advertisedVersions(handled: Iterable<AnyApi>): ApiVersionRange[] {
  const ranges = Array.from(handled, (api) => ({
    apiKey: api.key,
    minVersion: api.key === produce.key ? 0 : api.versionMin,
    maxVersion: api.versionMax,
  }));
  return ranges.sort((a, b) => a.apiKey - b.apiKey);
}

/**
 * The answer to an ApiVersions request of a version that the broker does not have. It is to be encoded as version 0,
 * and says only which versions of ApiVersions there are; the client then asks again (KIP-511).
 */
export function unsupportedApiVersions(): ApiVersionsResponseInput {
  return { errorCode: errorCodes.UNSUPPORTED_VERSION, apiKeys: advertisedVersions([apiVersions]) };
}

/**
 * Whether a client may call its software, or the version of that, by this name in ApiVersions (KIP-511): letters, digits,
 * dots and dashes, and a letter or digit at both ends. Others are answered INVALID_REQUEST.
 */
export function isClientSoftwareText(text: string): boolean {
  return /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text);
}
