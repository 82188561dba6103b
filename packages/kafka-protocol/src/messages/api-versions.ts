import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int16, int32, int64, string } from "../schema/field.ts";

/**
 * Which APIs and versions a broker has; the first thing that a client asks.
 *
 * Its response header is never flexible, so that a client can read it before it knows the broker, and a request of an
 * unknown version is answered in version 0 (KIP-511).
 */
export const apiVersions = defineApi({
  key: 18,
  name: "ApiVersions",
  versions: "0-4",
  flexible: "3+",
  request: {
    clientSoftwareName: string({ versions: "3+", ignorable: true }),
    clientSoftwareVersion: string({ versions: "3+", ignorable: true }),
  },
  response: {
    errorCode: int16(),
    apiKeys: array({
      of: {
        apiKey: int16(),
        minVersion: int16(),
        maxVersion: int16(),
      },
    }),
    throttleTimeMs: int32({ versions: "1+", ignorable: true }),
    supportedFeatures: array({
      versions: "3+",
      tag: 0,
      ignorable: true,
      of: {
        name: string(),
        minVersion: int16(),
        maxVersion: int16(),
      },
    }),
    finalizedFeaturesEpoch: int64({ versions: "3+", tag: 1, ignorable: true, default: -1 }),
    finalizedFeatures: array({
      versions: "3+",
      tag: 2,
      ignorable: true,
      of: {
        name: string(),
        maxVersionLevel: int16(),
        minVersionLevel: int16(),
      },
    }),
    zkMigrationReady: bool({ versions: "3+", tag: 3, ignorable: true }),
  },
});

export type ApiVersionsRequest = RequestOf<typeof apiVersions>;
export type ApiVersionsRequestInput = RequestInputOf<typeof apiVersions>;
export type ApiVersionsResponse = ResponseOf<typeof apiVersions>;
export type ApiVersionsResponseInput = ResponseInputOf<typeof apiVersions>;
