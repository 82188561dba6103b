import { defineApi, type RequestInputOf, type RequestOf, type ResponseInputOf, type ResponseOf } from "../api.ts";
import { array, int16, string } from "../schema/field.ts";

/**
 * Names the SASL mechanism that the connection will authenticate with.
 */
export const saslHandshake = defineApi({
  key: 17,
  name: "SaslHandshake",
  versions: "0-1",
  flexible: "none",
  request: {
    mechanism: string(),
  },
  response: {
    errorCode: int16(),
    mechanisms: array({ of: string() }),
  },
});

export type SaslHandshakeRequest = RequestOf<typeof saslHandshake>;
export type SaslHandshakeRequestInput = RequestInputOf<typeof saslHandshake>;
export type SaslHandshakeResponse = ResponseOf<typeof saslHandshake>;
export type SaslHandshakeResponseInput = ResponseInputOf<typeof saslHandshake>;
