import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, bytes, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Sets and removes users' SCRAM credentials (KIP-554).
 */
export const alterUserScramCredentials = defineApi({
  key: 51,
  name: "AlterUserScramCredentials",
  versions: "0",
  flexible: "0+",
  request: {
    deletions: array({
      of: {
        name: string(),
        mechanism: int8(),
      },
    }),
    upsertions: array({
      of: {
        name: string(),
        mechanism: int8(),
        iterations: int32(),
        salt: bytes(),
        saltedPassword: bytes(),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    results: array({
      of: {
        user: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
      },
    }),
  },
});

export type AlterUserScramCredentialsRequest = RequestOf<typeof alterUserScramCredentials>;
export type AlterUserScramCredentialsRequestInput = RequestInputOf<typeof alterUserScramCredentials>;
export type AlterUserScramCredentialsResponse = ResponseOf<typeof alterUserScramCredentials>;
export type AlterUserScramCredentialsResponseInput = ResponseInputOf<typeof alterUserScramCredentials>;
