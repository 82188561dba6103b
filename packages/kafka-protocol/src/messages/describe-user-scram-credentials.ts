import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int8, int16, int32, string } from "../schema/field.ts";

/**
 * Which SCRAM mechanisms users have credentials for (KIP-554).
 */
export const describeUserScramCredentials = defineApi({
  key: 50,
  name: "DescribeUserScramCredentials",
  versions: "0",
  flexible: "0+",
  request: {
    users: array({
      nullable: true,
      of: {
        name: string(),
      },
    }),
  },
  response: {
    throttleTimeMs: int32(),
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    results: array({
      of: {
        user: string(),
        errorCode: int16(),
        errorMessage: string({ nullable: true }),
        credentialInfos: array({
          of: {
            mechanism: int8(),
            iterations: int32(),
          },
        }),
      },
    }),
  },
});

export type DescribeUserScramCredentialsRequest = RequestOf<typeof describeUserScramCredentials>;
export type DescribeUserScramCredentialsRequestInput = RequestInputOf<typeof describeUserScramCredentials>;
export type DescribeUserScramCredentialsResponse = ResponseOf<typeof describeUserScramCredentials>;
export type DescribeUserScramCredentialsResponseInput = ResponseInputOf<typeof describeUserScramCredentials>;
