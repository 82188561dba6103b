import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { bytes, int16, int64, string } from "../schema/field.ts";

/**
 * Carries one step of a SASL exchange.
 */
export const saslAuthenticate = defineApi({
  key: 36,
  name: "SaslAuthenticate",
  versions: "0-2",
  flexible: "2+",
  request: {
    authBytes: bytes(),
  },
  response: {
    errorCode: int16(),
    errorMessage: string({ nullable: true }),
    authBytes: bytes(),
    sessionLifetimeMs: int64({ versions: "1+", ignorable: true }),
  },
});

export type SaslAuthenticateRequest = RequestOf<typeof saslAuthenticate>;
export type SaslAuthenticateRequestInput = RequestInputOf<typeof saslAuthenticate>;
export type SaslAuthenticateResponse = ResponseOf<typeof saslAuthenticate>;
export type SaslAuthenticateResponseInput = ResponseInputOf<typeof saslAuthenticate>;
