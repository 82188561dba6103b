import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bool, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Moves cluster features to other levels (KIP-584).
 */
export const updateFeatures = defineApi({
  key: 57,
  name: "UpdateFeatures",
  versions: "0-2",
  flexible: "0+",
  request: {
    timeoutMs: int32({ default: 60000 }),
    featureUpdates: array({
      of: {
        feature: string(),
        maxVersionLevel: int16(),
        allowDowngrade: bool({ versions: "0" }),
        upgradeType: int8({ versions: "1+", default: 1 }),
      },
    }),
    validateOnly: bool({ versions: "1+" }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    results: array({
      versions: "0-1",
      ignorable: true,
      of: {
        feature: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
      },
    }),
  },
});

export type UpdateFeaturesRequest = RequestOf<typeof updateFeatures>;
export type UpdateFeaturesRequestInput = RequestInputOf<typeof updateFeatures>;
export type UpdateFeaturesResponse = ResponseOf<typeof updateFeatures>;
export type UpdateFeaturesResponseInput = ResponseInputOf<typeof updateFeatures>;
